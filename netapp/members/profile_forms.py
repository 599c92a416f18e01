"""The shape of what people type about what they do, offer and look for."""

from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older
from wtforms.widgets import CheckboxInput, ListWidget

from netapp.core import languages, text
from netapp.core.forms import Form, IsWebAddress, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.members import describing, person_words, profiles
from netapp.members.line_field import Lines
from netapp.members.models import PERSON_ABOUTS, SEEN_BY, Person

LONGEST_LINK = 300


class _Languages(SelectMultipleField):
    """Languages to tick, any number of them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """WTForms' own sentence would repeat what was sent."""
        if set(self.data or ()) - set(describing.LANGUAGES):
            raise validators.StopValidation(_("Not a valid choice."))


class _Links(Words):
    """Web addresses, one below the other; `https://` is put before one that lacks it."""

    @property
    def links(self) -> list[str]:
        found = (text.one_line(line) for line in (self.data or "").split("\n"))
        return list(dict.fromkeys(line if "://" in line else f"https://{line}" for line in found if line))

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(self.links) > describing.MOST_LINKS:
            raise validators.StopValidation(_("At most %(most)s lines.", most=describing.MOST_LINKS))
        for link in self.links:
            if len(link) > LONGEST_LINK or "." not in link or not IsWebAddress.holds(link):
                raise validators.StopValidation(_("This is not a whole web address: “%(line)s”", line=link[:60]))


class ProfileForm(Form):
    """One's own page. `describing.describe(viewer, person, **form.profile_values)`."""

    job_title = Line(
        _l("What you are there"),
        most=120,
        description=_l("For example: environmental manager."),
        render_kw={"autocomplete": "organization-title"},
    )
    offer = Lines(_l("What I can offer"), most_lines=describing.MOST_LINES)
    seek = Lines(_l("What I am looking for"), most_lines=describing.MOST_LINES)
    competence = Lines(_l("What I am good at"), most_lines=describing.MOST_LINES)
    speaks = _Languages(_l("Languages"))
    links = _Links(
        _l("Links"),
        most=describing.MOST_LINKS * (LONGEST_LINK + 1),
        description=_l("Your page at LinkedIn or elsewhere, one a line."),
    )
    seen_by = RadioField(_l("Who may see this page?"))
    email_to = SelectField(_l("Who may see your e-mail address on it?"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        named = sorted((languages.called(code), code) for code in describing.LANGUAGES)
        self.speaks.choices = [SelectChoice(code, name) for name, code in named]
        seen = [SelectChoice(who, person_words.SEEN_BY[who]) for who in reversed(SEEN_BY)]
        self.seen_by.choices = self.email_to.choices = seen

    def validate_email_to(self, field: Field) -> None:
        """The address is on the page: nobody sees it there who doesn't see the page."""
        if _reach(field.data) > _reach(self.seen_by.data):
            field.data = self.seen_by.data

    @property
    def profile_values(self) -> dict[str, Any]:
        return {
            "values": {
                "job_title": self.job_title.data or "",
                "speaks": list(self.speaks.data or []),
                "links": self.links.links,
                "seen_by": self.seen_by.data,
                "email_to": self.email_to.data,
            },
            "lines": {about: self[about].lines for about in PERSON_ABOUTS},  # type: ignore[attr-defined]
        }


def shown(person: Person) -> ProfileForm:
    """The form with what is there; sent back unchanged it changes nothing."""
    profile, said = profiles.of(person.id), profiles.lines([person.id])[person.id]
    return ProfileForm(
        job_title=profile.job_title,
        speaks=profile.speaks,
        links="\n".join(profile.links),
        seen_by=profile.seen_by if person.show_name else "nobody",
        email_to=profile.email_to,
        **{about: "\n".join(said[about]) for about in PERSON_ABOUTS},
    )


def _reach(seen_by: Any) -> int:
    """How many may see it, as an order; what was never offered is refused elsewhere."""
    return SEEN_BY.index(seen_by) if seen_by in SEEN_BY else 0
