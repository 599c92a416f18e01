"""What an organiser does with a list of people to invite: give it, put rows right, say yes, stop it, throw it away.

A list comes to nothing but rows of its own until the yes; who is then invited, and when, stands in roster_running.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from netapp.core import clock, limits, log
from netapp.core.db import action, locked, session, write
from netapp.core.errors import Refused, require
from netapp.core.forms import is_address
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.groups import policy, roster_judging, roster_reading, roster_running, roster_words
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group
from netapp.groups.roster_models import Roster, RosterRow
from netapp.groups.roster_reading import Entry
from netapp.mail import ticks

# The worker's task that goes on with lists.
TASK = "invite lists"
# So many pasted addresses go at once when nothing about them is doubtful.
FEW = 20
# Of lists that nobody said yes to, an organiser keeps so many for a group.
DRAFTS = 5
_LINK = re.compile(r"https?:|www\.|\w\.(com|net|org|info|dk|se|fi|io|ru|xyz|top)\b", re.IGNORECASE)


def give(viewer: Viewer, group: Group, pasted: str, file: tuple[str, bytes] | None, note: str) -> Roster:
    """Take in a list, of a file or of what was pasted; a few plain addresses are invited at once."""
    limits.spend("invite", str(viewer.person_id), 30, limits.HOUR)
    if _LINK.search(note):
        raise Refused(_("Please leave links out: the letter has a button of its own."), "note")
    try:
        entries = roster_reading.read_file(file[1]) if file else roster_reading.read_text(pasted)
    except roster_reading.Unreadable as error:
        raise Refused(str(roster_words.UNREADABLE[error.reason]), "file" if file else "addresses") from error
    return take_in(viewer, group, entries, file[0] if file else "", note)


@action
def correct(viewer: Viewer, group: Group, roster: Roster, row: RosterRow, *, email: str, name: str) -> None:
    """Write a row's address or name anew; what will become of it is said again, and of who has the same address."""
    require(policy.may_invite(viewer, group))
    _refuse_unless(locked(Roster, roster.id), "draft", "stopped")
    if row.result:
        raise Refused(_("This person is invited already."))
    if not is_address(email):
        raise Refused(_("This is not a whole e-mail address."), "email")
    before = row.email
    row.email, row.name, row.doubt, row.said = email, name, "", ""
    session.flush()
    same = or_(RosterRow.email == email, RosterRow.email == (before or email))
    chosen = select(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.result == "", same)
    rows = session.scalars(chosen.order_by(RosterRow.id)).all()
    is_only = roster.by_hand and len(rows) == 1
    entries = [roster_running.entry_of(one) for one in rows]
    judged = roster_judging.judge(viewer, group, entries, by_hand=roster.by_hand, is_only=is_only)
    for one, now in zip(rows, judged, strict=True):
        one.outcome, one.reason, one.chosen = now.outcome, now.reason, now.outcome in roster_judging.GOES
    # What was put right by hand is meant so.
    if roster_judging.may_choose(row.outcome, row.reason, row.email) and row.reason == "name":
        row.chosen = True
    _touch(roster)


@action
def choose(viewer: Viewer, group: Group, roster: Roster, row_ids: Sequence[int], chosen: bool) -> None:
    """Tick rows, or leave them out; those about which nothing can be done stay as they are."""
    require(policy.may_invite(viewer, group))
    _refuse_unless(locked(Roster, roster.id), "draft", "stopped")
    found = select(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.id.in_(row_ids), RosterRow.result == "")
    for row in session.scalars(found):
        row.chosen = chosen and roster_judging.may_choose(row.outcome, row.reason, row.email)
    _touch(roster)


@action
def start(viewer: Viewer, group: Group, roster: Roster, note: str) -> None:
    """Say yes: the worker invites everybody who is ticked, from now on; also the rest of a list that was stopped."""
    require(policy.may_invite(viewer, group))
    refuse_when_shut(group)
    if _LINK.search(note):
        raise Refused(_("Please leave links out: the letter has a button of its own."), "note")
    roster = locked(Roster, roster.id)
    if roster.state in {"running", "done"}:
        return
    roster.note = note
    _begin(viewer, group, roster)
    ticks.wake(TASK)


