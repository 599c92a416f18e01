"""The shape of what people type to sign up, and organisers about those who come."""

from wtforms import BooleanField, Field, HiddenField, IntegerField, validators

from netapp.core.forms import EmailLine, Form, Line, Words, is_address
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.colleagues.forms import Bringing


class LoneGuestForm(Form):
    """Three fields; the rest follows by mail."""

    name = Line(_l("Your name"), most=120, needed=_l("What is your name?"), render_kw={"autocomplete": "name"})
    company = Line(_l("Company"), most=160, needed=_l("Where do you work?"), render_kw={"autocomplete": "organization"})
    email = EmailLine(_l("E-mail"), needed=_l("We need your e-mail to confirm the seat."))
    show_name = BooleanField(_l("Show my name to the other participants"))


class GuestForm(LoneGuestForm, Bringing):
    """The same, and colleagues who come along."""


class AddForm(Form):
    """Somebody whom an organiser puts on the list."""

    name = Line(_l("Name"), most=120, needed=_l("What is their name?"))
    email = EmailLine(_l("E-mail"), needed=_l("We need their e-mail to write to them."))
    company = Line(_l("Company"), most=160)
    agreed = HiddenField()


class AddMemberForm(Form):
    person_id = IntegerField()
    agreed = HiddenField()


class InviteForm(Form):
    addresses = Words(_l("E-mail addresses"), most=50000, needed=_l("Whom do you want to invite?"))

    def validate_addresses(self, field: Field) -> None:
        bad = [address for address in self.listed() if not is_address(address)]
        if bad:
            raise validators.StopValidation(
                _("These are not whole addresses: %(addresses)s", addresses=", ".join(bad[:5]))
            )

    def listed(self) -> list[str]:
        """The addresses, however they were separated; `Name <a@b>` gives a@b."""
        pieces = (
            (self.addresses.data or "").replace("<", " ").replace(">", " ").replace(",", " ").replace(";", " ").split()
        )
        return [piece.lower() for piece in pieces if "@" in piece] or pieces[:5]
