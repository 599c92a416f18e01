"""The shape of what people type at the doors: who wants in, and the links that organisers hand out."""

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import DateField, Field, IntegerField, SelectField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from netapp.core import clock, localtime
from netapp.core.forms import EmailLine, Form, Line, Needed, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.groups.models import Group

# How long a link may be good for.
LONGEST = timedelta(days=366)
DAYS = {"7": _l("In a week"), "30": _l("In 30 days"), "90": _l("In 90 days")}


class KnockForm(Form):
    """Asked of who is not signed in."""

    name = Line(_l("Your name"), most=120, needed=_l("What is your name?"), render_kw={"autocomplete": "name"})
    email = EmailLine(_l("E-mail"), needed=_l("To which address?"))


class AskForm(KnockForm):
    """The organisers' questions; of who is not signed in also who they are."""

    answer1 = Words(_l("First answer"), most=500)
    answer2 = Words(_l("Second answer"), most=500)
    answer3 = Words(_l("Third answer"), most=500)

    def __init__(self, group: Group, *, is_known: bool) -> None:
        super().__init__()
        self.asked = group.asks
        if is_known:
            del self.name, self.email
        for number in (1, 2, 3):
            if number > len(self.asked):
                del self[f"answer{number}"]
                continue
            question, field = self.asked[number - 1], self[f"answer{number}"]
            field.label.text = question.text
            if question.needed:
                field.validators = [Needed(_("The organisers need an answer to this.")), *field.validators[1:]]
                field.flags.required = True

    @property
    def answers(self) -> list[Field]:
        return [self[f"answer{number}"] for number in range(1, len(self.asked) + 1)]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each question with what was answered."""
        return [(question.text, field.data or "") for question, field in zip(self.asked, self.answers, strict=True)]


class LinkForm(Form):
    """A link for a group: only what to call it is asked."""

    label = Line(
        _l("What it is for"),
        most=80,
        needed=_l("Give it a name, so that you know it again."),
        description=_l("Only organisers read this: “at the fair, 3 May”."),
    )
    ends = SelectField(_l("It ends"), default="30")
    last_day = DateField(_l("Last day"), validators=[validators.Optional()])
    most = IntegerField(
        _l("How many may come in by it"), validators=[validators.Optional()], description=_l("Empty: no limit.")
    )

    def __init__(self, group: Group, **values: Any) -> None:
        super().__init__(**values)
        self.zone = group.zone
        self.ends.choices = [SelectChoice(*one) for one in [*DAYS.items(), ("day", _("On a day that you choose"))]]

    def validate_most(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= 10000:
            raise validators.StopValidation(_("Give a number from 1 to 10,000, or leave it empty."))

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        today = localtime.to_local(clock.now(), self.zone).date()
        day = self.last_day.data
        if self.ends.data == "day" and not self.last_day.errors and not (day and today <= day <= today + LONGEST):
            self.last_day.errors = [_("Choose a day from today on, within a year.")]
            return False
        return whole

    @property
    def expires_at(self) -> datetime:
        """The moment after which it lets nobody in: of a chosen day its end, where the group is."""
        if self.ends.data == "day" and self.last_day.data:
            return localtime.to_utc(datetime.combine(self.last_day.data, time(23, 59)), self.zone)
        return clock.now() + timedelta(days=int(self.ends.data))
