"""What the front page and one's own page gather; the front page in two statements, however much is on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask import url_for
from sqlalchemy import ColumnElement, CompoundSelect, ScalarSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from netapp.core import clock, text
from netapp.core.db import session
from netapp.core.errors import require
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import lists
from netapp.events import queries as events
from netapp.events.lists import Filters
from netapp.events.models import Meeting, SignUp
from netapp.groups import queries as groups
from netapp.groups.models import Group, Membership
from netapp.home import policy
from netapp.members import queries as people
from netapp.members.models import Person

LATEST = 3
MINE = 4
OWN = 50
# Whoever has not said by then how many came will not be asked again.
RECORD_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Meetings:
    """The meetings of the front page. `goes_on` is the place of the next page; `next_of` is by network."""

    listed: Sequence[Meeting]
    goes_on: str | None
    held: Sequence[Meeting]
    mine: Sequence[Meeting]
    next_of: dict[int, Meeting]
    answers: dict[int, str]


@dataclass
class Network:
    """A network as the front page names it. `attendances`: head counts, oldest first."""

    id: int
    name: str
    region: str
    is_closed: bool
    attendances: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return url_for("groups.network", group_id=self.id, tail=text.tail(self.name))


@dataclass
class Networks:
    """The networks that the viewer sees, by name; the head counts of the site's own emblem; requests to decide."""

    known: list[Network] = field(default_factory=list)
    attendances: list[int] = field(default_factory=list)
    requests: int = 0


def meetings(viewer: Viewer, filters: Filters, after: str = "") -> Meetings:
    """Four short lists in one statement, each cut to its length before a meeting is read."""
    parts = _parts(viewer, filters, after).subquery()
    answer = select(SignUp.state).where(SignUp.meeting_id == Meeting.id, SignUp.person_id == viewer.person_id)
    rows = session.execute(
        select(parts.c.part, Meeting, answer.scalar_subquery())
        .join(parts, parts.c.id == Meeting.id)
        .join(Meeting.group)
        .options(contains_eager(Meeting.group).joinedload(Group.parent))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    found: dict[str, list[Meeting]] = {"listed": [], "held": [], "mine": [], "next": []}
    for part, meeting, _answer in rows:
        found[part].append(meeting)
    listed = found["listed"]
    return Meetings(
        listed=listed[: lists.PAGE],
        goes_on=lists.beyond(listed[lists.PAGE - 1]) if len(listed) > lists.PAGE else None,
        held=found["held"][::-1],
        mine=found["mine"],
        next_of={meeting.group.network_id: meeting for meeting in found["next"]},
        answers={meeting.id: answered for _part, meeting, answered in rows if answered},
    )


def networks(viewer: Viewer) -> Networks:
    """Networks with what makes their emblems, as far as the viewer may read it; one row for each meeting held."""
    inside = aliased(Group)
    held = (
        select(
            func.coalesce(inside.parent_id, inside.id).label("network_id"),
            Meeting.head_count,
            Meeting.starts_at,
            (inside.read_key == PUBLIC).label("is_public"),
        )
        .join(inside, inside.id == Meeting.group_id)
        .where(Meeting.state == "held", Meeting.head_count > 0, inside.read_key.in_(viewer.keys))
        .subquery()
    )
    rows = session.execute(
        select(
            Group.id, Group.name, Group.region, Group.closed_at, held.c.head_count, held.c.is_public, _requests(viewer)
        )
        .outerjoin(held, held.c.network_id == Group.id)
        .where(Group.parent_id.is_(None), groups.seen(viewer))
        .order_by(held.c.starts_at)
    )
    gathered, by_id = Networks(), dict[int, Network]()
    for number, name, region, closed_at, head_count, is_public, requests in rows:
        network = by_id.setdefault(number, Network(number, name, region, closed_at is not None))
        gathered.requests = requests or 0
        if head_count:
            network.attendances.append(head_count)
        if head_count and is_public:
            gathered.attendances.append(head_count)
    gathered.known = sorted(by_id.values(), key=lambda one: (one.is_closed, one.name))
    return gathered


def _parts(viewer: Viewer, filters: Filters, after: str) -> CompoundSelect[str, int]:
    soonest, latest = (Meeting.starts_at, Meeting.id), (Meeting.starts_at.desc(), Meeting.id.desc())
    listed = _ids(viewer).where(lists.is_coming(), *filters.clauses(), *lists.beginning(after)).order_by(*soonest)
    held = _ids(viewer).where(lists.was_held()).order_by(*latest)
    parts = [
        _part("listed", listed.limit(lists.PAGE + 1)),
        _part("held", held.limit(LATEST)),
        _part("next", lists.next_ids(viewer)),
    ]
    if viewer.is_signed_in:
        mine = _ids(viewer).join(SignUp, SignUp.meeting_id == Meeting.id).where(lists.is_coming())
        mine = mine.where(SignUp.person_id == viewer.person_id, SignUp.state.in_(("going", "waiting")))
        parts.append(_part("mine", mine.order_by(*soonest).limit(MINE)))
    return union_all(*parts)


def _ids(viewer: Viewer) -> Select[int]:
    return select(Meeting.id).join(Meeting.group).where(events.visible(viewer))


def _part(name: str, ids: Select[int]) -> Select[str, int]:
    inner = ids.subquery()
    return select(literal(name).label("part"), inner.c.id.label("id"))


def _requests(viewer: Viewer) -> ScalarSelect[int]:
    """How many people wait for this viewer's yes."""
    asked = (
        select(func.count(Membership.id))
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.state == "requested", Group.closed_at.is_(None), events.organised(viewer))
    )
    return asked.correlate(None).scalar_subquery()


