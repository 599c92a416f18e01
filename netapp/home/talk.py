"""What a digest tells of discussions, and of who has joined: each thing once, and nothing that its reader has read,
muted, or been sent by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events import queries as events
from netapp.forums import queries
from netapp.forums.models import Forum, Post, Reading, Thread
from netapp.forums.moderation.models import Block
from netapp.groups.models import Group, Membership
from netapp.members import companies
from netapp.members import queries as members
from netapp.members.models import Affiliation, Company, Person, Profile

MOST, MOST_JOINED = 6, 8


@dataclass(frozen=True)
class Moved:
    """A thread in which something was said: `post` is the first of it; "" for words where the group sends none."""

    post_id: int
    title: str
    group: str
    writer: str
    others: int
    posts: int
    body: str
    is_open: bool


@dataclass(frozen=True)
class Joined:
    """Somebody new in a group, who shows their name, "" for a company alone; `company` is one that everybody may know
    of, or ""."""

    name: str
    company: str
    group: str


def newest(since: datetime) -> Mapping[int, datetime]:
    """By group, when something was last said there, if that is no longer ago: one look into an index for each."""
    last = select(func.max(Thread.last_at)).where(Thread.group_id == Group.id).correlate(Group).scalar_subquery()
    rows = session.execute(select(Group.id, last).where(Group.closed_at.is_(None)))
    return {group_id: at for group_id, at in rows if at is not None and at > since}


def moved(person: Person, chosen: ColumnElement[bool], since: datetime, until: datetime) -> list[Moved]:
    """Open questions that nobody has answered, then the threads by how many people wrote in them, then by posts.

    `chosen` are the groups of which this person wants digests.
    """
    viewer = events.viewer_of(person)
    meant = (Post.published_at > since, Post.published_at <= until, Post.position.is_not(None))
    stands = (Post.deleted_at.is_(None), Post.hidden_at.is_(None))
    # An announcement has come by itself, whoever wants digests.
    announced = and_(Thread.kind == "announcement", Post.position == 1)
    unread = or_(Reading.read_at.is_(None), Post.published_at > Reading.read_at)
    blocked = select(Block.blocked_id).where(Block.person_id == person.id)
    foreign = or_(Post.author_id.is_(None), and_(Post.author_id != person.id, Post.author_id.not_in(blocked)))
    writers = func.count(func.distinct(func.coalesce(Post.author_id, 0)))
    is_open = and_(Thread.kind == "question", Thread.posts == 1, Thread.closed_at.is_(None))
    first = case((is_open, 0), else_=1)
    statement = (
        select(
            Thread.id,
            Thread.title,
            Group.name,
            func.coalesce(Forum.titles_only, false()),
            func.min(Post.position),
            writers,
            func.count(),
            is_open,
        )
        .join(Group, Group.id == Thread.group_id)
        .join(Post, Post.thread_id == Thread.id)
        .outerjoin(Forum, Forum.group_id == Thread.group_id)
        .outerjoin(Reading, and_(Reading.thread_id == Thread.id, Reading.person_id == person.id))
        .where(queries.visible(viewer), chosen, Group.closed_at.is_(None), Thread.last_at > since)
        .where(func.coalesce(Reading.watch, "") == "", unread, foreign, ~announced, *meant, *stands)
        .group_by(Thread.id, Group.name, Forum.titles_only)
        .order_by(first, writers.desc(), func.count().desc(), Thread.id.desc())
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    begun = _first(viewer, [(row[0], row[4]) for row in rows])
    return [
        Moved(first_id, title, group, writer, many - 1, posts, "" if is_quiet else body, bool(is_asked))
        for number, title, group, is_quiet, _position, many, posts, is_asked in rows
        for first_id, writer, body in begun.get(number, ())
    ]


def _first(viewer: Viewer, places: Sequence[tuple[int, int | None]]) -> dict[int, list[tuple[int, str, str]]]:
    """By thread, of the post at this place: its number, who wrote it, what it says.

    Who only follows a group is told the names of those who show theirs to everybody.
    """
    shown = or_(Person.show_name, Thread.group_id.in_(queries.rights(viewer)["inside"]))
    name = case((Person.id.is_(None), Post.author_name), (shown, Person.name), else_="")
    chosen = select(Post.thread_id, Post.id, name, Post.body).join(Thread, Thread.id == Post.thread_id)
    chosen = chosen.outerjoin(Person, Person.id == Post.author_id)
    rows = session.execute(chosen.where(tuple_(Post.thread_id, Post.position).in_(places))) if places else ()
    return {thread_id: [(number, writer, body)] for thread_id, number, writer, body in rows}


def joined(person: Person, since: datetime, until: datetime) -> tuple[list[Joined], int]:
    """Who came into the groups of which this person, a member, wants digests, as the directory names them: people, then
    companies of which nobody was there before; and how many more people there were.
    """
    own = select(Membership.group_id).where(
        Membership.person_id == person.id, Membership.state == "active", Membership.mail_level == "digest"
    )
    came = (
        Membership.group_id.in_(own),
        Membership.state == "active",
        Membership.joined_at > since,
        Membership.joined_at <= until,
        Membership.person_id != person.id,
        Group.closed_at.is_(None),
    )
    people, firms = session.execute(_people(came)).all(), session.execute(_companies(came, since)).all()
    found = [Joined(row[0], row[1], row[2]) for row in people]
    beside = {(one.company, one.group) for one in found}
    alone = [Joined("", row[0], row[1]) for row in firms if (row[0], row[1]) not in beside]
    return [*found, *alone], people[0][-1] - len(people) if people else 0


def _people(came: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Those who show their name, with where they work, where everybody may know of that; and how many there are."""
    company = case((members.company_is_public_of(Person.id), members.company_name_of(Person.id)), else_="")
    chosen: Any = select(Person.name, func.coalesce(company, ""), Group.name, func.count().over())
    chosen = (
        chosen.join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(*came, Person.show_name, Person.name != "", Person.erased_at.is_(None))
        .where(func.coalesce(Profile.seen_by, "") != "nobody")
    )
    return _some(chosen.order_by(Membership.joined_at.desc(), Membership.id))


def _companies(came: Sequence[ColumnElement[bool]], since: datetime) -> Select[Any]:
    """Those that everybody may know of, also where whoever came from there shows their name to nobody."""
    before, worked = aliased(Membership), aliased(Affiliation)
    # At each of them by its number, as in members/companies: of NOT EXISTS PostgreSQL would make a list of everybody.
    was_there = (
        select(before.id)
        .join(worked, worked.person_id == before.person_id)
        .where(worked.company_id == Company.id, worked.until.is_(None), before.group_id == Membership.group_id)
        .where(before.state == "active", or_(before.joined_at.is_(None), before.joined_at <= since))
        .limit(1)
        .correlate(Company, Membership)
        .scalar_subquery()
    )
    chosen: Any = select(Company.name, Group.name)
    chosen = (
        chosen.join(Affiliation, Affiliation.company_id == Company.id)
        .join(Membership, Membership.person_id == Affiliation.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(*came, Affiliation.until.is_(None), companies.is_listed(), was_there.is_(None))
        .group_by(Company.id, Company.name, Group.id, Group.name)
    )
    return _some(chosen.order_by(func.max(Membership.joined_at).desc(), Company.id))


def _some(chosen: Any) -> Select[Any]:
    found: Select[Any] = chosen.limit(MOST_JOINED)
    return found
