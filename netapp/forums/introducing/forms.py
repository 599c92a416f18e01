"""The shape of an introduction."""

from netapp.core.forms import Form, Words
from netapp.core.languages import lazy_gettext as _l
from netapp.forums.models import LONGEST


class IntroductionForm(Form):
    body = Words(_l("Your first words"), most=LONGEST, needed=_l("Write a line or two."))
