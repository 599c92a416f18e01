"""A meeting as its own page reads it: one statement of plain columns, and objects that are made of equal rows once.

The objects stand outside of the session: nothing that is done to them is ever written.
"""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, String, Text, and_, bindparam, cast, func, select
from sqlalchemy.orm.attributes import set_committed_value

from netapp.core import several
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import attendances, queries, seats
from netapp.events.models import Meeting, Party, SignUp
from netapp.events.rooms.models import Room
from netapp.groups.models import Group
from netapp.members.models import Person

MEETING, GROUP, NETWORK = Meeting.__table__, Group.__table__, Group.__table__.alias()
M, G, N = MEETING.c, GROUP.c, NETWORK.c
S, P = SignUp.__table__.c, Party.__table__.c
# What search compares and what feeds join is long, and shown on no page.
OF_MEETING = [column for column in M if column.key not in {"search", "vevent"}]
# A group's revision grows with what is said elsewhere in it: nothing that is shown here would be found again.
OF_GROUP = [column for column in G if column.key != "revision"]


class Read(NamedTuple):
    """What the page reads. `row` is all columns of the meeting, its group, its network and its hosts and partners.

    `companies`: from how many people come. `attendances`: head counts of what the network has held, oldest first.
    `state`, `place` and `answers` are the viewer's own sign-up's, the place that in the queue, the answers JSON text.
    `has_tables`: there are rounds at tables; a guest is not told. `brings`: how many come along whom they signed up.
    `mode` is their sign-up's; `changes`: they wait for a seat of the other one.
    """

    row: tuple[Any, ...]
    counted: seats.Count
    companies: int
    attendances: tuple[int, ...]
    state: str | None
    place: int | None
    answers: str | None
    has_tables: bool
    brings: int
    mode: str
    changes: bool

    @property
    def meeting(self) -> Meeting:
        """For those who can read it only; shared with all who read an equal one."""
        return meeting_of(self.row)


def read(viewer: Viewer, meeting_id: int) -> Read:
    """NotVisible as `queries.get_meeting`."""
    asked = {"meeting_id": meeting_id, "person_id": viewer.person_id or 0, **queries.rights(viewer)}
    found = _statement(viewer.is_guest).rows(asked)
    if not found:
        raise NotVisible
    taken, waiting, companies, held, state, ahead, answers, rounds, brings, mode, change, *row = found[0]
    return Read(
        row=tuple(row),
        counted=seats.Count(taken, waiting),
        companies=companies,
        attendances=attendances.head_counts(held),
        state=state,
        place=ahead + 1 if state == "waiting" else None,
        answers=answers,
        has_tables=bool(rounds),
        brings=brings or 0,
        mode=mode or "room",
        changes=change is not None,
    )


def of_sign_up(person_id: int | None, meeting_id: int) -> tuple[Meeting, SignUp, Person] | None:
    """For a letter to who has answered, whatever became of the group: each asks it, and there may be thousands.

    Without hosts and partners. The meeting is shared with the other letters about it.
    """
    found = _OF_SIGN_UP.rows({"person_id": person_id, "meeting_id": meeting_id})
    if not found:
        return None
    values = iter(found[0])
    sign_up = SignUp(**{column.key: next(values) for column in S})
    person = Person(**{column.key: next(values) for column in _OF_PERSON})
    return meeting_of((None, *values)), sign_up, person


@cache
def _statement(is_guest: bool) -> Prepared:
    """Who is no guest has a sign-up perhaps."""
    others = SignUp.__table__.alias()
    companies = select(func.count(func.distinct(func.lower(others.c.company)))).where(
        others.c.meeting_id == M.id, others.c.state == "going", others.c.company != ""
    )
    ahead = select(func.count()).where(
        others.c.meeting_id == M.id,
        seats.before(others.c, S.mode, func.coalesce(S.bunch, S.turn)),
        S.state == "waiting",
    )
    parties = select(several.in_one(P.position, P.part, P.name)).where(P.meeting_id == M.id)
    rounds = select(Room.rounds).where(Room.meeting_id == M.id).scalar_subquery()
    along = select(func.count()).where(
        others.c.meeting_id == M.id, others.c.bunch == S.bunch, others.c.turn != S.turn, S.bunch == S.turn
    )
    ahead_of, along_with = (one.correlate(SignUp.__table__, MEETING).scalar_subquery() for one in (ahead, along))
    own = (S.state, ahead_of, cast(S.answers, Text), rounds, along_with, S.mode, S.change_turn)
    joined = MEETING.join(GROUP, G.id == M.group_id).outerjoin(NETWORK, N.id == G.parent_id)
    if not is_guest:
        is_own = and_(S.meeting_id == M.id, S.person_id == bindparam("person_id"))
        joined = joined.outerjoin(SignUp.__table__, is_own)
    return Prepared(
        select(
            seats.of(M.id, "going"),
            seats.of(M.id, "waiting"),
            companies.scalar_subquery(),
            attendances.held_by(func.coalesce(G.parent_id, G.id), is_guest),
            *((cast(None, String),) * len(own) if is_guest else own),
            parties.scalar_subquery(),
            *map(plain, OF_MEETING),
            *map(plain, OF_GROUP),
            *(plain(N[column.key]) for column in OF_GROUP),
        )
        .select_from(joined)
        .where(queries.bound(is_guest), M.id == bindparam("meeting_id"))
    )


_OF_PERSON = [Person.__table__.c[name] for name in ("id", "name", "email", "language", "zone")]


def plain(column: Any) -> Any:
    return cast(column, Text) if isinstance(column.type, JSON) else column


@lru_cache(maxsize=128)
def meeting_of(row: tuple[Any, ...]) -> Meeting:
    """Of the text of its hosts and partners (or None), and the columns of it, its group and its network."""
    parties, *columns = row
    values = iter(columns)
    meeting = Meeting(**filled(OF_MEETING, values))
    group, network = Group(**filled(OF_GROUP, values)), Group(**filled(OF_GROUP, values))
    set_committed_value(group, "parent", network if network.id else None)
    set_committed_value(meeting, "group", group)
    set_committed_value(meeting, "parties", _parties(parties))
    return meeting


def filled(columns: list[Any], values: Iterator[Any]) -> dict[str, Any]:
    return {
        column.key: json.loads(value) if value is not None and isinstance(column.type, JSON) else value
        for column, value in zip(columns, values, strict=False)
    }


def _parties(said: str | None) -> list[Party]:
    parties = [Party(position=int(position), part=part, name=name) for position, part, name in several.rows(said)]
    return sorted(parties, key=lambda party: party.position)


_OF_SIGN_UP = Prepared(
    select(
        *S,
        *_OF_PERSON,
        *map(plain, OF_MEETING),
        *map(plain, OF_GROUP),
        *(plain(N[column.key]) for column in OF_GROUP),
    )
    .select_from(
        MEETING.join(GROUP, G.id == M.group_id)
        .outerjoin(NETWORK, N.id == G.parent_id)
        .join(SignUp.__table__, S.meeting_id == M.id)
        .join(Person.__table__, Person.__table__.c.id == S.person_id)
    )
    .where(S.person_id == bindparam("person_id"), S.meeting_id == bindparam("meeting_id"))
)
