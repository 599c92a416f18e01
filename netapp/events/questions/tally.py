"""What everybody on a list has answered: its columns, on the page and in the file, and how often each was given."""

from collections.abc import Iterable
from typing import Any

from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.events.models import LIVE, Meeting
from netapp.events.questions import answers, models
from netapp.events.questions.models import Question


class Tally:
    """The answers of who is on the list: a column for each question, and how often each was given."""

    def __init__(self, meeting: Meeting, people: Iterable[Any]) -> None:
        self.main, self.language = meeting.language, languages.current()
        self.questions = models.read(meeting.questions)
        self.people = [(sign_up.state, sign_up.answers or {}) for sign_up, _person in people]
        self.has_notes = any(answers.NOTE in said for _state, said in self.people)

    @property
    def heads(self) -> list[str]:
        texts = [one.text_in(self.language, self.main)[1] for one in self.questions]
        return [*texts, _("Note")] if self.has_notes else texts

    def cells(self, said: answers.Answers | None) -> list[str]:
        """What one person answered, by column."""
        said = said or {}
        cells = [answers.in_words(one, said.get(one.key), self.language, self.main) for one in self.questions]
        return [*cells, str(said.get(answers.NOTE, ""))] if self.has_notes else cells

    def pairs(self, said: answers.Answers | None) -> list[tuple[str, str]]:
        """(question, answer) for each that was answered."""
        return [(head, cell) for head, cell in zip(self.heads, self.cells(said), strict=True) if cell]

    @property
    def counts(self) -> list[tuple[str, str]]:
        """(question, how often each choice), of those who have a seat; what others have asked for stands beside it."""
        return [
            (one.text_in(self.language, self.main)[1], said) for one in self.questions if (said := self._counted(one))
        ]

    def _counted(self, question: Question) -> str:
        going = [said[question.key] for state, said in self.people if state == "going" and question.key in said]
        if question.kind == "number":
            return self._summed(question, sum(going))
        if question.kind == "text" or not going:
            return ""
        given = [one for value in going for one in (value if isinstance(value, list) else [value])]
        if question.kind == "yes_no":
            return f"{_('yes')} {given.count(True)} · {_('no')} {given.count(False)}"
        words = question.choices_in(self.language, self.main)
        return " · ".join(f"{said} {given.count(key)}" for key, said in words.items())

    def _summed(self, question: Question, going: int) -> str:
        every = sum(said.get(question.key, 0) for state, said in self.people if state in LIVE)
        said = str(going) if question.most is None else _("%(taken)s of %(most)s", taken=going, most=question.most)
        if every > going:
            said += ", " + _("%(num)s more held by who waits", num=every - going)
        return said
