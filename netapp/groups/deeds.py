"""How the log tells what was done in groups."""

from collections.abc import Mapping
from typing import Any

from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told


def _asked(details: Mapping[str, Any]) -> str:
    return _("%(who)s joined") if details.get("now") == "active" else _("%(who)s asked to join")


def _invited(details: Mapping[str, Any]) -> str:
    return _("%(who)s let %(whom)s in") if details.get("now") == "active" else _("%(who)s invited %(whom)s")


def _approved(details: Mapping[str, Any]) -> str:
    return _("%(who)s said yes to %(whom)s") if "person" in details else _("%(who)s said yes to the network")


def _declined(details: Mapping[str, Any]) -> str:
    return _("%(who)s said no to %(whom)s") if "person" in details else _("%(who)s said no to the network")


def _removed(details: Mapping[str, Any]) -> str:
    if details.get("before") == "invited":
        return _("%(who)s took back the invitation of %(whom)s")
    return _("%(who)s removed %(whom)s")


def _given(details: Mapping[str, Any]) -> str:
    said = {
        "owner": _("%(who)s made %(whom)s an owner"),
        "organiser": _("%(who)s made %(whom)s an organiser"),
        "moderator": _("%(who)s made %(whom)s a moderator"),
    }
    return said.get(str(details.get("now")), _("%(who)s made %(whom)s a plain member"))


TOLD: Mapping[tuple[str, str], Told] = {
    ("group", "ask"): Told("people", _asked),
    ("group", "come by link"): Told("people", _l("%(whom)s came in by a link")),
    ("group", "come by domain"): Told("people", _l("%(whom)s came in by their company’s mail domain")),
    ("group", "invite"): Told("people", _invited),
    ("group", "accept"): Told("people", _l("%(whom)s took up the invitation")),
    ("group", "refuse"): Told("people", _l("%(whom)s did not take up the invitation")),
    ("group", "approve"): Told("people", _approved),
    ("group", "decline"): Told("people", _declined),
    ("group", "leave"): Told("people", _l("%(whom)s left")),
    ("group", "remove"): Told("people", _removed),
    ("group", "role"): Told("roles", _given),
    ("group", "create"): Told("group", _l("%(who)s made the group")),
    ("group", "switches"): Told("group", _l("%(who)s changed who sees it, who joins or who reads")),
    ("group", "close"): Told("group", _l("%(who)s closed the group")),
    ("group", "reopen"): Told("group", _l("%(who)s opened the group again")),
    ("group", "archive"): Told("files", _l("%(who)s took the archive")),
    ("group", "make link"): Told("people", _l("%(who)s made a link that lets people in")),
    ("group", "end link"): Told("people", _l("%(who)s ended a link that let people in")),
    ("group", "list"): Told("people", _l("%(who)s took in a list of people")),
    ("group", "stop list"): Told("people", _l("%(who)s stopped taking in a list of people")),
    ("group", "read archive"): Told("files", _l("%(who)s read an archive in")),
    ("group", "export companies"): Told("files", _l("%(who)s took the list of its members’ companies as a file")),
    ("group", "export log"): Told("files", _l("%(who)s took the log as a file")),
    ("group", "erase"): Told("erasures", _l("Somebody was erased, and is out of the group")),
    ("group", "enter"): Told("steps", _l("%(who)s entered the group as an administrator")),
    ("group", "go"): Told("steps", _l("%(who)s shut the group to themselves again")),
}
