"""What was said at groups' doors, in a person's take-out. Links and lists open doors: only their makers read of them.

A group that the person does not see any more stands in it without its name and its words (A5).
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from netapp.core.archives import Row, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.groups import policy
from netapp.groups.archiving import named
from netapp.groups.models import Answers, Group, InvitationLink, Knock, Membership
from netapp.groups.roster_models import Invitation, Roster


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What they have answered and asked for, what others have said of them, and what they have handed out."""
    yield from _asked(viewer)
    yield from _handed_out(viewer)


def _asked(viewer: Viewer) -> Iterator[Sheet]:
    yield Sheet("answers-to-groups", _("What you have answered when you asked to join."), list(_answers(viewer)))
    doors = select(Knock, Group).join(Group, Group.id == Knock.group_id).where(Knock.email == (viewer.email or "-"))
    said = [_knock(viewer, one, group) for one, group in session.execute(doors.order_by(Knock.id))]
    about = _("Groups that you have asked to join by mail; kept for a week.")
    yield Sheet("asked-to-join", about, said, json_only=True)
    listed = select(Invitation, Group).join(Membership, Membership.id == Invitation.membership_id)
    listed = listed.join(Group, Group.id == Membership.group_id).where(Membership.person_id == viewer.person_id)
    said = [named(viewer, group) | _invitation(one) for one, group in session.execute(listed)]
    yield Sheet("invitations", _("What was said of you when you were invited; it goes when you answer."), said)


def _handed_out(viewer: Viewer) -> Iterator[Sheet]:
    given = select(Roster, Group).join(Group, Group.id == Roster.group_id).where(Roster.made_by == viewer.person_id)
    given = given.order_by(Roster.id)
    said = [named(viewer, group) | _roster(one, policy.may_see(viewer, group)) for one, group in session.execute(given)]
    yield Sheet("lists", _("The lists of people to invite that you have given, without the people."), said)
    links = select(InvitationLink, Group).join(Group, Group.id == InvitationLink.group_id)
    links = links.where(InvitationLink.created_by == viewer.person_id).order_by(InvitationLink.id)
    said = [named(viewer, group) | _link(one, policy.may_see(viewer, group)) for one, group in session.execute(links)]
    yield Sheet("invitation-links", _("The links that you have made for groups, without their keys."), said)


def _answers(viewer: Viewer) -> Iterator[Row]:
    """What was asked are the group's words; what was answered is the person's own."""
    answered = select(Answers.said, Group).join(Membership, Membership.id == Answers.membership_id)
    answered = answered.join(Group, Group.id == Membership.group_id).where(Membership.person_id == viewer.person_id)
    for said, group in session.execute(answered.order_by(Membership.id)):
        yield from _answered(viewer, group, said)


def _answered(viewer: Viewer, group: Group, said: Sequence[Sequence[str]]) -> Iterator[Row]:
    is_seen = policy.may_see(viewer, group)
    for question, answer in said:
        yield named(viewer, group) | {"question": question if is_seen else "", "answer": answer}


def _knock(viewer: Viewer, one: Knock, group: Group) -> Row:
    who = {"name": one.name, "email": one.email, "language": one.language}
    times = {"asked_at": plain(one.created_at), "used_at": plain(one.used_at)}
    return named(viewer, group) | who | times | {"answers": list(_answered(viewer, group, one.answers))}


def _invitation(one: Invitation) -> Row:
    return {"name": one.name, "company": one.company, "place": one.place, "website": one.website}


def _roster(one: Roster, is_seen: bool) -> Row:
    """A file's name and a line to those who are invited may say what the group is about."""
    times = {"made_at": plain(one.made_at), "started_at": plain(one.started_at), "touched_at": plain(one.touched_at)}
    words = {"file": one.source, "note": one.note} if is_seen else {"file": "", "note": ""}
    return {"state": one.state} | words | times


def _link(one: InvitationLink, is_seen: bool) -> Row:
    times = {"created_at": plain(one.created_at), "expires_at": plain(one.expires_at), "ended_at": plain(one.ended_at)}
    return {"label": one.label if is_seen else "", "most": one.most, "came": one.came} | times
