"""Inviting the people of a list, some at a time: each time a transaction of its own that leaves nothing half done.

A row is marked in the transaction that moves its person's membership and orders the letter. So a worker may be killed
at any moment: what it had not committed never was, and is done when the next one comes.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select, update

from netapp.core import clock
from netapp.core.db import locked, session, write
from netapp.core.viewer import Viewer
from netapp.groups import memberships, notices, policy, queries, records, roster_judging
from netapp.groups.models import Group, Membership
from netapp.groups.roster_judging import Judged
from netapp.groups.roster_models import Invitation, Roster, RosterRow
from netapp.groups.roster_reading import Entry
from netapp.mail import queries as mail
from netapp.members import actions as members
from netapp.members.models import Person

CHUNK = 100
# Invitations a network may send in 24 hours, whoever writes them; and one that is young and not an administrator's own.
A_DAY, A_DAY_AT_FIRST = 5000, 500
YOUNG = timedelta(days=7)


def go_on(roster_id: int) -> int:
    """Invite the next people of a list that is running; returns how many rows were done. Joins the transaction.

    None when all are done (the list is, then), when its organiser may not invite any more or the group is shut (it
    stops), or when the network has sent what it may in a day (it waits).
    """
    roster = locked(Roster, roster_id)
    if roster.state != "running":
        return 0
    group, maker = records.group(roster.group_id), session.get(Person, roster.made_by)
    if group is None or maker is None or not policy.is_open(group):
        return _end(roster, "stopped")
    standing = queries.standing(maker.id, maker.is_admin)
    viewer = Viewer(maker.id, is_admin=maker.is_admin, roles=standing.roles, entered=standing.entered)
    if not policy.may_invite(viewer, group):
        return _end(roster, "stopped")
    rows = _waiting(roster.id)
    if not rows:
        return _end(roster, "done")
    rows = rows[: max(0, left_today(group))]
    if rows:
        _invite(viewer, group, roster, rows)
        roster.touched_at = clock.now()
    return len(rows)


def left_today(group: Group) -> int:
    """How many more invitations may leave today from the network of this group."""
    inside = session.scalars(
        select(Group.id).where((Group.id == group.network_id) | (Group.parent_id == group.network_id))
    )
    things, since = [f"group:{number}" for number in inside], clock.now() - timedelta(days=1)
    return most_a_day(group) - mail.ordered_since("invitation", things, since)


def most_a_day(group: Group) -> int:
    """How many invitations the network of this group may send in 24 hours."""
    network = records.group(group.network_id)
    assert network is not None
    maker = session.get(Person, network.created_by) if network.created_by else None
    is_young = network.created_at > clock.now() - YOUNG and not (maker and maker.is_admin)
    return A_DAY_AT_FIRST if is_young else A_DAY


def entry_of(row: RosterRow) -> Entry:
    return Entry(row.line, row.email, row.name, row.company, row.place, row.website, row.language, row.said, row.doubt)


def _end(roster: Roster, state: str) -> int:
    roster.state, roster.touched_at = state, clock.now()  # type: ignore[assignment]
    return 0


def _waiting(roster_id: int) -> Sequence[RosterRow]:
    chosen = select(RosterRow).where(RosterRow.roster_id == roster_id, RosterRow.result == "", RosterRow.chosen)
    return session.scalars(chosen.order_by(RosterRow.id).limit(CHUNK)).all()


def _invite(viewer: Viewer, group: Group, roster: Roster, rows: Sequence[RosterRow]) -> None:
    """Judge them once more, since days may have passed; then people, memberships and letters, for all at once."""
    is_only = roster.by_hand and _size(roster.id) == 1
    entries = [entry_of(row) for row in rows]
    judged = roster_judging.judge(viewer, group, entries, by_hand=roster.by_hand, is_only=is_only)
    going = {row.email: row for row, now in zip(rows, judged, strict=True) if _goes(row, now)}
    language = {row.email: row.language or group.language for row in going.values()}
    people = members.addressed_people(language) if language else {}
    again = {people[row.email].id for row in going.values() if roster.by_hand or row.reason == "invited"}
    invited = memberships.invite_many(
        group, [person.id for person in people.values()], viewer.person_id, again, is_only
    )
    by_person = {person.id: (person, going[email]) for email, person in people.items()}
    letters = [(one, *by_person[one.person_id]) for one in invited.invited]
    notices.invitations(group, [(one, person, row.name) for one, person, row in letters], roster.id)
    _keep_words([(one, row) for one, _person, row in letters])
    for membership in invited.members:
        notices.welcome(group, membership)
    results = {one.person_id: "invited" for one in invited.invited} | {
        one.person_id: "member" for one in invited.members
    }
    _mark(rows, judged, {person.email or "": person.id for person in people.values()}, results)


def _goes(row: RosterRow, now: Judged) -> bool:
    """What was ticked by hand was ticked for a reason that was shown; with another one it is not done."""
    return now.outcome in roster_judging.GOES or (now.reason == row.reason and row.reason in roster_judging.TICKABLE)


def _size(roster_id: int) -> int:
    return session.scalar(select(func.count()).select_from(RosterRow).where(RosterRow.roster_id == roster_id)) or 0


def _keep_words(found: Sequence[tuple[Membership, RosterRow]]) -> None:
    """What the list says of each waits with the invitation, and is put before them when they accept."""
    said = [
        {"membership_id": one.id, "name": row.name, "company": row.company, "place": row.place, "website": row.website}
        for one, row in found
    ]
    if said:
        numbers = [one["membership_id"] for one in said]
        session.execute(delete(Invitation).where(Invitation.membership_id.in_(numbers)))
        table = Invitation.__table__
        write(table.insert(), said)  # type: ignore[attr-defined]


def _mark(
    rows: Sequence[RosterRow], judged: Sequence[Judged], people: Mapping[str, int], results: Mapping[int, str]
) -> None:
    changes = []
    for row, now in zip(rows, judged, strict=True):
        person_id = people.get(row.email)
        result = results.get(person_id or 0) or ("refused" if now.outcome == "refused" else "nothing")
        reason = row.reason if person_id in results else now.reason
        changes.append({"number": row.id, "result": result, "reason": reason, "person_id": person_id})
    write(_MARKED, changes)


_ROW = RosterRow.__table__
_MARKED = update(_ROW).where(_ROW.c.id == bindparam("number"))  # type: ignore[arg-type]
