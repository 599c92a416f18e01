"""Moving a membership from state to state: the row's lock, the log, who hears of it. All deeds go through here."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, log
from netapp.core.db import db, session, write
from netapp.core.errors import Refused
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import group_key
from netapp.groups import facts, notices, owners, revisions, states, words
from netapp.groups.models import Answers, Follower, Group, Membership, Office, State
from netapp.groups.roster_models import Invitation
from netapp.members.models import Person

# What may take an owner away: the owners' rows are locked before the person's own, in one order everywhere.
ENDING: frozenset[states.Event] = frozenset({"leave", "remove"})
# What may bring somebody into a sub-group: only who is in its network, whose row there is locked before the other one.
ENTERING: frozenset[states.Event] = frozenset({"ask", "come by link", "come by domain", "invite", "accept", "approve"})


@dataclass
class Invited:
    """Of many who were to be invited: who is invited now, and who is a member, since they had asked."""

    invited: list[Membership] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)


def hold(group_id: int, person_id: int) -> Membership:
    """The person's row in the group, locked; made when there was none, in the state `left`."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    row = {"group_id": group_id, "person_id": person_id, "state": "left", "role": "member", "mail_level": "everything"}
    # Two clicks at once must find one row, not a broken unique index.
    session.execute(
        insert(Membership)
        .values(**row, changed_at=clock.now())
        .on_conflict_do_nothing(index_elements=["group_id", "person_id"])
    )
    chosen = select(Membership).where(Membership.group_id == group_id, Membership.person_id == person_id)
    return session.scalars(chosen.with_for_update(key_share=True).execution_options(populate_existing=True)).one()


def move(
    group: Group, person_id: int, event: states.Event, by: int | None, *, keeps_owner: bool = True, told_as: str = ""
) -> tuple[State, Membership]:
    """Let `event` happen to the person's membership, caused by the person `by`; returns the state before and the row.

    Twice is harmless. Refused when the state does not allow it, in a sub-group to who is not in its network, and when
    `keeps_owner` and the last one would go; where that can't be asked, another takes the last one's place. The log
    tells of it as of `event`, or `told_as`.
    """
    if event in ENDING:
        owners.lock(group.id)
    may_enter = event in ENTERING and person_id in _of_network(group, [person_id])
    membership = hold(group.id, person_id)
    before = membership.state
    now = states.after(before, event, group.join_rule)
    if now is None:
        raise Refused(_why_not(group, membership, event))
    if now == before:
        return before, membership
    if event in ENTERING and not may_enter:
        raise Refused(words.network_first(group))
    was_owner = before == "active" and membership.office == "owner"
    if was_owner and keeps_owner:
        owners.keep_one(group, person_id)
    membership.state, membership.office, membership.changed_at = now, "member", clock.now()
    if event == "invite":
        membership.invited_by = by
    if event in {"approve", "decline", "remove"}:
        membership.decided_by = by
    log.write(by, told_as or event, "group", group.id, group_key(group.id), person=person_id, before=before, now=now)
    _forget_words(membership, before)
    if now == "active":
        _arrive(group, membership)
    if before == "active":
        _leave(group, membership, by)
    if was_owner and not keeps_owner:
        owners.succeed(group)
    revisions.touch(group.id)
    return before, membership


def invite_many(
    group: Group, person_ids: Sequence[int], by: int | None, again: Container[int], may_return: bool
) -> Invited:
    """The same as `move` with "invite" for many, in a handful of statements; returns to whom it made a difference.

    Whoever is invited already is invited anew when they are among `again`; who was removed only when they `may_return`;
    who had asked is a member now; who has left a sub-group's network meanwhile is passed over.
    """
    rows, invited, now = _hold_many(group.id, sorted(_of_network(group, person_ids))), Invited(), clock.now()
    details: list[dict[str, Any]] = []
    for membership in rows:
        before = membership.state
        if before == "removed" and not may_return:
            continue
        after = states.after(before, "invite", group.join_rule)
        if before == "requested":
            move(group, membership.person_id, "invite", by)
            invited.members.append(membership)
        elif after == "invited" and (before != "invited" or membership.person_id in again):
            membership.state, membership.office, membership.changed_at = "invited", "member", now
            membership.invited_by = by
            invited.invited.append(membership)
            details.append({"person": membership.person_id, "before": before, "now": after})
    if invited.invited:
        session.flush()
        log.write_each(by, "invite", "group", group.id, group_key(group.id), details)
        revisions.touch(group.id)
    return invited


