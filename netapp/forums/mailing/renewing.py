"""Another address for new threads, for who fears that theirs is known to somebody else."""

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.forums import policy
from netapp.forums.mailing.models import OpeningAddress
from netapp.groups import queries as groups


def times(person_id: int, group_id: int) -> list[int]:
    """What stands in the key of the address that is good, behind the two numbers: nothing in the first one's."""
    own = session.get(OpeningAddress, (person_id, group_id))
    return [own.number] if own else []


@action
def renew(viewer: Viewer, group_id: int) -> None:
    """Letters to the address before come back, as to nobody."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group))
    own = session.get(OpeningAddress, (viewer.person_id, group.id), with_for_update=True)
    if own is None:
        session.add(OpeningAddress(person_id=viewer.person_id, group_id=group.id, number=1, renewed_at=clock.now()))
    else:
        own.number, own.renewed_at = own.number + 1, clock.now()
