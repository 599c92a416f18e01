"""The shape of what is typed in this room."""

from netapp.core.forms import EmailLine, Form
from netapp.core.languages import lazy_gettext as _l


class DataForm(Form):
    """Whose data: the address that this site writes to."""

    email = EmailLine(_l("E-mail"), needed=_l("Which address may we write to?"))
