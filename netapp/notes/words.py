"""What is said of notes: their parts, their audiences, what was corrected."""

from collections.abc import Mapping

from netapp.core.languages import gettext as _
from netapp.events.models import Meeting
from netapp.notes.models import Audience, PartKind

ICONS: Mapping[PartKind, str] = {
    "decision": "check",
    "promise": "handshake",
    "wish": "star",
    "lesson": "info",
}


def kinds() -> dict[PartKind, str]:
    """As headings, what matters most first."""
    return {"decision": _("Decisions"), "promise": _("Promises"), "wish": _("Wishes"), "lesson": _("Lessons")}


def one(kind: PartKind) -> str:
    said = {"decision": _("Decision"), "promise": _("Promise"), "wish": _("Wish"), "lesson": _("Lesson")}
    return said[kind]


def audience(which: Audience, meeting: Meeting) -> str:
    """As a choice."""
    network = (meeting.group.parent or meeting.group).name
    said: dict[Audience, str] = {
        "participants": _("Who came or had a seat"),
        "group": _("Members of %(group)s", group=meeting.group.name),
        "network": _("Members of %(group)s", group=network),
        "public": _("Everybody"),
    }
    return said[which]


def change(found: Mapping[str, str]) -> str:
    """A line of what was corrected."""
    said = found["said"]
    if found["what"] == "new":
        return _("New: %(what)s", what=said)
    return _("Taken out: %(what)s", what=said) if found["what"] == "gone" else _("Changed: %(what)s", what=said)
