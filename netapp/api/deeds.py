"""How the log tells what was done with keys for programs."""

from collections.abc import Mapping

from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told

TOLD: Mapping[tuple[str, str], Told] = {
    ("person", "make token"): Told("accounts", _l("%(whom)s made a key for a program")),
    ("person", "revoke token"): Told("accounts", _l("%(whom)s revoked a key for a program")),
    ("group", "hook"): Told("group", _l("%(whom)s set up a webhook")),
    ("group", "unhook"): Told("group", _l("%(whom)s took a webhook away")),
    ("group", "rotate hook"): Told("group", _l("%(whom)s gave a webhook a new secret")),
}
