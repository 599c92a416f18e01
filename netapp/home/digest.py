"""One letter a week to who wants a digest: what is new in their groups, and where they go next (M7).

A week ends on Monday at eight by the person's clock, or by their network's. What it tells of is what was published
since the letter before, so that an outage of the worker loses nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.events import lists
from netapp.events import queries as events
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Follower, Group, Membership
from netapp.mail import outbox
from netapp.mail.models import Letter
from netapp.members.models import Person

WEEK = timedelta(days=7)
HOUR = time(8)
# A digest that could not leave on Monday still makes sense on Tuesday.
LATEST = timedelta(days=2)
# After a longer outage, or for who has just asked for digests, this much is looked back at.
LONGEST = timedelta(days=28)
MOST = 20
MOST_OWN = 5


@dataclass
class Reader:
    """Somebody who wants digests: of which groups, and in which zone and language they live."""

    person: Person
    zone: str
    language: str
    group_ids: set[int] = field(default_factory=set)


def scope(person_id: int) -> str:
    """What the letter is about, and what the link at its foot stops."""
    return f"digest:{person_id}"


def readers() -> list[Reader]:
    """Everybody who has chosen a digest in at least one open group."""
    found: dict[int, Reader] = {}
    for model in (Membership, Follower):
        chosen = select(Person, Group).join(model, model.person_id == Person.id).join(Group, Group.id == model.group_id)
        chosen = chosen.where(model.mail_level == "digest", Group.closed_at.is_(None), Person.email.is_not(None))
        if model is Membership:
            chosen = chosen.where(Membership.state == "active")
        for person, group in session.execute(chosen.order_by(Group.id)):
            reader = found.setdefault(
                person.id, Reader(person, person.zone or group.zone, person.language or group.language)
            )
            reader.group_ids.add(group.id)
    return list(found.values())


def order(some: Iterable[Reader]) -> int:
    """Order the letters of those whose Monday has come and who have something new to read; returns how many.

    Twice is harmless: the letter's key holds the week. What each may read is asked when it is written.
    """
    due = [(reader, until) for reader in some if (until := _week_end(reader.zone))]
    since_of, published, ordered = _told([reader.person.id for reader, _until in due]), _published(), 0
    for reader, until in due:
        since = max(since_of.get(reader.person.id, until - WEEK), until - LONGEST)
        if since >= until or not any(
            since < at <= until for group_id in reader.group_ids for at in published.get(group_id, ())
        ):
            continue
        to = outbox.To(reader.person.id, reader.person.email or "", reader.person.name, reader.language)
        week = f"{localtime.to_local(until, reader.zone):%G-W%V}"
        span: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
        outbox.post("digest", scope(reader.person.id), to, occurrence=week, **span)
        ordered += 1
    return ordered


def news(person: Person, since: datetime, until: datetime) -> Sequence[Meeting]:
    """What was published in the groups of which this person wants digests, as far as they may read it at this moment.

    What they have answered already is no news.
    """
    viewer = events.viewer_of(person)
    member = select(Membership.group_id).where(
        Membership.person_id == person.id, Membership.state == "active", Membership.mail_level == "digest"
    )
    follower = select(Follower.group_id).where(Follower.person_id == person.id, Follower.mail_level == "digest")
    answered = select(SignUp.meeting_id).where(SignUp.person_id == person.id)
    chosen = events.meetings(viewer).where(
        Meeting.group_id.in_(member) | (Meeting.group_id.in_(follower) & (Group.read_key == PUBLIC)),
        Group.closed_at.is_(None),
        Meeting.state == "published",
        Meeting.starts_at > clock.now(),
        Meeting.published_at > since,
        Meeting.published_at <= until,
        Meeting.id.not_in(answered),
    )
    return session.scalars(chosen.order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()


def own(person: Person) -> Sequence[Meeting]:
    """Where the person has a seat next."""
    chosen = events.meetings(events.viewer_of(person)).join(SignUp, SignUp.meeting_id == Meeting.id)
    chosen = chosen.where(SignUp.person_id == person.id, SignUp.state == "going", lists.is_coming())
    chosen = chosen.where(Meeting.state == "published")
    return session.scalars(chosen.order_by(Meeting.starts_at, Meeting.id).limit(MOST_OWN)).all()


def _week_end(zone: str) -> datetime | None:
    """The instant of the last Monday at eight in this zone, when that was not long ago."""
    local = localtime.to_local(clock.now(), zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), HOUR)
    end = localtime.to_utc(monday, zone)
    return end if timedelta(0) <= clock.now() - end < LATEST else None


def _told(person_ids: Sequence[int]) -> Mapping[int, datetime]:
    """Until when each person's last digest told, as far as there was one in the last four weeks."""
    if not person_ids:
        return {}
    rows = session.execute(
        select(Letter.person_id, Letter.data).where(
            Letter.letter == "digest", Letter.created_at > clock.now() - LONGEST - LATEST
        )
    )
    told: dict[int, datetime] = {}
    for person_id, data in rows:
        if person_id is not None:
            until = datetime.fromisoformat(data["until"])
            told[person_id] = max(told.get(person_id, until), until)
    return told


def _published() -> Mapping[int, list[datetime]]:
    """When meetings that are still to come were published, by group."""
    now, found = clock.now(), defaultdict[int, list[datetime]](list)
    rows = session.execute(
        select(Meeting.group_id, Meeting.published_at).where(
            Meeting.state == "published", Meeting.starts_at > now, Meeting.published_at > now - LONGEST - LATEST
        )
    )
    for group_id, published_at in rows:
        if published_at is not None:
            found[group_id].append(published_at)
    return found
