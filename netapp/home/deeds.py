"""How the log tells what was done about the site and by people about themselves."""

from collections.abc import Mapping

from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told

TOLD: Mapping[tuple[str, str], Told] = {
    ("site", "change site"): Told("site", _l("%(who)s changed what the site says of itself, or its rules")),
    ("site", "export log"): Told("files", _l("%(who)s took the log as a file")),
    ("person", "become administrator"): Told("roles", _l("%(who)s made %(whom)s an administrator")),
    ("person", "end administrator"): Told("roles", _l("%(who)s ended %(whom)s’s work as an administrator")),
    ("person", "renew calendar key"): Told("accounts", _l("%(whom)s gave their calendars new addresses")),
}
