"""What comes of a door that opens: a session, and where to go from there."""

from dataclasses import dataclass

from netapp.core.viewer import Viewer
from netapp.members.models import Person
from netapp.signin import sessions


@dataclass(frozen=True)
class Opened:
    """`token` is a new session's (None: no new session); `said` is said on the next page, as a flash of this `kind`."""

    next: str
    token: str | None = None
    said: str = ""
    kind: str = "good"


def to(viewer: Viewer, person: Person, door: str, next: str = "") -> Opened:
    """Begin a session for a person who has proved who they are. The first time leads to their own page."""
    home = "/me" if person.is_guest else "/"
    return Opened(next or home, sessions.begin(person, door, viewer.session_id))
