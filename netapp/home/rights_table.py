"""What the tables of rights are made of: deeds, and made viewers who stand over the columns."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from netapp.core import clock
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import GUEST, PUBLIC, Viewer, group_key
from netapp.groups.models import Group

Asked = Callable[[Viewer], bool]
NETWORK, COMPANY, SELF, OTHER = 1, 1, 1, 2


class Deed(NamedTuple):
    """`rule`: the function that is asked, as room.function; some deeds ask the same one about different things."""

    rule: str
    said: str
    may: Asked


class Section(NamedTuple):
    """A table: its title, the roles that stand over its columns, and its deeds."""

    title: str
    roles: Sequence[tuple[str, Viewer]]
    deeds: Sequence[Deed]

    def rows(self) -> list[tuple[str, list[bool]]]:
        """Each deed with a yes or no for each role."""
        return [(str(deed.said), [deed.may(viewer) for _role, viewer in self.roles]) for deed in self.deeds]


def _in_office(office: str) -> Viewer:
    return Viewer(person_id=SELF, email="-", roles={NETWORK: office})


ROLES = (
    (_l("Guest"), GUEST),
    (_l("Signed in"), Viewer(person_id=SELF, email="-")),
    (_l("Member"), _in_office("member")),
    (_l("Moderator"), _in_office("moderator")),
    (_l("Organiser"), _in_office("organiser")),
    (_l("Owner"), _in_office("owner")),
    (_l("Administrator"), Viewer(person_id=SELF, email="-", is_admin=True)),
)


def network(read_key: str = group_key(NETWORK)) -> Group:
    """The one that all is about: everybody sees it, its members read."""
    return Group(id=NETWORK, seen_key=PUBLIC, read_key=read_key, join_rule="approval", approved_at=clock.now())
