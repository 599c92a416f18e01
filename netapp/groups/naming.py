"""What people are called to those who run a group: who writes an address down shall not learn whose it is.

Who was only ever invited has shown themself to nobody there, whatever they answer. Who asked, or was in, has.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, case, exists, func, or_, select

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.groups.models import Membership
from netapp.groups.roster_models import Invitation
from netapp.members import acquaintance
from netapp.members.models import Person

HERE = frozenset({"active", "requested"})
# Removed are also those who asked and were told no.
_CAME = or_(
    Membership.state.in_((*sorted(HERE), "removed")),
    and_(Membership.state == "left", Membership.joined_at.is_not(None)),
)


def unmet(viewer: Viewer, membership_ids: Sequence[int]) -> Mapping[int, str]:
    """Of these, whom the viewer meets nowhere: their name when they have come, else what a list calls them, or ""."""
    if not membership_ids:
        return {}
    chosen = (
        select(Membership.id, case((_CAME, Person.name), else_=func.coalesce(Invitation.name, "")))
        .join(Membership.person)
        .outerjoin(Invitation, Invitation.membership_id == Membership.id)
        .where(Membership.id.in_(membership_ids), ~acquaintance.meets(viewer, Membership.person_id))
    )
    return {row[0]: row[1] for row in session.execute(chosen)}


def in_log(viewer: Viewer, group_ids: Sequence[int], person_ids: set[int]) -> Mapping[int, str]:
    """People in the log of these groups; who was erased is left out."""
    if not person_ids:
        return {}
    beside = exists().where(Membership.person_id == Person.id, Membership.group_id.in_(group_ids))
    is_unknown = and_(beside, ~beside.where(_CAME), ~acquaintance.meets(viewer, Person.id))
    listed = select(func.max(Invitation.name)).join(Membership, Membership.id == Invitation.membership_id)
    listed = listed.where(Membership.person_id == Person.id, Membership.group_id.in_(group_ids))
    called = case((is_unknown, func.coalesce(listed.scalar_subquery(), "")), else_=Person.name)
    chosen = select(Person.id, called, Person.email).where(Person.id.in_(person_ids), Person.erased_at.is_(None))
    return {number: name or email or _("Somebody") for number, name, email in session.execute(chosen)}
