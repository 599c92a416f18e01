"""Made worlds for measuring: their sizes, and what a bench needs to know of the one that fills its database."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update

from netapp.core import clock
from netapp.core.db import reading, session, transaction
from netapp.core.errors import Refused
from netapp.core.viewer import GUEST
from netapp.events import queries as events
from netapp.events.checkin import links
from netapp.events.checkin.models import Door
from netapp.events.feeds import calendars as feeds
from netapp.events.models import Meeting, SignUp
from netapp.events.series.models import Series, SeriesSignUp
from netapp.forums import queries as discussions
from netapp.forums.models import Reading, Thread
from netapp.forums.reading import pages
from netapp.groups.models import Group, Membership
from netapp.members import companies
from netapp.members.models import Company, Person
from netapp.news import queries as articles
from netapp.news.models import Article
from netapp.signin import sessions
from netapp.signin.models import Session

SEED = 1


@dataclass(frozen=True)
class Size:
    """How much of everything.

    `sessions` is how many people are signed in, the first ones; `feed` how many meetings the public feed of the first
    network holds. Of the posts, `busiest` are in one group, and of these `longest` in one thread.
    """

    name: str
    networks: int
    people: int
    meetings: int
    sign_ups: int
    letters: int
    sessions: int
    feed: int = 100
    posts: int = 0
    busiest: int = 0
    longest: int = 0

    @property
    def members(self) -> int:
        """So many people, from the first on, are in a network."""
        return max(self.people * 4 // 5, self.sessions, self.networks)


TOWN = Size(
    "town",
    networks=50,
    people=5000,
    meetings=3000,
    sign_ups=60_000,
    letters=4000,
    sessions=3000,
    posts=100_000,
    busiest=30_000,
    longest=10_000,
)
COUNTRY = Size(
    "country",
    networks=1000,
    people=300_000,
    meetings=100_000,
    sign_ups=2_000_000,
    letters=200_000,
    sessions=10_000,
    posts=3_000_000,
    busiest=1_000_000,
    longest=100_000,
)
# None is the demo, which has a size of its own.
SIZES: dict[str, Size | None] = {"small": None, "town": TOWN, "country": COUNTRY}
FEED = 100
MEMBERS = 300
ANSWERS = 20
POSTS = 20
MOST_OPEN = 200


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in: `cookies.cookie` makes a browser's header of the token."""

    person_id: int
    token: str


@dataclass(frozen=True)
class World:
    """Addresses and numbers in the app's database.

    The network is the one that everybody sees whose members are nearest to 300, so that it is as large in each world;
    the meeting is one of its coming ones, with about 20 answers. The feed is that of the network whose own is nearest
    to 100 meetings; the own feed that of whoever has seats at most meetings. `open_ids` are public meetings that take
    everybody, without an end of seats. The organiser runs the group of the draft, which is that network where it has
    one. The thread is one of that network that everybody reads, as near to a page as there is; `deep_path` is a page
    near the end of the longest of all, and `threads_path` the list in which that one stands. In `replied_ids`, the
    threads that most people follow, members of their groups answer. The article is that network's newest, and
    `articles_path` the list with the most of them.
    """

    seed: int
    network_id: int
    network_path: str
    feed_path: str
    meeting_id: int
    meeting_path: str
    company_id: int
    company_path: str
    draft_id: int
    draft_path: str
    open_ids: tuple[int, ...]
    organiser: Member
    members: tuple[Member, ...]
    series_path: str
    programme_path: str
    month_path: str
    own_feed_path: str
    door_path: str
    thread_path: str
    deep_path: str
    threads_path: str
    article_path: str
    articles_path: str
    replied_ids: tuple[int, ...]
    front_path: str = "/"
    site_feed_path: str = "/meetings.ics"

    @classmethod
    def find(cls, seed: int = SEED) -> "World":
        """The world that fills the app's database; Refused when there is none, or one of another seed."""
        with reading():
            members = _members(seed)
            network, fed = _network(), _fed()
            meeting = _meeting(network)
            company = session.scalars(select(Company).where(companies.is_listed()).order_by(Company.id).limit(1)).one()
            organiser, draft_id = _organiser(network, members)
            thread, deep = _thread(network), _longest()
            open_ids = session.scalars(_public(Meeting.id).where(_takes_everybody()).limit(MOST_OPEN)).all()
            return cls(
                seed=seed,
                network_id=network.id,
                network_path=f"/networks/{network.id}{network.tail}",
                feed_path=f"/groups/{fed.id}/meetings.ics",
                meeting_id=meeting.id,
                meeting_path=f"/meetings/{meeting.id}{meeting.tail}",
                company_id=company.id,
                company_path=f"/companies/{company.id}{company.tail}",
                draft_id=draft_id,
                draft_path=f"/meetings/{draft_id}",
                open_ids=tuple(open_ids),
                organiser=organiser,
                members=members,
                series_path=_series_path(),
                programme_path=_programme_path(),
                month_path=f"/month/{clock.now() + timedelta(days=31):%Y-%m}",
                own_feed_path=f"/calendar/{_own_feed()}/mine.ics",
                door_path=f"/checkin/doors/{links.door(_door())}",
                thread_path=f"/threads/{thread.id}{thread.tail}",
                deep_path=f"/threads/{deep.id}{deep.tail}?page={max(1, pages(deep.posts) - 1)}",
                threads_path=f"/groups/{deep.group_id}/threads",
                article_path=_article_path(network),
                articles_path=f"/groups/{_most_articles()}/articles",
                replied_ids=_replied(),
            )


