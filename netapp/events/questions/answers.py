"""What people answer to a meeting's questions: read as typed, judged, said in words, counted.

An answer stands in the sign-up's row by its question's key: a text, a choice's key or several, yes or no, a number.
Under NOTE stand, as lines, answers to questions that are asked no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from netapp.core import text
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext, use
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.events.questions import models
from netapp.events.questions.models import LONGEST_ANSWER, MOST_NUMBER, Question

# Before a question's key, in the names of fields.
FIELD = "ask-"
NOTE = "note"
LONGEST_NOTE = 2000
Answers = Mapping[str, Any]
# What a form sent, by question.
Typed = Mapping[str, Sequence[str]]


class Judged(NamedTuple):
    """The answers that can be used, and a sentence for each question where something is wrong."""

    values: dict[str, Any]
    wrong: dict[str, str]


def typed(form: Any) -> dict[str, list[str]]:
    """What a posted form says to any question: {key: values}."""
    return {name[len(FIELD) :]: form.getlist(name) for name in form if name.startswith(FIELD)}


def as_typed(questions: Iterable[Question], said: Answers | None) -> dict[str, list[str]]:
    """The answers as a form would send them again."""
    found = {one.key: (said or {}).get(one.key) for one in questions}
    return {key: _as_typed(value) for key, value in found.items() if value is not None}


def judged(
    questions: Iterable[Question], given: Typed, left: Mapping[str, int] | None = None, *, by_organiser: bool = False
) -> Judged:
    """Each answer read and looked at; an organiser, who fills in for others, may leave out what is needed."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in questions:
        said, sentence = _read(one, [text.one_line(value) for value in given.get(one.key, ())])
        if not sentence and said is None and one.needed and not by_organiser:
            sentence = _("Please answer this.")
        if not sentence and left and one.key in left and (said or 0) > left[one.key]:
            sentence = words_left(left[one.key])
        if sentence:
            wrong[one.key] = sentence
        elif said is not None:
            values[one.key] = said
    return Judged(values, wrong)


def accepted(
    meeting: Meeting, sign_up: SignUp | None, given: Typed, *, by_organiser: bool = False
) -> dict[str, Any] | None:
    """What will stand in the row; Refused at the first field where something is wrong. The meeting is locked (S1)."""
    every = models.read(meeting.questions)
    mine = every if by_organiser else tuple(one for one in every if not one.for_organisers)
    found = judged(mine, given, left(meeting, sign_up.person_id if sign_up else None), by_organiser=by_organiser)
    for key, sentence in found.wrong.items():
        raise Refused(sentence, FIELD + key)
    replaced = {one.key for one in mine}
    before = (sign_up.answers if sign_up else None) or {}
    return {**{key: value for key, value in before.items() if key not in replaced}, **found.values} or None


def left(meeting: Meeting, but: int | None = None) -> dict[str, int]:
    """How much of each limited number is left, by question; `but`: not counting what this person has."""
    limits = {one.key: one.most for one in models.read(meeting.questions) if one.most is not None}
    if not limits:
        return {}
    rows = [(number, said) for number, said in _live(meeting) if number != but]
    return {key: max(0, most - _sum(key, rows)) for key, most in limits.items()}


def taken(meeting: Meeting, key: str) -> int:
    """How much everybody together has asked for."""
    return _sum(key, _live(meeting))


def unanswered(meeting: Meeting, said: Answers | None) -> int:
    """How many questions that need an answer have none: of who was put on the list by somebody else."""
    return sum(one.needed and one.key not in (said or {}) for one in models.asked(meeting.questions))


def of_leaver(meeting: Meeting, said: Answers | None) -> dict[str, Any] | None:
    """Whoever withdraws takes their answers along; what organisers have filled in stays."""
    own = {one.key for one in models.asked(meeting.questions)} | {NOTE}
    return {key: value for key, value in (said or {}).items() if key not in own} or None


def carried(meeting: Meeting, said: Answers | None) -> dict[str, Any] | None:
    """What can go along to this other meeting: the same questions, as in a copy. What does not fit is asked there."""
    found = judged(questions := models.asked(meeting.questions), as_typed(questions, said), left(meeting))
    return found.values or None


def of_returner(meeting: Meeting, said: Answers | None) -> dict[str, Any] | None:
    """What somebody has answered who comes back without being asked anew: a number that is not left any more becomes a
    line that organisers read. The meeting is locked, and they are not among those who are counted (S1).
    """
    free, kept = left(meeting), dict(said or {})
    for one in models.read(meeting.questions):
        if one.key in free and _number(kept.get(one.key)) > free[one.key]:
            with use(meeting.language):
                asked, number = one.text_in(meeting.language, meeting.language)[1], kept.pop(one.key)
                line = f"{asked} {number}: {words_left(free[one.key])}"
            kept = noted(kept, line)
    return kept or None


def in_words(question: Question, value: Any, language: str, main: str) -> str:
    """An answer as people read it; nothing for one that makes no sense any more."""
    if value is None:
        return ""
    if question.choices:
        names = question.choices_in(language, main)
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(names[one] for one in chosen if one in names)
    if question.kind == "yes_no":
        return _("yes") if value else _("no")
    return str(value)


def noted(said: Mapping[str, Any], line: str) -> dict[str, Any]:
    """The answers with one more line among what is kept as a note."""
    return {**said, NOTE: "\n".join(filter(None, (said.get(NOTE, ""), line)))[:LONGEST_NOTE]}


def words_left(many: int) -> str:
    if not many:
        return _("All of these are taken.")
    return ngettext("Only %(num)s is left.", "Only %(num)s are left.", many)


def are_right(said: Any) -> bool:
    """Whether these could stand in a row of ours."""
    if said is None:
        return True
    return type(said) is dict and bool(said) and all(type(key) is str and _is_value(one) for key, one in said.items())


def _is_value(one: Any) -> bool:
    if type(one) is list:
        return all(type(part) is str and len(part) <= 12 for part in one)
    return type(one) in {bool, int} or (type(one) is str and len(one) <= LONGEST_NOTE)


def _live(meeting: Meeting) -> list[tuple[int, Answers]]:
    live = select(SignUp.person_id, SignUp.answers).where(SignUp.meeting_id == meeting.id, SignUp.state.in_(LIVE))
    return [(number, said) for number, said in session.execute(live.where(SignUp.answers.is_not(None)))]


def _sum(key: str, rows: Iterable[tuple[int, Answers]]) -> int:
    return sum(_number(said.get(key)) for _person, said in rows)


def _number(value: Any) -> int:
    return value if type(value) is int else 0


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _read(question: Question, given: Sequence[str]) -> tuple[Any, str]:
    """(the answer or None, what is wrong with it)."""
    said = [one for one in given if one]
    if not said:
        return None, ""
    if question.choices:
        known = [one.key for one in question.choices if one.key in said]
        if len(known) < len(set(said)) or (question.kind == "choice" and len(known) > 1):
            return None, _("Choose one of these.")
        return (known[0] if question.kind == "choice" else known), ""
    if question.kind == "yes_no":
        return (said[0] == "yes", "") if said[0] in {"yes", "no"} else (None, _("Choose one of these."))
    if question.kind == "number":
        is_number = said[0].isascii() and said[0].isdigit() and len(said[0]) < 6 and int(said[0]) <= MOST_NUMBER
        return (int(said[0]), "") if is_number else (None, _("Give a number from 0 to %(most)s.", most=MOST_NUMBER))
    if len(said[0]) > LONGEST_ANSWER:
        return None, _("That is %(length)s characters; %(most)s fit.", length=len(said[0]), most=LONGEST_ANSWER)
    return said[0], ""
