"""Every read of programmes: for who writes one, as objects; for a page, in one statement of plain columns (A1)."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, Text, and_, bindparam, cast, false, select
from sqlalchemy.orm import joinedload, selectinload

from netapp.core import db, several
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.events import queries
from netapp.events.models import Meeting
from netapp.events.programme.models import Handout, Item, Speaker
from netapp.events.travel.models import Travel
from netapp.files.models import File
from netapp.members import companies, profiles
from netapp.members.models import Affiliation, Company, Person

P, S, H = Item.__table__.c, Speaker.__table__.c, Handout.__table__.c
T, F = Travel.__table__.c, File.__table__.c
_SINCE: Any = bindparam("since", type_=Date())


class Rows(NamedTuple):
    """What a page reads of one programme; each text is for `programme.parts`. `inner` is for who goes, and organisers.

    `notes` and `inner` are JSON by language. `rides`: "1" where participants may offer each other seats.
    """

    items: str | None = None
    speakers: str | None = None
    handouts: str | None = None
    notes: str | None = None
    inner: str | None = None
    rides: str | None = None


NOTHING = Rows()


def items(meeting: Meeting) -> Sequence[Item]:
    """All of them in their order, with speakers and what one may read."""
    chosen = select(Item).where(Item.meeting_id == meeting.id).order_by(Item.position)
    loaded = selectinload(Item.speakers), selectinload(Item.handouts).joinedload(Handout.file)
    return session.scalars(chosen.options(*loaded).execution_options(populate_existing=True)).all()


def fresh_items(meeting: Meeting) -> Sequence[Item]:
    """The same after a change in this deed."""
    session.flush()
    return items(meeting)


def get_item(meeting: Meeting, item_id: int) -> Item:
    found = next((item for item in items(meeting) if item.id == item_id), None)
    if found is None:
        raise NotVisible
    return found


def get_handout(item: Item, handout_id: int) -> Handout:
    found = next((handout for handout in item.handouts if handout.id == handout_id), None)
    if found is None:
        raise NotVisible
    return found


def file_of(viewer: Viewer, meeting_id: int, handout_id: int, mark: str) -> File:
    """Whoever reads the meeting opens its files; NotVisible also for the address of one that is gone."""
    meeting = queries.get_meeting(viewer, meeting_id)
    chosen = select(Handout).join(Item, Item.id == Handout.item_id).options(joinedload(Handout.file))
    found = session.scalar(chosen.where(Item.meeting_id == meeting.id, Handout.id == handout_id))
    if found is None or found.file is None or found.file.mark != mark:
        raise NotVisible
    return found.file


def needed() -> Select[int | None]:
    """The files that programmes name."""
    return select(Handout.file_id).where(Handout.file_id.is_not(None))


def travel(meeting_id: int) -> Travel | None:
    return session.get(Travel, meeting_id)


def of_page(viewer: Viewer, meeting: Meeting, *, inside: bool) -> Rows:
    """For a meeting that the viewer has been shown; none is asked where its row says that there is nothing."""
    if meeting.programme is None:
        return NOTHING
    values = {"meeting_id": meeting.id, "since": companies.today() - companies.HOLDS_FOR}
    if viewer.is_guest:
        row: Any = _for_guests().rows(values)[0]
    else:
        row = db.rows(_statement(profiles.visible(viewer), companies.visible(viewer)), values)[0]
    found = Rows(*row)
    return found if inside else found._replace(inner=None)


@cache
def _for_guests() -> Prepared:
    """Guests are led to nobody's page."""
    return Prepared(_statement(false(), companies.is_listed(_SINCE)))


def _statement(person_is_seen: Any, company_is_seen: Any) -> Select[Any]:
    """Speakers lead to the pages that the viewer sees; else they are named as they were typed."""
    meeting = bindparam("meeting_id", type_=P.id.type)
    said = select(
        several.in_one(
            *(P.position, P.id, P.key, P.day, P.at, P.minutes, P.kind, P.track, P.titles, P.bodies),
        )
    ).where(P.meeting_id == meeting)
    mine = Speaker.__table__.join(Item.__table__, P.id == S.item_id)
    speakers = mine.outerjoin(Person, and_(Person.id == S.person_id, person_is_seen)).outerjoin(
        Company, and_(Company.id == S.company_id, company_is_seen)
    )
    named = (S.position, S.item_id, S.name, S.company, Person.id, Company.id)
    by = select(several.in_one(*named)).select_from(speakers).where(P.meeting_id == meeting)
    to_read = Handout.__table__.join(Item.__table__, P.id == H.item_id).outerjoin(File.__table__, F.id == H.file_id)
    lying = (H.position, H.item_id, H.id, H.title, H.url, F.digest, F.name, F.size)
    read = select(several.in_one(*lying)).select_from(to_read).where(P.meeting_id == meeting)
    way = [select(column).where(T.meeting_id == meeting).scalar_subquery() for column in _WAY]
    return select(said.scalar_subquery(), by.scalar_subquery(), read.scalar_subquery(), *way)


_WAY = (cast(T.notes, Text), cast(T.inner, Text), cast(cast(T.rides, Integer), Text))


def known_people(viewer: Viewer, names: Sequence[str]) -> Sequence[tuple[str, int, str | None, int | None]]:
    """(name, person, company's name, company) of whom the viewer may know by these names, each where they work."""
    chosen = (
        select(Person.name, Person.id, Company.name, Company.id)
        .outerjoin(Affiliation, and_(Affiliation.person_id == Person.id, Affiliation.until.is_(None)))
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(Person.name.in_(names), Person.erased_at.is_(None), profiles.visible(viewer))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(chosen.order_by(Person.id, Company.id))]


def known_companies(viewer: Viewer, folded: Sequence[str]) -> Sequence[tuple[str, int]]:
    """(folded name, number) of the companies that the viewer sees by these names."""
    chosen = select(Company.folded, Company.id).where(Company.folded.in_(folded), companies.visible(viewer))
    return [(row[0], row[1]) for row in session.execute(chosen.order_by(Company.id))]
