"""The shape of what people type about themselves."""

from typing import Any

from wtforms import BooleanField, Field, SelectField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from netapp.config import LANGUAGES
from netapp.core import languages, localtime
from netapp.core.forms import Form, Line, WebLine
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.files.fields import PictureField


class PersonForm(Form):
    """One's own name, language and zone. `actions.edit_person(viewer, person, **form.person_values)`.

    The weekday of digests is a choice of its own: `actions.choose_digest_day`.
    """

    name = Line(_l("Your name"), most=120, needed=_l("What is your name?"), render_kw={"autocomplete": "name"})
    language = SelectField(_l("Language"))
    zone = SelectField(_l("Time zone"))
    show_name = BooleanField(_l("Show my name to other members and participants"))
    digest_day = SelectField(
        _l("Weekly digests come on"),
        coerce=int,
        description=_l("For networks whose letters you want as a digest."),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.language.choices = [SelectChoice(code, languages.NAMES[code]) for code in LANGUAGES]
        # Who has chosen none is offered the one that they are reading: saving something else must not change it.
        self.language.data = self.language.data or languages.current()
        self.digest_day.choices = [SelectChoice(day, languages.weekday(day)) for day in range(7)]
        self.digest_day.data = self.digest_day.data or 0
        zones = [SelectChoice(zone, zone.replace("_", " ")) for zone in localtime.zones()]
        self.zone.choices = [SelectChoice("", _("That of the network")), *zones]

    def validate_zone(self, field: Field) -> None:
        if field.data and not localtime.is_zone(field.data):
            raise validators.StopValidation(_("Choose a time zone from the list."))

    @property
    def person_values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("name", "language", "zone", "show_name")}


class PictureForm(Form):
    """One's own picture. `actions.show_picture(viewer, person, form.picture.chosen.drawn.content)`."""

    picture = PictureField(
        _l("Choose a picture"),
        is_square=True,
        needed=_l("Choose a picture first."),
        description=_l(
            "JPEG, PNG, WebP or GIF, at most 10 MB. We keep a small square from its middle, and nothing else."
        ),
    )

    @property
    def small(self) -> bytes:
        """What is kept of it, once the form is good."""
        chosen = self.picture.chosen
        return chosen.drawn.content if chosen else b""


class CompanyForm(Form):
    """Where one works. `actions.edit_company(viewer, person, **form.company_values)`.

    A company that we know is found again however its name is typed, and what we know of it stays.
    """

    company_name = Line(_l("Company"), most=160, render_kw={"autocomplete": "organization"})
    company_place = Line(_l("Town"), most=120)
    company_website = WebLine(_l("Website"), most=300)

    @property
    def company_values(self) -> dict[str, str]:
        return {name: self[f"company_{name}"].data or "" for name in ("name", "place", "website")}