@action
def stop(viewer: Viewer, group: Group, roster: Roster) -> None:
    """Invite nobody more; who is invited already stays so."""
    require(policy.may_invite(viewer, group))
    roster = locked(Roster, roster.id)
    if roster.state == "running":
        roster.state = "stopped"
        log.write(viewer.person_id, "stop list", "group", group.id, group_key(group.id), roster=roster.id)
        _touch(roster)


@action
def throw_away(viewer: Viewer, group: Group, roster: Roster) -> None:
    """Forget a list; who was invited by it stays so."""
    require(policy.may_invite(viewer, group))
    roster = locked(Roster, roster.id)
    if roster.state == "running":
        raise Refused(_("Stop it first."))
    session.delete(roster)


def forget(person_id: int, address: str | None) -> None:
    """Nothing of a person who is erased stays in anybody's list, and no list of theirs."""
    about: Any = RosterRow.person_id == person_id
    if address:
        about = or_(about, RosterRow.email == address.lower())
    session.execute(delete(RosterRow).where(about).execution_options(synchronize_session=False))
    mine = select(Roster.id).where(Roster.made_by == person_id)
    session.execute(delete(RosterRow).where(RosterRow.roster_id.in_(mine)).execution_options(synchronize_session=False))
    session.execute(delete(Roster).where(Roster.made_by == person_id).execution_options(synchronize_session=False))


@action
def take_in(viewer: Viewer, group: Group, entries: Sequence[Entry], source: str, note: str) -> Roster:
    require(policy.may_invite(viewer, group))
    refuse_when_shut(group)
    assert viewer.person_id is not None
    by_hand = not source and len(entries) <= FEW
    judged = roster_judging.judge(viewer, group, entries, by_hand=by_hand, is_only=by_hand and len(entries) == 1)
    _drop_drafts(viewer.person_id, group)
    roster = Roster(group_id=group.id, made_by=viewer.person_id, source=source[:120], by_hand=by_hand, note=note)
    session.add(roster)
    session.flush()
    told = [
        {
            **vars(entry),
            "roster_id": roster.id,
            "outcome": now.outcome,
            "reason": now.reason,
            "chosen": now.outcome in roster_judging.GOES,
            "result": "",
            "person_id": now.person_id,
        }
        for entry, now in zip(entries, judged, strict=True)
    ]
    write(RosterRow.__table__.insert(), told)  # type: ignore[attr-defined]
    if by_hand and all(now.outcome in {"new", "known", "nothing"} for now in judged):
        _begin(viewer, group, roster)
        # A handful: in this transaction, and done when the page comes.
        if roster_running.go_on(roster.id) or not any(row["chosen"] for row in told):
            roster_running.go_on(roster.id)
    return roster


def _begin(viewer: Viewer, group: Group, roster: Roster) -> None:
    rows = func.count(), func.count().filter(RosterRow.chosen)
    total, chosen = session.execute(select(*rows).where(RosterRow.roster_id == roster.id)).one()
    roster.state, roster.started_at = "running", clock.now()
    log.write(
        viewer.person_id, "list", "group", group.id, group_key(group.id), roster=roster.id, rows=total, chosen=chosen
    )
    _touch(roster)


def _drop_drafts(person_id: int, group: Group) -> None:
    """Lists that were looked at and left make room for the new one."""
    drafts = select(Roster.id).where(Roster.made_by == person_id, Roster.group_id == group.id, Roster.state == "draft")
    old = session.scalars(drafts.order_by(Roster.id.desc()).offset(DRAFTS - 1)).all()
    session.execute(delete(Roster).where(Roster.id.in_(old)))


def _refuse_unless(roster: Roster, *states: str) -> None:
    if roster.state not in states:
        raise Refused(_("These invitations are on their way."))


def _touch(roster: Roster) -> None:
    session.execute(update(Roster).where(Roster.id == roster.id).values(touched_at=clock.now()))
