"""What the parts of a person's page are called."""

from netapp.core.languages import lazy_gettext as _l
from netapp.members.models import PersonAbout, SeenBy

ABOUTS: dict[PersonAbout, object] = {
    "offer": _l("Can offer"),
    "seek": _l("Is looking for"),
    "competence": _l("Is good at"),
}
SEEN_BY: dict[SeenBy, object] = {
    "nobody": _l("Nobody"),
    "groups": _l("My working groups"),
    "networks": _l("My networks"),
    "everybody": _l("Everybody"),
}
