"""The viewer: who looks, as far as rights are concerned. A guest is a viewer who has nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from flask import g, has_request_context

OWNER, ORGANISER, MODERATOR = "owner", "organiser", "moderator"
# Who holds one of these may do what stands before it; see groups/policy.py.
OWNING = frozenset({OWNER})
ORGANISING = OWNING | {ORGANISER}
MODERATING = ORGANISING | {MODERATOR}
PUBLIC = "public"


def group_key(group_id: int) -> str:
    """The audience key that the active members of a group hold."""
    return f"g:{group_id}"


@dataclass(frozen=True)
class Viewer:
    """One person's rights at this moment; groups are known by number only.

    `roles` holds active memberships, `pending` those that wait for a yes or are invited.
    `entered` are groups that an administrator has opened by the logged step, `paused` those where a moderator has said
    that the person writes nothing until then (which may be over). Of who is signed in, also what their own
    pages say: the key in the addresses of their calendars, whether the questions of a first visit are over, and the
    provider whose picture of them they have not yet taken or declined.
    """

    person_id: int | None = None
    name: str = ""
    email: str | None = None
    language: str | None = None
    zone: str | None = None
    is_admin: bool = False
    session_id: int | None = None
    picture: str | None = None
    roles: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    pending: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    entered: frozenset[int] = frozenset()
    paused: Mapping[int, datetime] = field(default_factory=lambda: MappingProxyType({}))
    calendar_key: str = field(default="", repr=False)
    is_welcomed: bool = False
    offered_picture: str | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def is_guest(self) -> bool:
        """Nobody in particular: such a viewer holds no key but the public one."""
        return self.person_id is None

    @cached_property
    def keys(self) -> frozenset[str]:
        """The audience keys that this viewer holds; what bears one of them may be read."""
        return frozenset({PUBLIC, *map(group_key, self.roles), *map(group_key, self.entered)})

    def holds(self, offices: frozenset[str], group_id: int | None) -> bool:
        """Has one of these roles in the group; who entered by the logged step has each of them."""
        return self.roles.get(group_id or 0) in offices or group_id in self.entered

    def organises(self, group_id: int | None) -> bool:
        return self.holds(ORGANISING, group_id)

    def groups_of(self, offices: frozenset[str]) -> list[int]:
        """The numbers of the groups in which the viewer has one of these roles; those entered are not among them."""
        return [group_id for group_id, office in self.roles.items() if office in offices]

    def belongs_to(self, group_id: int) -> bool:
        return group_id in self.roles


GUEST = Viewer()


def current() -> Viewer:
    """Whoever asks in this request; a guest when nobody is signed in. `signin` puts it there."""
    if not has_request_context():
        return GUEST
    if "viewer" not in g:
        from flask_login import current_user

        g.viewer = getattr(current_user, "viewer", GUEST)
    viewer: Viewer = g.viewer
    return viewer