def _door() -> int:
    """The last link that was handed out."""
    return session.scalars(select(Door.id).where(Door.ended_at.is_(None)).order_by(Door.id.desc()).limit(1)).one()


def token(seed: int, person_id: int) -> str:
    """The token of a person's session: as long as a random one, and known beforehand."""
    drawn = blake2b(f"{seed}/{person_id}".encode(), digest_size=32).digest()
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


# Days between two digests' days: the far end of the week, wherever on earth.
_AWAY = 3


def wake() -> None:
    """Let every session have been used just now: else each would write that it was, at its first request. And let the
    week's digests be days away: on their day the worker writes to everybody, whatever is being measured beside it.
    """
    with transaction():
        now = clock.now()
        session.execute(update(Session).where(Session.ended_at.is_(None)).values(seen_at=now))
        session.execute(update(Person).values(digest_day=(now.weekday() + _AWAY) % 7))


def _members(seed: int) -> tuple[Member, ...]:
    """Everybody with a session that this seed has made, who is in some group and so may sign up."""
    is_good = sessions.is_good(clock.now())
    known = set(session.scalars(select(Session.token_hash).where(is_good)))
    active = select(Membership.person_id).where(Membership.state == "active")
    numbers = session.scalars(
        select(Session.person_id).where(is_good, Session.person_id.in_(active)).distinct().order_by(Session.person_id)
    )
    members = (Member(number, token(seed, number)) for number in numbers)
    found = tuple(member for member in members if sessions.hashed(member.token) in known)
    if not found:
        raise Refused(f"Nobody is signed in here by the seed {seed}. Fill an empty database with: python -m bench.fill")
    return found


def _network() -> Group:
    near = func.abs(func.count() - MEMBERS)
    counted = (
        select(Membership.group_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.state == "active", Group.parent_id.is_(None), Group.read_key == "public")
        .where(exists().where(Meeting.group_id == Group.id, Meeting.state == "published", _is_coming()))
        .group_by(Membership.group_id)
    )
    return session.get_one(Group, session.scalars(counted.order_by(near, Membership.group_id).limit(1)).one())


def _fed() -> Group:
    """The number of meetings is what a guest's program gets of the network and its sub-groups."""
    network = func.coalesce(Group.parent_id, Group.id)
    near = func.abs(func.count() - FEED)
    counted = (
        _public(network)
        .where(feeds.in_window(Meeting.state), Meeting.series_id.is_(None))
        .group_by(network)
        .order_by(None)
    )
    return session.get_one(Group, session.scalars(counted.order_by(near, network).limit(1), feeds.window()).one())


def _meeting(network: Group) -> Meeting:
    near = func.abs(Meeting.arrivals - ANSWERS)
    coming = _public(Meeting).where(Meeting.group_id == network.id, _is_coming())
    found: Meeting = session.scalars(coming.order_by(None).order_by(near, Meeting.id).limit(1)).one()
    return found


