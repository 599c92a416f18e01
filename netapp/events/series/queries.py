"""Every read of series. What the viewer may not see is not found (A1, A2): a series is read by its group's readers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.events import queries as meetings
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups.models import Group
from netapp.members.models import Person


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """For statements that join Series and Group. Drafts are seen by the group's organisers, as those of meetings."""
    return and_(Group.read_key.in_(sorted(viewer.keys)), or_(Series.is_draft.is_(False), meetings.organised(viewer)))


def get_series(viewer: Viewer, series_id: int) -> Series:
    """With its group and network."""
    found = session.scalar(_series().where(Series.id == series_id, visible(viewer)))
    if found is None:
        raise NotVisible
    return found


def follower(viewer: Viewer, series: Series) -> Series | None:
    """The series that goes on from where this one ends."""
    return session.scalar(_series().where(Series.continues == series.id, visible(viewer)).limit(1))


def known_series(series_id: int | None) -> Series | None:
    """For letters to who has signed up: they are told whatever became of its group."""
    return session.scalar(_series().where(Series.id == series_id)) if series_id else None


def locked_series(viewer: Viewer, series_id: int) -> Series:
    """The first lock of every deed about a whole series; those of its dates come next, by their numbers."""
    _lock(series_id)
    return get_series(viewer, series_id)


def locked_of_date(viewer: Viewer, meeting_id: int) -> tuple[Series, datetime]:
    """The series of a date under its lock, and the beginning that its rule gives the date."""
    date = meetings.get_meeting(viewer, meeting_id)
    series = locked_series(viewer, date.series_id or 0)
    # Who held the lock before may have let another series go on from there.
    date = meetings.get_meeting(viewer, meeting_id)
    if date.series_id != series.id or date.occurrence is None:
        raise NotVisible
    return series, date.occurrence


def locked_for_task(series_id: int) -> Series | None:
    _lock(series_id)
    return known_series(series_id)


def locked_own(viewer: Viewer, series_id: int) -> Series:
    """The same for who takes their sign-up back, also when its group has become narrower."""
    found, own = locked_for_task(series_id), sign_up_of(viewer.person_id, series_id)
    return found if found is not None and own is not None else get_series(viewer, series_id)


def locked_dates(series: Series, since: datetime | None = None) -> list[Meeting]:
    """Its dates that have not begun, from `since` on, as the rule counts them; under their locks, in their order."""
    which = [Meeting.series_id == series.id, Meeting.starts_at > clock.now()]
    which += [Meeting.occurrence >= since] if since is not None else []
    session.execute(select(Meeting.id).where(*which).order_by(Meeting.id).with_for_update())
    found = session.scalars(
        select(Meeting)
        .where(*which)
        .options(joinedload(Meeting.group).joinedload(Group.parent), selectinload(Meeting.parties))
        .order_by(Meeting.occurrence)
        .execution_options(populate_existing=True)
    )
    return list(found)


def begun_drafts(series: Series) -> Sequence[Meeting]:
    """Dates that never were: their time had come before they were published."""
    begun = Meeting.series_id == series.id, Meeting.state == "draft", Meeting.starts_at <= clock.now()
    return session.scalars(select(Meeting).where(*begun).options(selectinload(Meeting.parties))).all()


def kept_before(series: Series, since: datetime) -> datetime | None:
    """The last date before that one which has taken place or will."""
    kept = Meeting.series_id == series.id, Meeting.occurrence < since, Meeting.state.in_(("draft", "published", "held"))
    return session.scalar(select(func.max(Meeting.occurrence)).where(*kept))


def next_date(series_id: int) -> Meeting | None:
    """The next that takes place, with its group."""
    coming = Meeting.series_id == series_id, Meeting.state == "published", Meeting.starts_at > clock.now()
    chosen = select(Meeting).where(*coming).options(joinedload(Meeting.group).joinedload(Group.parent))
    return session.scalar(chosen.order_by(Meeting.starts_at).limit(1))


def dates(series_id: int) -> Sequence[Meeting]:
    """Each of its dates, the earliest first."""
    chosen = select(Meeting).where(Meeting.series_id == series_id).options(joinedload(Meeting.group))
    return session.scalars(chosen.order_by(Meeting.occurrence)).all()


