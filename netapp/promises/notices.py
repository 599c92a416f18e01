"""Who is told of promises, and by which letter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from netapp.core import clock
from netapp.core.viewer import ORGANISING
from netapp.groups import records
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.members.models import Person
from netapp.promises import queries
from netapp.promises.models import Promise

# So long it may be written otherwise before its owner reads of it (M4).
SOON = timedelta(minutes=10)


def made(promise: Promise, by: int | None, occurrence: str = "") -> None:
    """To whose it is from now on: once; not to who has written it down or handed it over."""
    people = [one for one in queries.speakers(promise) if one.id != by]
    to = [_to(one, promise.group) for one in people]
    outbox.post_many("promise_made", _thing(promise), to, occurrence=occurrence, due=clock.now() + SOON, **_of(promise))


def due(promises: Iterable[Promise]) -> None:
    """To owners: the day comes near. Another day makes another letter."""
    wanted = [
        outbox.Wanted(_thing(one), _to(person, one.group), one.due.isoformat(), {**_of(one), "due": str(one.due)})
        for one in promises
        for person in queries.speakers(one)
    ]
    outbox.post_each("promise_due", wanted)


def late(by_person: Mapping[Person, Sequence[Promise]]) -> None:
    """One letter a week to each owner, with everything that is late."""
    wanted = [
        outbox.Wanted(f"late:{person.id}", _to(person, found[0].group), _week(found[0].group), {"person": person.id})
        for person, found in by_person.items()
    ]
    outbox.post_each("promises_late", wanted)


def late_in(groups: Iterable[Group]) -> None:
    """One letter a week to the organisers of each of these groups."""
    wanted = [
        outbox.Wanted(scope(group.id), _to(person, group), _week(group), {"group": group.id})
        for group in groups
        for person in records.in_charge(group, ORGANISING)
        if person.email
    ]
    outbox.post_each("promises_late_in", wanted)


def back(group: Group, promises: Sequence[Promise], occurrence: str, but: int) -> None:
    """To the organisers, in one letter: these are theirs again."""
    people = [one for one in records.in_charge(group, ORGANISING) if one.email and one.id != but]
    ids = [one.id for one in promises]
    to = [_to(one, group) for one in people]
    outbox.post_many("promises_back", scope(group.id), to, occurrence=occurrence, group=group.id, promises=ids)


def scope(group_id: int) -> str:
    """What is stopped with the letters about the promises of a group."""
    return f"promises:{group_id}"


def _week(group: Group) -> str:
    """By the group's clock, as the hour of the list: one a week."""
    year, week, _day = queries.today(group.zone).isocalendar()
    return f"{year}-{week:02}"


def _to(person: Person, group: Group) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or group.language)


def _thing(promise: Promise) -> str:
    return f"promise:{promise.id}"


def _of(promise: Promise) -> dict[str, int]:
    return {"promise": promise.id}