def set_office(group: Group, person_id: int, office: Office, by: int) -> Office | None:
    """Give an active member this role; returns the one before, None when it was the same."""
    owners.lock(group.id)
    membership = hold(group.id, person_id)
    if membership.state != "active":
        raise Refused(_("This person is not a member of %(group)s.", group=group.name))
    before = membership.office
    if before == office:
        return None
    if before == "owner":
        owners.keep_one(group, person_id)
    membership.office = office
    log.write(by, "role", "group", group.id, group_key(group.id), person=person_id, before=before, now=office)
    revisions.touch(group.id)
    return before


def _of_network(group: Group, person_ids: Sequence[int]) -> set[int]:
    """Of these people, those who are in a sub-group's network, and stay there until the deed is done (A4)."""
    if group.parent_id is None or not person_ids:
        return set(person_ids)
    chosen = select(Membership.person_id).where(
        Membership.group_id == group.parent_id, Membership.person_id.in_(person_ids), Membership.state == "active"
    )
    return set(session.scalars(chosen.order_by(Membership.person_id).with_for_update(read=True)))


def _hold_many(group_id: int, person_ids: Sequence[int]) -> Sequence[Membership]:
    """As `hold`, in two statements, locked in one order everywhere."""
    if not person_ids:
        return []
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Membership.__table__)
    row = {
        "group_id": group_id,
        "state": "left",
        "role": "member",
        "mail_level": "everything",
        "changed_at": clock.now(),
    }
    new = insert.on_conflict_do_nothing(index_elements=["group_id", "person_id"])
    write(new, [row | {"person_id": number} for number in person_ids])
    chosen = select(Membership).where(Membership.group_id == group_id, Membership.person_id.in_(person_ids))
    chosen = chosen.order_by(Membership.person_id).with_for_update(key_share=True)
    return session.scalars(chosen.execution_options(populate_existing=True)).all()


def _forget_words(membership: Membership, before: State) -> None:
    """What a list said of them was for the time until they answer; what they said, until they leave."""
    if before == "invited":
        session.execute(delete(Invitation).where(Invitation.membership_id == membership.id))
    if membership.state == "left":
        session.execute(delete(Answers).where(Answers.membership_id == membership.id))


def _arrive(group: Group, membership: Membership) -> None:
    """A member gets a member's letters, no longer a follower's, and again when they had stopped those."""
    membership.joined_at, membership.mail_level = clock.now(), "everything"
    session.execute(
        delete(Follower).where(Follower.group_id == membership.group_id, Follower.person_id == membership.person_id)
    )
    person = session.get(Person, membership.person_id)
    notices.hear_again(person.email if person else None, group)
    session.flush()
    announce(facts.Joined(membership.group_id, membership.person_id))


def _leave(group: Group, membership: Membership, by: int | None) -> None:
    """The sub-groups go too: nobody is in one without being in its network (A4)."""
    inside = (
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Group.parent_id == group.id, Membership.person_id == membership.person_id)
        .where(Membership.state.in_(("active", "requested", "invited")))
    )
    # Whoever removes somebody must not learn of a secret sub-group by what it refuses; who leaves knows theirs.
    is_own = by == membership.person_id
    for sub_group in session.scalars(inside.order_by(Group.id)).all():
        move(sub_group, membership.person_id, "leave", by, keeps_owner=is_own)
    session.flush()
    announce(facts.Left(group.id, membership.person_id))


def _why_not(group: Group, membership: Membership, event: states.Event) -> str:
    if event in {"ask", "come by link", "come by domain"}:
        return str(_("%(group)s takes in new members by invitation. Ask one of its organisers.", group=group.name))
    if event in {"accept", "refuse"}:
        return str(_("This invitation is no longer open."))
    organiser = session.get(Person, membership.decided_by) if membership.decided_by else None
    if organiser and organiser.name:
        return str(_("%(name)s has answered this already.", name=organiser.name))
    return str(_("Somebody has answered this already."))