def sign_up_of(person_id: int | None, series_id: int) -> SeriesSignUp | None:
    """This person's own row, whatever its state."""
    if person_id is None:
        return None
    own = SeriesSignUp.series_id == series_id, SeriesSignUp.person_id == person_id
    return session.scalar(select(SeriesSignUp).where(*own).execution_options(populate_existing=True))


def goes_to_all(person_id: int | None, series_id: int) -> bool:
    found = sign_up_of(person_id, series_id)
    return found is not None and found.state == "going"


def has_yes(person_id: int, series_id: int) -> bool:
    """One yes of an organiser's holds for all dates of a series that asks for it."""
    own = SeriesSignUp.series_id == series_id, SeriesSignUp.person_id == person_id, SeriesSignUp.state == "going"
    chosen = select(SeriesSignUp.id).join(Series, Series.id == SeriesSignUp.series_id)
    return session.scalar(chosen.where(*own, Series.needs_yes)) is not None


def waits_for_yes(own: SeriesSignUp) -> bool:
    """At a date to come, where an organiser can still answer."""
    chosen = select(SignUp.id).join(Meeting, Meeting.id == SignUp.meeting_id)
    asked = SignUp.person_id == own.person_id, SignUp.state == "requested", Meeting.series_id == own.series_id
    return session.scalar(chosen.where(*asked, Meeting.starts_at > clock.now()).limit(1)) is not None


def asking(meeting: Meeting) -> set[int]:
    """The people who ask at this date to come to all of its series."""
    if meeting.series_id is None:
        return set()
    asked = SeriesSignUp.series_id == meeting.series_id, SeriesSignUp.state == "asked"
    return set(session.scalars(select(SeriesSignUp.person_id).where(*asked)))


def has_places(person_id: int, series_ids: Sequence[int]) -> bool:
    """Whether they go, wait or have asked to come to a date of one of these, or have signed up for the whole."""
    places = select(SignUp.id).join(Meeting, Meeting.id == SignUp.meeting_id)
    places = places.where(Meeting.series_id.in_(series_ids), SignUp.person_id == person_id, SignUp.state.in_(LIVE))
    return session.scalar(places.limit(1)) is not None or any(goes_to_all(person_id, one) for one in series_ids)


def members(series_id: int) -> Select[int]:
    """The people who have signed up for the whole."""
    own = SeriesSignUp.series_id == series_id, SeriesSignUp.state == "going"
    return select(SeriesSignUp.person_id).where(*own)


def coming_to(meeting_ids: Sequence[int]) -> Select[int]:
    """The people who go, wait or have asked to come to one of these."""
    return select(SignUp.person_id).where(SignUp.meeting_id.in_(meeting_ids), SignUp.state.in_(LIVE))


def number_of(people: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(Person).where(Person.id.in_(people))) or 0


def addressees(people: Select[int], language: str) -> Select[int, str | None, str, str]:
    """As `outbox.To` has them; who is being erased is waited for, and has no address any more when it goes on."""
    said = func.coalesce(func.nullif(Person.language, ""), language)
    chosen = select(Person.id, Person.email, Person.name, said).where(Person.id.in_(people), Person.email.isnot(None))
    return chosen.order_by(Person.id).with_for_update(read=True, key_share=True, of=Person)


def read_keys(series_ids: Sequence[int]) -> dict[int, str]:
    """Who may read of each of these, as an audience key: for the letters about them."""
    rows = session.execute(select(Series.id, Group.read_key).join(Series.group).where(Series.id.in_(series_ids)))
    return {row[0]: row[1] for row in rows}


def due(now: datetime) -> Select[int]:
    """The series that go on; their own clocks say whether dates are to be made."""
    is_open = or_(Series.until.is_(None), Series.ends_at > now)
    return select(Series.id).where(Series.ended_at.is_(None), Series.is_draft.is_(False), is_open).order_by(Series.id)


def _lock(series_id: int) -> None:
    session.execute(select(Series.id).where(Series.id == series_id).with_for_update())


def _series() -> Select[Series]:
    chosen = select(Series).join(Series.group).options(contains_eager(Series.group).joinedload(Group.parent))
    return chosen.execution_options(populate_existing=True)
