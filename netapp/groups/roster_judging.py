"""What will happen to each person of a list, and why: said before anything is written, and asked again when it is.

Somebody whom the organiser does not come across in a group of theirs is "new", known to the site or not: a list must
not find out who is here, nor what they are called.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from netapp.core import clock, text
from netapp.core.db import session
from netapp.core.forms import is_address
from netapp.core.viewer import Viewer
from netapp.groups import mistyping
from netapp.groups.models import Group, Membership
from netapp.groups.notices import scope
from netapp.groups.roster_models import Outcome
from netapp.groups.roster_reading import Entry
from netapp.mail import queries as mail
from netapp.mail import stopping
from netapp.members import acquaintance
from netapp.members.models import Person

AGAIN_AFTER = timedelta(days=1)
# So many addresses are looked up at once.
AT_ONCE = 500
# What is done without being asked about, and what may be done all the same when it is ticked by hand.
GOES: frozenset[Outcome] = frozenset({"new", "known"})
TICKABLE = frozenset({"name", "names", "text", "many", "typo", "left", "invited"})


@dataclass(frozen=True)
class Judged:
    outcome: Outcome
    reason: str = ""
    # The number of a person whom the organiser may know to be here.
    person_id: int | None = None


@dataclass(frozen=True)
class _Known:
    id: int
    name: str
    is_met: bool
    state: str | None
    changed_at: datetime | None
    is_inside: bool


def is_sendable(email: str) -> bool:
    """Whether a letter can be addressed so."""
    return bool(email) and is_address(email)


def may_choose(outcome: Outcome, reason: str, email: str) -> bool:
    """Whether an organiser's tick makes an invitation of it."""
    return outcome in GOES or (reason in TICKABLE and is_sendable(email))


def judge(viewer: Viewer, group: Group, entries: Sequence[Entry], *, by_hand: bool, is_only: bool) -> list[Judged]:
    """An answer for each entry, in their order; three or four statements for each 500 of them.

    `by_hand`: a few addresses that somebody typed. Who has left, or was invited days ago, is then meant. `is_only`: one
    alone, as a letter to that person; who was removed may come back by it.
    """
    found: list[Judged] = []
    twice = _named_twice(entries)
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        addresses = [entry.email for entry in some if entry.email]
        known = _known(viewer, group, addresses)
        stopped = stopping.stopped_among(addresses, scope(group))
        returned = mail.returned(f"group:{group.id}", addresses)
        for place, entry in enumerate(some, start):
            judged = _refusal(entry) or twice.get(place)
            if judged is None and entry.email in stopped | returned:
                judged = Judged("refused", "stopped" if entry.email in stopped else "returned")
            found.append(judged or _person(group, entry, known.get(entry.email), by_hand, is_only))
    return found


def _refusal(entry: Entry) -> Judged | None:
    if not entry.email:
        return Judged("refused", "none")
    if is_sendable(entry.email):
        return None
    return Judged("doubtful", "typo") if mistyping.suggestion(entry.email) else Judged("refused", "broken")


def _named_twice(entries: Sequence[Entry]) -> dict[int, Judged]:
    """The place of each entry whose address stands in the list before; of the first, when they are called otherwise."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if entry.email:
            places[entry.email].append(place)
    found: dict[int, Judged] = {}
    for first, *others in places.values():
        names = {text.fold(entries[place].name) for place in (first, *others)} - {""}
        if len(names) > 1:
            found[first] = Judged("doubtful", "names")
        found |= dict.fromkeys(others, Judged("nothing", "twice"))
    return found


def _person(group: Group, entry: Entry, known: _Known | None, by_hand: bool, is_only: bool) -> Judged:
    state = known.state if known else None
    if group.parent_id and not (known and known.is_inside):
        return Judged("refused", "outside")
    if state == "active":
        return Judged("nothing", "member")
    if state == "requested":
        return Judged("known", "asks")
    if state == "removed" and not is_only:
        return Judged("refused", "removed")
    if state == "invited" and known and known.changed_at and not by_hand:
        return Judged("nothing", "lately" if _is_late(known.changed_at) else "invited")
    if state == "invited" and known and known.changed_at and _is_late(known.changed_at):
        return Judged("nothing", "lately")
    if mistyping.suggestion(entry.email):
        return Judged("doubtful", "typo")
    if entry.doubt:
        return Judged("doubtful", entry.doubt)
    if state == "left" and not by_hand:
        return Judged("doubtful", "left")
    if known is None or not known.is_met:
        return Judged("new")
    if entry.name and known.name and not _same_name(entry.name, known.name):
        return Judged("doubtful", "name", known.id)
    return Judged("known", "", known.id)


def _is_late(invited_at: datetime) -> bool:
    return invited_at > clock.now() - AGAIN_AFTER


def _same_name(a: str, b: str) -> bool:
    """Ann Berg is Ann M. Berg and Berg, A.: one word of it will do."""
    return bool(set(text.fold(a).replace(".", " ").split()) & set(text.fold(b).replace(".", " ").split()))


def _known(viewer: Viewer, group: Group, addresses: Sequence[str]) -> dict[str, _Known]:
    """Address → who is known by it, and how they stand in the group; one statement."""
    here, above = aliased(Membership), aliased(Membership)
    network = above.group_id == group.network_id, above.person_id == Person.id, above.state == "active"
    is_inside = exists(select(above.id).where(*network))
    chosen = (
        select(
            Person.email,
            Person.id,
            Person.name,
            acquaintance.meets(viewer, Person.id),
            here.state,
            here.changed_at,
            is_inside,
        )
        .outerjoin(here, (here.person_id == Person.id) & (here.group_id == group.id))
        .where(Person.email.in_(addresses))
    )
    return {row[0] or "": _Known(*row[1:]) for row in session.execute(chosen)}
