"""One letter a week to who wants a digest: what is new in their groups, and where they go next (M7).

A week ends on Monday at eight, or on the weekday that the person has chosen, by their clock or their network's. What it
tells of is what was published since the letter before, so that an outage of the worker loses nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.events import lists, policy
from netapp.events import queries as events
from netapp.events.models import Meeting, SignUp
from netapp.events.polls import queries as polls
from netapp.events.polls.models import Ballot, Poll
from netapp.forums.models import Thread
from netapp.groups.models import Follower, Group, Membership
from netapp.home import talk
from netapp.mail import outbox
from netapp.mail.models import Letter
from netapp.members.models import Person
from netapp.news import queries as published
from netapp.news.models import Article

WEEK = timedelta(days=7)
HOUR = time(8)
# A digest that could not leave on its day still makes sense on the next.
LATEST = timedelta(days=2)
# After a longer outage, or for who has just asked for digests, this much is looked back at.
LONGEST = timedelta(days=28)
# What is published at the last moment of a week may be on its way into the database for so long.
SETTLED = timedelta(minutes=1)
# The first and the last clock on earth: of a weekday that neither has to tell of, none between them has.
EDGES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
MOST = 20
MOST_OWN = 5


@dataclass
class Reader:
    """Somebody who wants digests: of which groups, and in which zone and language they live."""

    person_id: int
    zone: str
    language: str
    day: int
    group_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Due:
    """A digest that is to be ordered: to whom, and of what time it tells. `week` is the name of its end's week."""

    person_id: int
    language: str
    since: datetime
    until: datetime
    week: str


def scope(person_id: int) -> str:
    """What the letter is about, and what the link at its foot stops."""
    return f"digest:{person_id}"


def due() -> list[Due]:
    """The digests of those whose day has come and who have something new to read. This only looks, and may be long.

    What each may read is asked when the letter is written.
    """
    days = [day for day in range(7) if any(_week_end(zone, day) for zone in EDGES)]
    now_due = [(reader, until) for reader in _readers(days) if (until := _week_end(reader.zone, reader.day))]
    if not now_due:
        return []
    told, published, found = _told(), _published(), list[Due]()
    said = talk.newest(clock.now() - LONGEST - LATEST)
    for reader, until in now_due:
        since = max(told.get(reader.person_id, until - WEEK), until - LONGEST)
        if since < until and any(
            # Of discussions only the newest is known: it may hide what was said before it, and within the week.
            any(since < at <= until for at in published.get(group_id, ())) or since < said.get(group_id, since)
            for group_id in reader.group_ids
        ):
            week = f"{localtime.to_local(until, reader.zone):%G-W%V}"
            found.append(Due(reader.person_id, reader.language, since, until, week))
    return found


def order(some: Sequence[Due]) -> int:
    """Order these letters, in the transaction of whoever calls; returns how many.

    Twice is harmless: the letter's key holds the week. Name and address are read here, under a lock, since whoever was
    erased after `due` has looked must not leave them behind in a letter.
    """
    theirs = Person.id.in_([one.person_id for one in some]) & Person.email.is_not(None)
    chosen = select(Person.id, Person.email, Person.name).where(theirs).order_by(Person.id)
    rows = session.execute(chosen.with_for_update(read=True, key_share=True))
    people = {number: (email or "", name) for number, email, name in rows}
    wanted = [
        outbox.Wanted(
            thing=scope(one.person_id),
            to=outbox.To(one.person_id, *people[one.person_id], one.language),
            occurrence=one.week,
            data={"since": one.since.isoformat(), "until": one.until.isoformat()},
        )
        for one in some
        if one.person_id in people
    ]
    outbox.post_each("digest", wanted)
    return len(wanted)


