"""How the log tells what was done with notes."""

from collections.abc import Mapping

from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told

TOLD: Mapping[tuple[str, str], Told] = {
    ("meeting", "begin notes"): Told("meetings", _l("%(who)s began the notes of %(what)s")),
    ("meeting", "gather board"): Told("meetings", _l("%(who)s put what the room wrote into the notes of %(what)s")),
    ("meeting", "publish notes"): Told("meetings", _l("%(who)s published the notes of %(what)s")),
    ("meeting", "correct notes"): Told("meetings", _l("%(who)s corrected the notes of %(what)s")),
}
