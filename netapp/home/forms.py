"""The shape of what people type on their own page and on the page of the site."""

from typing import Any

from wtforms import BooleanField, Field, IntegerField, SelectField, validators

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.forms import EmailLine, Form, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l

GUEST_DAYS = (7, 365)


class WelcomeForm(Form):
    """The three questions of a first visit; each may stay unanswered."""

    name = Line(_l("Your name"), most=120, render_kw={"autocomplete": "name"})
    company = Line(_l("Company"), most=160, render_kw={"autocomplete": "organization"})
    language = SelectField(_l("Language"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.language.choices = [(code, languages.NAMES[code]) for code in LANGUAGES]


class SiteForm(Form):
    """What an administrator says about the site."""

    name = Line(_l("Name of the site"), most=80, needed=_l("What is the site called?"))
    contact = Line(
        _l("Contact"), most=200, description=_l("An e-mail address or a telephone number that anybody may use.")
    )
    imprint = Words(
        _l("Imprint"),
        most=10000,
        description=_l("Who runs the site, with a postal address. Markdown works: **bold**, lists, links."),
    )
    guest_days = IntegerField(
        _l("Days that guests’ data are kept after their last meeting"), render_kw={"inputmode": "numeric"}
    )
    networks_by_members = BooleanField(_l("Any member may start a network, after an administrator’s yes"))

    def validate_guest_days(self, field: Field) -> None:
        least, most = GUEST_DAYS
        if field.data is None or not least <= field.data <= most:
            raise validators.StopValidation(_("Give a number from %(least)s to %(most)s.", least=least, most=most))

    @property
    def site_values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("name", "contact", "imprint", "guest_days", "networks_by_members")}


class AdministratorForm(Form):
    email = EmailLine(_l("E-mail"), needed=_l("Whose address?"))
