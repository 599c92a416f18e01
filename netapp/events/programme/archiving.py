"""What of programmes, of the way to meetings and of rides goes into archives."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from netapp.core import languages
from netapp.core.archives import Carried, Pictures, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.forms import IsWebAddress
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.models import Meeting
from netapp.events.programme import queries as programme_queries
from netapp.events.programme import settling
from netapp.events.programme.models import ITEM_KINDS, LONGEST_ITEM, Handout, Item, Speaker
from netapp.events.travel.models import MOST_SEATS, Passenger, Ride, Travel
from netapp.files import documents, shelf
from netapp.files.documents import Document, NoDocument
from netapp.files.models import File

# A meeting touches no more.
_MOST_DAYS = 61


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Where the person speaks, drives and rides; meetings that they do not see any more stand without a title (A5)."""
    spoken = (
        select(Speaker, Item, Meeting)
        .join(Item, Item.id == Speaker.item_id)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .where(Speaker.person_id == viewer.person_id)
        .order_by(Meeting.starts_at, Item.position)
    )
    rows = session.execute(spoken).all()
    driven = _of_ride(select(Ride, Meeting).join(Meeting, Meeting.id == Ride.meeting_id), viewer, Ride.driver_id)
    seats = select(Ride, Meeting).join(Passenger, Passenger.ride_id == Ride.id)
    ridden = _of_ride(seats.join(Meeting, Meeting.id == Ride.meeting_id), viewer, Passenger.person_id)
    meetings = {meeting.id for *_rest, meeting in (*rows, *driven, *ridden)}
    chosen = queries.meetings(viewer).where(Meeting.id.in_(meetings)).with_only_columns(Meeting.id)
    seen = set(session.scalars(chosen)) if meetings else set()

    def where(meeting: Meeting) -> Row:
        return {"meeting": meeting.title if meeting.id in seen else "", "starts": plain(meeting.starts_local)}

    said = [
        where(meeting)
        | {"item": item.titles[meeting.language] if meeting.id in seen else ""}
        | {"name": speaker.name, "company": speaker.company}
        for speaker, item, meeting in rows
    ]
    yield Sheet("programme", _("Where you stand in a programme as a speaker."), said)
    said = [where(meeting) | _ride(ride, note=True) | {"as": "driver"} for ride, meeting in driven]
    said += [where(meeting) | _ride(ride, note=False) | {"as": "passenger"} for ride, meeting in ridden]
    yield Sheet("rides", _("The rides that you have offered, and those in which you have a seat."), said)


def _of_ride(chosen: Select[Ride, Meeting], viewer: Viewer, person: Any) -> Sequence[Any]:
    return session.execute(chosen.where(person == viewer.person_id).order_by(Ride.id)).all()


def _ride(ride: Ride, *, note: bool) -> Row:
    """Another's note is theirs."""
    said = {"from": ride.place, "leaves": plain(ride.leaves_local), "seats": ride.seats}
    return said | {"note": ride.note if note else ""}


# A network's archive


def _items(within: Within) -> Select[int]:
    return select(Item.id).where(Item.meeting_id.in_(archiving.all_in(within)))


def _check_item(row: Row) -> None:
    known = set(languages.NAMES)
    if not row["titles"] or not set(row["titles"]) | set(row["bodies"]) <= known or row["kind"] not in ITEM_KINDS:
        raise ValueError("no item")
    if not all(row["titles"].values()) or not 0 <= row["day"] < _MOST_DAYS or not row["key"].isalnum():
        raise ValueError("no such item")
    if abs(row["at"] or 0) > _MOST_DAYS * LONGEST_ITEM or not 0 < (row["minutes"] or 1) <= LONGEST_ITEM:
        raise ValueError("no such time")


def _write_programmes(numbers: Sequence[int]) -> None:
    """What the meetings' own rows say of them; each has its title in its meeting's language."""
    of = select(Meeting).join(Item, Item.meeting_id == Meeting.id).where(Item.id.in_(numbers)).distinct()
    _settle(session.scalars(select(Meeting).where(Meeting.id.in_(of.with_only_columns(Meeting.id)))).all())


def _write_ways(numbers: Sequence[int]) -> None:
    _settle(session.scalars(select(Meeting).where(Meeting.id.in_(numbers))).all())


def _settle(meetings: Sequence[Meeting]) -> None:
    for meeting in meetings:
        changed_at, items = meeting.changed_at, programme_queries.items(meeting)
        for item in items:
            if meeting.language not in item.titles:
                item.titles = {**item.titles, meeting.language: next(iter(item.titles.values()))}
        settling.derive(meeting, items, has_travel=programme_queries.travel(meeting.id) is not None, at=changed_at)


def _documents(numbers: Sequence[int]) -> Mapping[int, bytes]:
    rows = session.execute(
        select(Handout.id, File).join(File, File.id == Handout.file_id).where(Handout.id.in_(numbers))
    )
    found = {number: shelf.content_of(file) for number, file in rows.all()}
    return {number: content for number, content in found.items() if content is not None}


def _judge(content: bytes) -> Document:
    try:
        return documents.judged(content)
    except NoDocument as error:
        raise ValueError("no document") from error


def _check_document(content: bytes) -> None:
    _judge(content)


def _keep(drawn: Mapping[int, Any]) -> None:
    for number, document in drawn.items():
        handout = session.get_one(Handout, number)
        handout.file_id = shelf.keep_document(document, f"{handout.title}.", None).id
    session.flush()


def _check_handout(row: Row) -> None:
    if row["url"] and not IsWebAddress.holds(row["url"]):
        raise ValueError("no address")


def _check_travel(row: Row) -> None:
    if not set(row["notes"]) | set(row["inner"]) <= set(languages.NAMES):
        raise ValueError("no language")


def _check_ride(row: Row) -> None:
    if not 1 <= row["seats"] <= MOST_SEATS:
        raise ValueError("no such car")


def _run(column: Any) -> Any:
    def chosen(within: Within) -> ColumnElement[bool]:
        clause: ColumnElement[bool] = column.in_(archiving.run_in(within))
        return clause

    return chosen


CARRIED = (
    Carried(
        name="programme-items",
        model=Item,
        chosen=lambda within: Item.id.in_(_items(within)),
        check=_check_item,
        done=_write_programmes,
    ),
    Carried(
        name="speakers",
        model=Speaker,
        chosen=lambda within: Speaker.item_id.in_(_items(within)),
        without={"person_id": "who speaks is named; whose page leads to more is for each site to know"},
    ),
    Carried(
        name="handouts",
        model=Handout,
        chosen=lambda within: Handout.item_id.in_(_items(within)),
        without={"file_id": "the file lies in handouts/, and is judged anew"},
        check=_check_handout,
        pictures=Pictures(
            folder="handouts", of=_documents, check=_check_document, draw=_judge, keep=_keep, ending="document"
        ),
    ),
    # What only participants see, and who rides with whom: for those who run the group.
    Carried(name="travel", model=Travel, chosen=_run(Travel.meeting_id), check=_check_travel, done=_write_ways),
    Carried(name="rides", model=Ride, chosen=_run(Ride.meeting_id), check=_check_ride),
    Carried(name="passengers", model=Passenger, chosen=_run(Passenger.meeting_id)),
)
