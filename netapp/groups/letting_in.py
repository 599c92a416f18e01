"""Links that let people in: organisers make and end them, and whoever opens one is in after one click."""

from datetime import datetime

from netapp.core import clock, limits, log
from netapp.core.db import action, locked, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.groups import door_queries, memberships, policy, queries, records, words
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group, InvitationLink

# More would be nobody's to oversee.
MOST_OPEN = 20


@action
def make(viewer: Viewer, group: Group, label: str, expires_at: datetime, most: int | None) -> InvitationLink:
    """A link for this group; `label` says, to the organisers, where it hangs. At most `most` people come in by it."""
    require(policy.may_invite(viewer, group))
    refuse_when_shut(group)
    if sum(not link.is_over for link in door_queries.links(viewer, group)) >= MOST_OPEN:
        raise Refused(_("There are %(most)s links that work. End one of them first.", most=MOST_OPEN))
    link = InvitationLink(group_id=group.id, label=label, created_by=viewer.person_id, expires_at=expires_at, most=most)
    session.add(link)
    session.flush()
    log.write(viewer.person_id, "make link", "group", group.id, group_key(group.id), link=link.id)
    return link


@action
def end(viewer: Viewer, group: Group, link: InvitationLink) -> None:
    """From now on it lets nobody in. Twice is harmless."""
    require(policy.may_end(viewer, link, group))
    if link.ended_at is None:
        link.ended_at = clock.now()
        log.write(viewer.person_id, "end link", "group", group.id, group_key(group.id), link=link.id)


def come(viewer: Viewer, key: str) -> None:
    """One click, for who is signed in and holds the link."""
    limits.spend("come", str(viewer.person_id), 30, limits.HOUR)
    _come(viewer, key)


def let_in(link: InvitationLink, person_id: int) -> None:
    """The person is a member afterwards; Refused when the link is over, or does not bring back who was removed.

    Joins the transaction of a deed that has asked.
    """
    group = link.group
    # Counted under the link's lock: of two who come at once, only as many as it is good for get in.
    link = locked(InvitationLink, link.id)
    membership = queries.membership(group.id, person_id)
    if membership is None or membership.state != "active":
        refuse_when_over(link, group)
    before, _membership = memberships.move(group, person_id, "come by link", person_id)
    if before != "active":
        link.came += 1


def refuse_when_over(link: InvitationLink, group: Group) -> None:
    """Without the group's name: who held a link once is told no more of it."""
    if link.is_over or not policy.is_open(group):
        raise Refused(words.link_is_over())


@action
def _come(viewer: Viewer, key: str) -> None:
    link = records.link(key)
    require(policy.may_come(viewer))
    assert viewer.person_id is not None
    let_in(link, viewer.person_id)
