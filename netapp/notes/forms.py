"""The shape of what is typed about notes."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField, validators

from netapp.core.forms import Form, Line, Words
from netapp.core.languages import lazy_gettext as _l
from netapp.events.forms import InTime
from netapp.notes import words
from netapp.notes.actions import Wanted
from netapp.notes.ending import Closing
from netapp.notes.models import LONGEST_BODY, LONGEST_HEADING, LONGEST_PART, LONGEST_WORDS
from netapp.notes.writing import Sent


class SectionForm(Form):
    """A section's text, the revision that it was written upon, and the token by which it is known when sent again."""

    heading = Line(_l("Heading"), most=LONGEST_HEADING)
    body = Words(_l("What was said"), most=LONGEST_BODY)
    base = IntegerField(validators=[validators.InputRequired(), validators.NumberRange(0, 1_000_000)])
    settles = IntegerField(validators=[validators.Optional(), validators.NumberRange(0, 1_000_000)])
    token = HiddenField(validators=[validators.Length(8, 36), validators.Regexp(r"^[\w-]+$")])

    @property
    def sent(self) -> Sent:
        return Sent(
            body=self.body.data or "", base=self.base.data or 0, token=self.token.data or "", settles=self.settles.data
        )


class PartForm(Form):
    """A line, what it is, and of a promise whose and by when."""

    kind = RadioField(_l("What is it?"), default="decision")
    text = Line(_l("In a line"), most=LONGEST_PART, needed=_l("Say it in a line."))
    owner = SelectField(_l("Who?"), validate_choice=False, default="")
    due = DateField(_l("By when?"), [validators.Optional(), InTime()])

    def __init__(self, owners: list[tuple[str, str]], **values: Any) -> None:
        self.owners = owners
        super().__init__(None, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.kind.choices = [(kind, words.one(kind)) for kind in words.ICONS]
        self.owner.choices = self.owners
        super().process(*args, **kwargs)

    @property
    def wanted(self) -> Wanted:
        kind, _colon, number = (self.owner.data or "").partition(":")
        whose = {f"{kind}_id": int(number)} if kind in {"person", "company"} and number.isdecimal() else {}
        return Wanted(self.kind.data, self.text.data or "", due=self.due.data, **whose)


class PublishForm(Form):
    """Who reads them, and whether a letter leaves."""

    audience = RadioField(_l("Who may read them?"))
    tell = BooleanField(_l("Write to those who came, and to those who did not"), default=True)
    words = Line(_l("What is corrected?"), most=LONGEST_WORDS)

    def __init__(self, audiences: Sequence[tuple[str, str]], **values: Any) -> None:
        self.audiences = audiences
        super().__init__(None, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.audience.choices = list(self.audiences)
        super().process(*args, **kwargs)


class ClosingForm(PublishForm):
    """All of a meeting's end at once; each step may be left as it is."""

    head_count = IntegerField(
        _l("How many came?"), validators=[validators.Optional(), validators.NumberRange(0, 100_000)]
    )
    next_day = DateField(_l("When do you meet again?"), [validators.Optional(), InTime()])
    publish = BooleanField(_l("Publish the notes"))

    @property
    def wanted(self) -> Closing:
        return Closing(
            head_count=self.head_count.data,
            next_day=self.next_day.data,
            audience=self.audience.data if self.publish.data else None,
            tell=self.tell.data,
            words=self.words.data or "",
        )
