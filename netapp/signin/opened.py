"""What comes of a door that opens: a session, and where to go from there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError

from netapp.core.viewer import Viewer
from netapp.members.models import Person
from netapp.signin import sessions

P = ParamSpec("P")
R = TypeVar("R")


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


def one_at_a_time(deed: Callable[P, R]) -> Callable[P, R]:
    """For deeds that may make a person: two doors opened at once would make the same one twice.

    The unique index lets one of them through; the other begins again and finds whom the first has made.
    """

    @wraps(deed)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return deed(*args, **kwargs)
        except IntegrityError:
            return deed(*args, **kwargs)

    return again
