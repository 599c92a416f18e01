"""Who speaks: whether a typed name is somebody whom the writer may know of, by name and by where they work."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, false, or_, select, update

from netapp.core import search
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events.models import Meeting, SignUp
from netapp.events.programme import queries
from netapp.events.programme.models import Item, Speaker
from netapp.groups import revisions
from netapp.groups.models import Membership
from netapp.members import queries as people

Named = tuple[str, str]


def write(viewer: Viewer, item: Item, typed: Sequence[Named]) -> None:
    """Let these speak, in this order; who was there before keeps what is known of them. Joins the deed."""
    before = {(one.name, one.company): one for one in item.speakers}
    found = _known(viewer, [one for one in typed if one not in before])
    item.speakers = [before.get(one) or _speaker(one, *found[one]) for one in dict.fromkeys(typed)]
    for position, speaker in enumerate(item.speakers):
        speaker.position = position


def typed(item: Item) -> tuple[Named, ...]:
    """As they were written."""
    return tuple((one.name, one.company) for one in item.speakers)


def forget(person_id: int, name: str) -> None:
    """An erased person speaks nowhere any more: where they are known, and where their name was only typed at meetings
    of groups that they were in, or to which they had come.
    """
    theirs = select(Membership.group_id).where(Membership.person_id == person_id)
    came = select(SignUp.meeting_id).where(SignUp.person_id == person_id)
    own = and_(Speaker.name == name, or_(Meeting.group_id.in_(theirs), Meeting.id.in_(came))) if name else false()
    rows = session.execute(
        select(Speaker.id, Meeting.id, Meeting.group_id)
        .join(Item, Item.id == Speaker.item_id)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .where(or_(Speaker.person_id == person_id, own))
    ).all()
    session.execute(delete(Speaker).where(Speaker.id.in_([row[0] for row in rows])))
    search.note("meeting", [row[1] for row in rows])
    revisions.touch_all({row[2] for row in rows})


def merge(gone_id: int, company_id: int) -> Sequence[int]:
    """Who spoke for the one record speaks for the other; returns the groups of whose pages that is said."""
    groups = (
        select(Meeting.group_id)
        .join(Item, Item.meeting_id == Meeting.id)
        .join(Speaker, Speaker.item_id == Item.id)
        .where(Speaker.company_id == gone_id)
    )
    touched = session.scalars(groups.distinct()).all()
    session.execute(update(Speaker).where(Speaker.company_id == gone_id).values(company_id=company_id))
    return touched


def _speaker(named: Named, person_id: int | None, company_id: int | None) -> Speaker:
    return Speaker(name=named[0], company=named[1], position=0, person_id=person_id, company_id=company_id)


def _known(viewer: Viewer, typed: Sequence[Named]) -> dict[Named, tuple[int | None, int | None]]:
    """(person, company) for each. Two of one name are nobody, unless the company says which of them."""
    if not typed:
        return {}
    places = queries.known_people(viewer, [name for name, _company in typed])
    folded = {company: people.folded(company) for _name, company in typed if company}
    numbers = dict(queries.known_companies(viewer, list(folded.values())))
    found: dict[Named, tuple[int | None, int | None]] = {}
    for name, company in typed:
        namesakes = {person_id for called, person_id, _at, _number in places if called == name}
        there = {
            person_id: number
            for called, person_id, at, number in places
            if called == name and at and people.folded(at) == folded.get(company)
        }
        if len(there) == 1:
            found[name, company] = next(iter(there.items()))
            continue
        is_one = not company and len(namesakes) == 1
        found[name, company] = (next(iter(namesakes)) if is_one else None, numbers.get(folded.get(company, "")))
    return found