def news(person: Person, since: datetime, until: datetime) -> Sequence[Meeting]:
    """What was published in the groups of which this person wants digests, as far as they may read it at this moment.

    What they have answered already is no news.
    """
    viewer = events.viewer_of(person)
    answered = select(SignUp.meeting_id).where(SignUp.person_id == person.id)
    chosen = events.meetings(viewer).where(
        _of_digests(Meeting.group_id, person),
        Group.closed_at.is_(None),
        Meeting.state == "published",
        Meeting.starts_at > clock.now(),
        Meeting.published_at > since,
        Meeting.published_at <= until,
        Meeting.id.not_in(answered),
        or_(Meeting.series_id.is_(None), ~_comes_before().exists()),
    )
    return session.scalars(chosen.order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()


def _comes_before() -> Any:
    """Another date of the same series: of a new series the first is told, of one that is known nothing."""
    other = aliased(Meeting)
    same = other.series_id == Meeting.series_id, other.starts_at < Meeting.starts_at
    return select(other.id).where(*same, other.state == "published", other.starts_at > clock.now())


def asked(person: Person, since: datetime, until: datetime) -> Sequence[Poll]:
    """The date polls that were opened in these groups meanwhile, and still wait for this person's answer."""
    viewer = events.viewer_of(person)
    chosen = polls.open_polls(viewer).where(
        _of_digests(Poll.group_id, person),
        Group.closed_at.is_(None),
        Poll.created_at > since,
        Poll.created_at <= until,
        Poll.id.not_in(select(Ballot.poll_id).where(Ballot.person_id == person.id)),
    )
    found = session.scalars(chosen.order_by(Poll.closes_at, Poll.id).limit(MOST_OWN)).all()
    return [poll for poll in found if policy.may_answer_poll(viewer, poll)]


def moved(person: Person, since: datetime, until: datetime) -> Sequence[talk.Moved]:
    """What was said in these groups meanwhile."""
    return talk.moved(person, _of_digests(Thread.group_id, person), since, until)


def articles(person: Person, since: datetime, until: datetime) -> Sequence[Article]:
    """What was published to read in these groups meanwhile, the newest first."""
    chosen = published.articles(events.viewer_of(person)).where(
        _of_digests(Article.group_id, person),
        Article.state == "published",
        Article.published_at > since,
        Article.published_at <= until,
    )
    return session.scalars(chosen.order_by(Article.published_at.desc(), Article.id.desc()).limit(MOST_OWN)).all()


def _of_digests(group_id: Any, person: Person) -> ColumnElement[bool]:
    """Of the groups of which this person wants digests; who follows one is told what everybody may read."""
    member = select(Membership.group_id).where(
        Membership.person_id == person.id, Membership.state == "active", Membership.mail_level == "digest"
    )
    follower = select(Follower.group_id).where(Follower.person_id == person.id, Follower.mail_level == "digest")
    return or_(group_id.in_(member), and_(group_id.in_(follower), Group.read_key == PUBLIC))


def own(person: Person) -> Sequence[Meeting]:
    """Where the person has a seat next."""
    chosen = events.meetings(events.viewer_of(person)).join(SignUp, SignUp.meeting_id == Meeting.id)
    chosen = chosen.where(SignUp.person_id == person.id, SignUp.state == "going", lists.is_coming())
    chosen = chosen.where(Meeting.state == "published")
    return session.scalars(chosen.order_by(Meeting.starts_at, Meeting.id).limit(MOST_OWN)).all()


def _readers(days: Sequence[int]) -> list[Reader]:
    """Everybody who has chosen a digest in at least one open group, and one of these weekdays for it; their first group
    says what they do not.
    """
    day = func.coalesce(Person.digest_day, 0)
    found: dict[int, Reader] = {}
    for model in (Membership, Follower):
        chosen = (
            select(Person.id, Person.zone, Person.language, day, Group.id, Group.zone, Group.language)
            .join(model, model.person_id == Person.id)
            .join(Group, Group.id == model.group_id)
            .where(model.mail_level == "digest", Group.closed_at.is_(None), Person.email.is_not(None), day.in_(days))
        )
        if model is Membership:
            chosen = chosen.where(Membership.state == "active")
        for person_id, zone, language, on, group_id, group_zone, group_language in session.execute(
            chosen.order_by(Group.id)
        ):
            if person_id not in found:
                found[person_id] = Reader(person_id, zone or group_zone, language or group_language, on)
            found[person_id].group_ids.add(group_id)
    return list(found.values())


def _week_end(zone: str, day: int) -> datetime | None:
    """The instant at which this weekday last was at eight in this zone, when that was not long ago."""
    local = localtime.to_local(clock.now(), zone)
    begun = datetime.combine(local.date() - timedelta(days=(local.weekday() - day) % 7), HOUR)
    end = localtime.to_utc(begun, zone)
    return end if SETTLED <= clock.now() - end < LATEST else None


def _told() -> Mapping[int, datetime]:
    """Until when each person's last digest told, as far as there was one in the last four weeks."""
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
    """When meetings that are still to come and articles were published, and polls opened that still wait, by group."""
    now, found = clock.now(), defaultdict[int, list[datetime]](list)
    since = now - LONGEST - LATEST
    meetings = select(Meeting.group_id, Meeting.published_at).where(
        Meeting.state == "published", Meeting.starts_at > now, Meeting.published_at > since
    )
    opened = select(Poll.group_id, Poll.created_at).where(
        Poll.state == "open", Poll.closes_at > now, Poll.created_at > since
    )
    to_read = select(Article.group_id, Article.published_at).where(
        Article.state == "published", Article.published_at > since
    )
    rows: Any = session.execute(union_all(meetings, opened, to_read))
    for group_id, published_at in rows:
        if published_at is not None:
            found[group_id].append(published_at)
    return found
