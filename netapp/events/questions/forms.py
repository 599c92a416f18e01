"""The form that a meeting's questions make, for who signs up and for who answers later; and the editor's own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import request
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    validators,
)
from wtforms.widgets import CheckboxInput, ListWidget

from netapp.config import LANGUAGES
from netapp.core import languages, text
from netapp.core.forms import Form, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.languages import ngettext
from netapp.events.colleagues import forms as bringing
from netapp.events.colleagues.forms import Bringing
from netapp.events.models import Meeting
from netapp.events.people_forms import GuestForm
from netapp.events.questions import answers
from netapp.events.questions import words as question_words
from netapp.events.questions.answers import FIELD, Answers, Typed
from netapp.events.questions.models import (
    KINDS,
    LONGEST_ANSWER,
    LONGEST_CHOICE,
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_DAYS,
    WITH_CHOICES,
    Question,
)


class Boxes(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Asking(Form):
    """Fields for some questions. What is wrong with an answer is said by answers.judged, as in the deed itself."""

    questions: ClassVar[Sequence[Question]] = ()
    main: ClassVar[str] = "en"
    left: ClassVar[Mapping[str, int]] = {}
    by_organiser: ClassVar[bool] = False

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        found = answers.judged(self.questions, answers.typed(request.form), self.left, by_organiser=self.by_organiser)
        for key, sentence in found.wrong.items():
            self[FIELD + key].errors = [sentence]
        return whole and not found.wrong

    @property
    def asked(self) -> list[Field]:
        """The questions' fields, in order."""
        return [self[FIELD + one.key] for one in self.questions]

    @property
    def own(self) -> dict[str, Any]:
        """What else was typed, by field name."""
        return {
            name: value
            for name, value in self.values.items()
            if not name.startswith((FIELD, bringing.FIELD)) and name != "mode"
        }

    def language_of(self, field: Field) -> str | None:
        """In which language the question is said, when it is another than the page's."""
        one = next(one for one in self.questions if FIELD + one.key == field.name)
        language, _text = one.text_in(languages.current(), self.main)
        return language if language != languages.current() else None


class GuestAsking(Asking, GuestForm):
    """A guest's three fields, and the questions."""


class MemberAsking(Asking, Bringing):
    """The questions, and colleagues who come along."""


def of(
    meeting: Meeting,
    questions: Sequence[Question],
    said: Answers | None = None,
    *,
    base: type[Asking] = Asking,
    typed: Typed | None = None,
    but: int | None = None,
    by_organiser: bool = False,
    posted: bool = True,
) -> Any:
    """The form of these questions, filled with what was answered (`said`), or typed elsewhere.

    `but`: of whose sign-up the own share of a limited number counts as free.
    """
    left = answers.left(meeting, but)
    fields = {FIELD + one.key: _field(one, meeting.language, left.get(one.key), by_organiser) for one in questions}
    more = {"questions": questions, "main": meeting.language, "left": left, "by_organiser": by_organiser}
    made = type(base.__name__, (base,), {**fields, **more})
    known = typed if typed is not None else answers.as_typed(questions, said)
    values = {FIELD + one.key: _shown(one, known.get(one.key, ())) for one in questions}
    form = made(posted=posted, **values)
    for one in questions:
        if one.choices or one.kind == "yes_no":
            chosen = one.choices_in(languages.current(), meeting.language).items()
            form[FIELD + one.key].choices = list(chosen) or [("yes", _("Yes")), ("no", _("No"))]
    return form


def _shown(question: Question, typed: Sequence[str]) -> Any:
    if question.kind == "several":
        return list(typed)
    return typed[0] if typed else None


def _field(question: Question, main: str, left: int | None, by_organiser: bool) -> Field:
    _language, label = question.text_in(languages.current(), main)
    flags = {} if by_organiser or not question.needed else {"required": True}
    if question.choices or question.kind == "yes_no":
        made = Boxes if question.kind == "several" else RadioField
        return made(label, validate_choice=False, validators=[_Flagged(flags)])
    hint = ngettext("%(num)s left.", "%(num)s left.", left) if left is not None else ""
    is_number = question.kind == "number"
    attributes = {"maxlength": 5, "inputmode": "numeric"} if is_number else {"maxlength": LONGEST_ANSWER}
    return StringField(label, description=hint, render_kw=attributes, validators=[_Flagged(flags)])


class _Flagged:
    """Marks a field as needed without checking it: answers.judged does."""

    def __init__(self, flags: Mapping[str, bool]) -> None:
        self.field_flags = dict(flags)

    def __call__(self, _form: Any, _field: Field) -> None:
        return None