def _organiser(network: Group, members: tuple[Member, ...]) -> tuple[Member, int]:
    """(who runs a group with a draft and is signed in, the draft): in this network if there is one, and to come."""
    signed_in = {member.person_id: member for member in members}
    drafts = (
        select(Membership.person_id, Meeting.id)
        .join(Meeting, Meeting.group_id == Membership.group_id)
        .where(Meeting.state == "draft", Membership.state == "active", Membership.role == "organiser")
        .order_by(Meeting.starts_at <= clock.now(), Meeting.id, Membership.person_id)
    )
    # First in the network alone: among all of a country's it would take seconds.
    rows = (row for near in (drafts.where(Meeting.group_id == network.id), drafts) for row in session.execute(near))
    return next((signed_in[person_id], draft_id) for person_id, draft_id in rows if person_id in signed_in)


def _series_path() -> str:
    """The series to which most come."""
    members = select(func.count()).where(SeriesSignUp.series_id == Series.id).scalar_subquery()
    found = session.scalars(select(Series).order_by(members.desc(), Series.id).limit(1)).one()
    return f"/series/{found.id}{found.tail}"


def _programme_path() -> str:
    """A coming meeting with a programme."""
    found = session.scalars(_public(Meeting).where(_is_coming(), Meeting.programme.is_not(None)).limit(1)).one()
    return f"/meetings/{found.id}{found.tail}"


def _own_feed() -> str:
    going = select(SignUp.person_id).join(Meeting, Meeting.id == SignUp.meeting_id)
    going = going.where(SignUp.state == "going", Meeting.series_id.is_(None), Meeting.starts_at > clock.now())
    most = going.group_by(SignUp.person_id).order_by(func.count().desc(), SignUp.person_id).limit(1)
    return session.scalars(select(Person.calendar_key).where(Person.id.in_(most))).one()


def _open_thread() -> Select[Any]:
    """For a guest's eyes, by numbers."""
    return select(Thread).join(Thread.group).where(discussions.visible(GUEST)).order_by(Thread.id)


def _thread(network: Group) -> Thread:
    near = func.abs(Thread.posts - POSTS)
    # Where nobody talks before everybody's eyes, any other will do.
    chosen = _open_thread().order_by(None).order_by(Thread.group_id != network.id, near, Thread.id).limit(1)
    found: Thread = session.scalars(chosen).one()
    return found


def _longest() -> Thread:
    longest = _open_thread().order_by(None).order_by(Thread.posts.desc(), Thread.id).limit(1)
    found: Thread = session.scalars(longest).one()
    return found


def _article_path(network: Group) -> str:
    """Where the network has none, anybody's will do."""
    chosen = articles.articles(GUEST).order_by(Article.group_id != network.id, Article.published_at.desc(), Article.id)
    found: Article = session.scalars(chosen.limit(1)).one()
    return f"/articles/{found.id}{found.tail}"


def _most_articles() -> int:
    counted = select(Article.group_id).join(Group, Group.id == Article.group_id).where(articles.visible(GUEST))
    counted = counted.group_by(Article.group_id).order_by(func.count().desc(), Article.group_id)
    return session.scalars(counted.limit(1)).one()


def _replied() -> tuple[int, ...]:
    counted = select(Reading.thread_id, func.count().label("people")).join(Thread, Thread.id == Reading.thread_id)
    counted = counted.where(Reading.watch == "follow", Thread.closed_at.is_(None), Thread.takes_replies)
    rows = session.execute(counted.group_by(Reading.thread_id).order_by(func.count().desc(), Reading.thread_id)).all()
    return tuple(number for number, people in rows if people == rows[0][1])


def _public(what: Any) -> Select[Any]:
    """For a guest's eyes, in the order of the numbers."""
    return select(what).select_from(Meeting).join(Meeting.group).where(events.visible(GUEST)).order_by(Meeting.id)


def _is_coming() -> ColumnElement[bool]:
    return and_(Meeting.state == "published", Meeting.starts_at > clock.now())


def _takes_everybody() -> ColumnElement[bool]:
    """As `Meeting.sign_up_is_open` has it, for guests too, and without an end of seats."""
    now = clock.now()
    return and_(
        _is_coming(),
        Meeting.seats.is_(None),
        Meeting.open_to_guests,
        or_(Meeting.opens_at.is_(None), Meeting.opens_at <= now),
        or_(Meeting.closes_at.is_(None), Meeting.closes_at > now),
    )
