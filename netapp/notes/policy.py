"""Who may do what with notes. Pure: the viewer's roles and the thing's own state, nothing read."""

from netapp.core.viewer import Viewer
from netapp.events import policy as events
from netapp.events.models import Meeting
from netapp.groups import policy as groups


def may_begin(viewer: Viewer, meeting: Meeting) -> bool:
    """Begin them, say who writes along, name sections: organisers, of what takes place."""
    return events.may_schedule(viewer, meeting.group) and meeting.state in {"published", "held"}


def may_close(viewer: Viewer, meeting: Meeting) -> bool:
    """The page that closes a meeting, and publishing its notes: once it has begun."""
    return may_begin(viewer, meeting) and meeting.has_begun


def may_write(viewer: Viewer, meeting: Meeting, helps: bool) -> bool:
    """Write in them: organisers, and whom they let (`helps`), while there is a group."""
    takes_place = meeting.state in {"published", "held"} and groups.is_open(meeting.group)
    return viewer.is_signed_in and takes_place and (helps or groups.may_organise(viewer, meeting.group))


def may_wish(is_open: bool) -> bool:
    """Write on a board: whoever holds its key, while it takes that."""
    return is_open
