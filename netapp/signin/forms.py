"""The shape of what people type at the doors."""

from wtforms import HiddenField

from netapp.core.forms import EmailLine, Form
from netapp.core.languages import lazy_gettext as _l


class DoorForm(Form):
    """An address to send a link to; the way on travels along."""

    email = EmailLine(_l("E-mail"), needed=_l("Which address may we write to?"))
    next = HiddenField()


class AddressForm(Form):
    email = EmailLine(_l("E-mail"), needed=_l("Which address may we write to?"))