@dataclass(frozen=True)
class Own:
    """One's own page. `waits`: what an organiser has to do."""

    going: Sequence[Meeting]
    waiting: Sequence[Meeting]
    requests: Sequence[Membership]
    drafts: Sequence[Meeting]
    unrecorded: Sequence[Meeting]


def own(viewer: Viewer) -> Own:
    """Meetings that one goes to or waits for; for an organiser also what waits for a yes, a date or a head count."""
    coming = (
        events.meetings(viewer)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .add_columns(SignUp.state)
        .where(SignUp.person_id == viewer.person_id, SignUp.state.in_(("going", "waiting")), lists.is_coming())
    )
    rows = session.execute(coming.order_by(Meeting.starts_at, Meeting.id).limit(OWN)).all()
    return Own(
        going=[meeting for meeting, state in rows if state == "going"],
        waiting=[meeting for meeting, state in rows if state == "waiting"],
        requests=_to_decide(viewer),
        drafts=_organised(viewer, Meeting.state == "draft"),
        unrecorded=_organised(
            viewer,
            Meeting.state == "published",
            Meeting.ends_at <= clock.now(),
            Meeting.ends_at > clock.now() - RECORD_WITHIN,
        ),
    )


def locked_administrators() -> Sequence[Person]:
    """Those who can sign in, held until the transaction ends, so that two can't remove each other."""
    chosen = select(Person).where(Person.is_admin, Person.email.is_not(None))
    return session.scalars(chosen.order_by(Person.id).with_for_update()).all()


def administrators(viewer: Viewer) -> Sequence[Person]:
    """For the page of the site; Forbidden for the others."""
    require(policy.may_run_site(viewer))
    return people.administrators()


def _to_decide(viewer: Viewer) -> Sequence[Membership]:
    """Who wants to join a group that the viewer organises, the oldest wish first."""
    chosen = (
        select(Membership)
        .join(Membership.group)
        .options(contains_eager(Membership.group).joinedload(Group.parent), joinedload(Membership.person))
        .where(Membership.state == "requested", Group.closed_at.is_(None), events.organised(viewer))
    )
    return session.scalars(chosen.order_by(Membership.changed_at).limit(OWN)).all()


def _organised(viewer: Viewer, *which: ColumnElement[bool]) -> Sequence[Meeting]:
    chosen = events.meetings(viewer).where(events.organised(viewer), Group.closed_at.is_(None), *which)
    return session.scalars(chosen.order_by(Meeting.starts_at, Meeting.id).limit(OWN)).all()