class QuestionForm(Form):
    """One question: what it asks, how it is answered, and whether it must be."""

    text = Line(_l("Question"), most=LONGEST_TEXT, needed=_l("What do you want to know?"))
    kind = RadioField(_l("How it is answered"), default="text")
    choices = Words(_l("Choices"), most=MOST_CHOICES * LONGEST_CHOICE, description=_l("One a line."))
    most = IntegerField(
        _l("At most, in all"),
        validators=[validators.Optional()],
        description=_l(
            "For a number: so many are there for everybody together, for example 12 meals. Empty: no limit."
        ),
    )
    needed = BooleanField(_l("Needs an answer"))
    for_organisers = BooleanField(
        _l("For organisers only"),
        description=_l(
            "It is not asked at sign-up: you fill it in for each person, and only organisers see it. "
            "People find what you wrote about them in their take-out."
        ),
    )
    text_en = Line(_l("Question in English"), most=LONGEST_TEXT)
    choices_en = Words(_l("Choices in English"), most=MOST_CHOICES * LONGEST_CHOICE)
    text_da = Line(_l("Question in Danish"), most=LONGEST_TEXT)
    choices_da = Words(_l("Choices in Danish"), most=MOST_CHOICES * LONGEST_CHOICE)
    text_sv = Line(_l("Question in Swedish"), most=LONGEST_TEXT)
    choices_sv = Words(_l("Choices in Swedish"), most=MOST_CHOICES * LONGEST_CHOICE)
    text_fi = Line(_l("Question in Finnish"), most=LONGEST_TEXT)
    choices_fi = Words(_l("Choices in Finnish"), most=MOST_CHOICES * LONGEST_CHOICE)
    seen = HiddenField()

    def __init__(self, main: str, obj: Any = None, **values: Any) -> None:
        super().__init__(obj, **values)
        self.main = main
        self.kind.choices = [(kind, question_words.kind(kind)) for kind in KINDS]

    @property
    def others(self) -> list[tuple[Field, Field]]:
        """(question, choices) in each language that is not the meeting's."""
        return [(self[f"text_{code}"], self[f"choices_{code}"]) for code in self._others]

    @property
    def lines(self) -> list[str]:
        return _lines(self.choices.data)

    def texts(self) -> dict[str, str]:
        own = {self.main: self.text.data or ""}
        return own | {code: self[f"text_{code}"].data for code in self._others if self[f"text_{code}"].data}

    def words(self) -> list[dict[str, str]]:
        """Each choice in the languages in which it was written."""
        written = {code: _lines(self[f"choices_{code}"].data) for code in self._others}
        return [
            {self.main: line, **{code: lines[number] for code, lines in written.items() if lines}}
            for number, line in enumerate(self.lines)
        ]

    @property
    def _others(self) -> list[str]:
        return [code for code in LANGUAGES if code != self.main]

    def validate_choices(self, field: Field) -> None:
        if self.kind.data not in WITH_CHOICES:
            return
        if not 2 <= len(self.lines) <= MOST_CHOICES:
            raise validators.StopValidation(_("Give from 2 to %(most)s choices, one a line.", most=MOST_CHOICES))
        if any(len(line) > LONGEST_CHOICE for line in self.lines):
            raise validators.StopValidation(_("A choice has at most %(most)s characters.", most=LONGEST_CHOICE))

    def validate_most(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= 100_000:
            raise validators.StopValidation(_("Give a number from 1 to 100,000, or leave it empty."))

    def validate(self, extra_validators: Any = None) -> bool:
        """What is said in another language is said whole: the question, and each choice in the same order."""
        whole = super().validate(extra_validators)
        for code in self._others:
            lines, needed = _lines(self[f"choices_{code}"].data), len(self.lines)
            if any(len(line) > LONGEST_CHOICE for line in lines) or (lines and len(lines) != needed):
                sentence = ngettext(
                    "Give %(num)s choice, as above.", "Give %(num)s choices, in the order as above.", needed
                )
                self[f"choices_{code}"].errors = [sentence]
                whole = False
            if lines and not self[f"text_{code}"].data:
                self[f"text_{code}"].errors = [_("What is the question in that language?")]
                whole = False
        return whole


class DaysForm(Form):
    days = IntegerField(_l("Days after the meeting"), validators=[validators.InputRequired()])

    def validate_days(self, field: Field) -> None:
        if field.data is None or not 1 <= field.data <= MOST_DAYS:
            raise validators.StopValidation(_("Give a number from 1 to %(most)s.", most=MOST_DAYS))


def written(question: Question, main: str) -> dict[str, Any]:
    """The values with which the editor shows a question."""
    values: dict[str, Any] = {name: getattr(question, name) for name in ("kind", "most", "needed", "for_organisers")}
    for code, said in question.texts.items():
        values["text" if code == main else f"text_{code}"] = said
    for code in LANGUAGES:
        lines = [one.texts[code] for one in question.choices if code in one.texts]
        if lines and len(lines) == len(question.choices):
            values["choices" if code == main else f"choices_{code}"] = "\n".join(lines)
    return values


def _lines(value: str | None) -> list[str]:
    found: Iterable[str] = (text.one_line(line) for line in (value or "").splitlines())
    return list(dict.fromkeys(line for line in found if line))
