"""Lists of meetings: what is on, what was, a month. Filters are plain addresses; right and fast at 10,000 meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select
from sqlalchemy.orm import aliased

from netapp.config import LANGUAGES
from netapp.core import clock, links, text
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events import queries
from netapp.events.models import KINDS, Meeting
from netapp.groups.models import Group

PAGE = 20
# More than a month's page could show; who has more chooses a network or a kind.
MONTH_MOST = 500
# Local and UTC dates differ by less than this, so that an index on instants narrows a question about local days.
_SLACK = timedelta(hours=26)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `network` is a network's number (with its sub-groups) or a sub-group's.

    `words` is what was typed into the search field.
    """

    region: str = ""
    network: int | None = None
    kind: str = ""
    online: bool = False
    language: str = ""
    guests: bool = False
    words: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what makes no sense there is left out."""
        kind, language = args.get("kind", ""), args.get("language", "")
        return cls(
            region=text.one_line(args.get("region", ""))[:80],
            network=links.number(args.get("network")),
            kind=kind if kind in KINDS else "",
            online=args.get("online") == "1",
            language=language if language in LANGUAGES else "",
            guests=args.get("guests") == "1",
            words=text.one_line(args.get("q", ""))[:100],
        )

    @property
    def args(self) -> dict[str, Any]:
        """For an address; only what narrows."""
        values = {**vars(self), "online": "1" if self.online else "", "guests": "1" if self.guests else ""}
        values["q"] = values.pop("words")
        return {name: str(value) for name, value in values.items() if value}

    def but(self, **changes: object) -> "Filters":
        return replace(self, **changes)  # type: ignore[arg-type]

    def clauses(self) -> list[ColumnElement[bool]]:
        """For a statement that joins Meeting and Group."""
        exact = {Meeting.kind: self.kind, Meeting.language: self.language}
        clauses = [column == value for column, value in exact.items() if value]
        if self.region:
            above = aliased(Group)
            inside = select(above.id).where(above.region == self.region, above.parent_id.is_(None))
            clauses.append(network_id().in_(inside))
        if self.network:
            clauses.append(or_(Group.id == self.network, Group.parent_id == self.network))
        if self.online:
            clauses.append(Meeting.is_online.is_(True))
        if self.guests:
            clauses.append(Meeting.open_to_guests.is_(True))
        return clauses + [Meeting.search.contains(word, autoescape=True) for word in text.fold(self.words).split()]


def network_id() -> ColumnElement[int]:
    """The network that a joined Group is, or is in."""
    return func.coalesce(Group.parent_id, Group.id)


def is_coming() -> ColumnElement[bool]:
    """Announced and not over; a cancelled meeting stays until its day has passed, so that nobody goes there."""
    return and_(Meeting.state.in_(("published", "cancelled")), Meeting.ends_at > clock.now())


def was_held() -> ColumnElement[bool]:
    """It took place, whether or not somebody has written down how many came."""
    return and_(Meeting.state.in_(("published", "held")), Meeting.ends_at <= clock.now())


def beyond(last: Meeting) -> str:
    """The place in a list after this meeting, for an address."""
    return f"{last.starts_at.astimezone(UTC).replace(tzinfo=None).isoformat()}_{last.id}"


def upcoming(
    viewer: Viewer, filters: Filters, after: str = "", most: int = PAGE
) -> tuple[Sequence[Meeting], str | None]:
    """(the next meetings, the place where the list goes on), soonest first."""
    chosen = queries.meetings(viewer).where(is_coming(), *filters.clauses(), *beginning(after))
    return _page(chosen.order_by(Meeting.starts_at, Meeting.id), most)


def held(
    viewer: Viewer, year: int | None, filters: Filters | None = None, before: str = "", most: int = PAGE
) -> tuple[Sequence[Meeting], str | None]:
    """(the meetings held in a year, or ever, the place where the list goes on), the latest first."""
    chosen = queries.meetings(viewer).where(was_held(), *(filters or Filters()).clauses(), *_before(before))
    if year is not None:
        chosen = chosen.where(*_between(datetime(year, 1, 1), datetime(year + 1, 1, 1)))
    return _page(chosen.order_by(Meeting.starts_at.desc(), Meeting.id.desc()), most)


def in_month(viewer: Viewer, year: int, month: int, filters: Filters | None = None) -> tuple[Sequence[Meeting], bool]:
    """(meetings that touch a month by their own clocks, whether there are more than MONTH_MOST)."""
    first, end = datetime(year, month, 1), next_month(year, month)
    chosen = queries.meetings(viewer).where(
        Meeting.state != "draft",
        Meeting.starts_local < end,
        Meeting.ends_local > first,
        Meeting.starts_at < _utc(end) + _SLACK,
        Meeting.ends_at > _utc(first) - _SLACK,
        *(filters or Filters()).clauses(),
    )
    found = session.scalars(chosen.order_by(Meeting.starts_local, Meeting.id).limit(MONTH_MOST + 1)).all()
    return found[:MONTH_MOST], len(found) > MONTH_MOST


def years(viewer: Viewer, filters: Filters | None = None) -> list[int]:
    """The years in which meetings were held, the latest first."""
    year = extract("year", Meeting.starts_local)
    chosen = (
        select(year).join(Meeting.group).where(queries.visible(viewer), was_held(), *(filters or Filters()).clauses())
    )
    return sorted((int(found) for found in session.scalars(chosen.distinct())), reverse=True)


def next_of(viewer: Viewer, network_ids: Sequence[int] | None = None) -> dict[int, Meeting]:
    """The next meeting of each network, by its number."""
    chosen = queries.meetings(viewer).where(Meeting.id.in_(next_ids(viewer, network_ids)))
    return {meeting.group.network_id: meeting for meeting in session.scalars(chosen)}


def next_ids(viewer: Viewer, network_ids: Sequence[int] | None = None) -> Select[int]:
    """The numbers of the next meeting of each network; of all that there are, or of these."""
    order = func.row_number().over(partition_by=network_id(), order_by=(Meeting.starts_at, Meeting.id))
    coming = select(Meeting.id, order.label("n")).join(Meeting.group).where(queries.visible(viewer))
    coming = coming.where(Meeting.state == "published", Meeting.starts_at > clock.now())
    if network_ids is not None:
        coming = coming.where(network_id().in_(network_ids))
    numbered = coming.subquery()
    return select(numbered.c.id).where(numbered.c.n == 1)


def next_month(year: int, month: int) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1)


def _page(chosen: Select[Meeting], most: int) -> tuple[Sequence[Meeting], str | None]:
    found = session.scalars(chosen.limit(most + 1)).all()
    return found[:most], beyond(found[most - 1]) if len(found) > most else None


def beginning(place: str) -> list[ColumnElement[bool]]:
    """The clauses that begin a list, soonest first, after a place that `beyond` named."""
    at, number = _read(place)
    if at is None:
        return []
    return [Meeting.starts_at >= at, or_(Meeting.starts_at > at, Meeting.id > number)]


def _before(place: str) -> list[ColumnElement[bool]]:
    at, number = _read(place)
    if at is None:
        return []
    return [Meeting.starts_at <= at, or_(Meeting.starts_at < at, Meeting.id < number)]


def _read(place: str) -> tuple[datetime | None, int]:
    """What `beyond` wrote; nothing for an address that somebody has changed by hand."""
    moment, _underscore, number = place.partition("_")
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(number[:9])
    except ValueError:
        return None, 0


def _between(first: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [
        Meeting.starts_local >= first,
        Meeting.starts_local < end,
        Meeting.starts_at > _utc(first) - _SLACK,
        Meeting.starts_at < _utc(end) + _SLACK,
    ]


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)
