"""The shape of what is typed about tokens."""

from typing import Any

from wtforms import BooleanField, SelectField

from netapp.api import policy
from netapp.core.forms import Form, Line
from netapp.core.languages import lazy_gettext as _l

DAYS = {"30": _l("30 days"), "90": _l("90 days"), "365": _l("One year")}


class TokenForm(Form):
    name = Line(_l("What it is for"), most=80, needed=_l("What is it for? You will look for it by this name."))
    sign_up = BooleanField(_l("Sign me up and take me off"))
    organise = BooleanField(_l("Organise where I do: write meetings, see who comes"))
    days = SelectField(_l("Good for"), default="90")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.days.choices = list(DAYS.items())

    @property
    def scopes(self) -> tuple[str, ...]:
        """What was ticked; reading goes with each."""
        given = {policy.SIGN_UP: self.sign_up.data, policy.ORGANISE: self.organise.data}
        return (policy.READ, *(name for name, is_ticked in given.items() if is_ticked))
