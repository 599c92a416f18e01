"""How the log tells what was done at the doors."""

from collections.abc import Mapping

from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told

TOLD: Mapping[tuple[str, str], Told] = {
    ("person", "join account"): Told("accounts", _l("%(whom)s joined another way to sign in")),
    ("person", "remove account"): Told("accounts", _l("%(whom)s removed a way to sign in")),
    ("person", "lose account"): Told("accounts", _l("%(whom)s moved a way to sign in to another account")),
    ("person", "undo address"): Told("accounts", _l("%(whom)s took the change of an address back")),
    ("person", "confirm address"): Told("accounts", _l("%(whom)s confirmed an address")),
}
