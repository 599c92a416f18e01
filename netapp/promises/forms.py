"""The shape of a promise, and of an answer to one."""

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, validators

from netapp.core import languages, links
from netapp.core.forms import EmailLine, Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.promises.models import LONGEST

Ready = dict[str, date]


class _DayForm(Form):
    """A day, out of some that are ready or typed; a typed one counts."""

    when = RadioField(_l("By when?"), validate_choice=False)
    day = DateField(_l("Or a day of your own"), [validators.Optional()])

    def __init__(self, ready: Ready, **values: Any) -> None:
        self.ready = ready
        super().__init__(None, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        said = {"week": _("In a week"), "weeks": _("In two weeks"), "month": _("In a month")}
        said["next"] = _("By the next meeting")
        self.when.choices = [(name, said.get(name, "")) for name in self.ready]
        super().process(*args, **kwargs)

    @property
    def hints(self) -> dict[str, str]:
        return {name: languages.date_short(day) for name, day in self.ready.items()}

    @property
    def chosen(self) -> date | None:
        found: date | None = self.day.data or self.ready.get(self.when.data or "")
        return found


class PromiseForm(_DayForm):
    """What, who, by when."""

    text = Line(_l("What?"), most=LONGEST, needed=_l("Say in a line what is to be done."))
    owner = SelectField(_l("Who?"), validate_choice=True)
    name = Line(_l("Name"), most=120)
    email = EmailLine(_l("Mail address"))
    before = StringField()

    def __init__(self, owners: dict[str, list[tuple[str, str]]], ready: Ready, **values: Any) -> None:
        self.owners = owners
        super().__init__(ready, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.owner.choices = self.owners
        super().process(*args, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right: bool = super().validate(extra_validators)
        if self.chosen is None and not self.day.errors:
            self.day.errors = [_("Choose a day.")]
            return False
        return is_right

    @property
    def whose(self) -> dict[str, Any]:
        """For actions.Wish."""
        if self.email.data:
            return {"email": self.email.data, "name": self.name.data or ""}
        kind, _colon, number = (self.owner.data or "").partition(":")
        return {f"{kind}_id": links.number(number)} if kind in {"person", "company"} else {}


class AnswerForm(_DayForm):
    """Kept, later, dropped, reopened; or an answer taken back. `seen`: the turn of the promise that was shown."""

    answer = StringField()
    seen = IntegerField(validators=[validators.Optional()])
    number = IntegerField(validators=[validators.Optional()])
    reason = Line(_l("Why?"), most=LONGEST)
