"""What of series goes into archives: the series themselves, who has signed up for the whole, and their calendar."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select

from netapp.core import languages
from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events.models import EARLIEST, LONGEST, Meeting
from netapp.events.reminders import models as reminders
from netapp.events.series import queries, rules, template
from netapp.events.series.models import MOST_AHEAD, Series, SeriesSignUp

_MADE = ("starts_at", "ends_at", "vevent")


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Series that the person does not see any more stand in it without title (A5)."""
    rows = session.execute(
        select(SeriesSignUp, Series)
        .join(Series, Series.id == SeriesSignUp.series_id)
        .where(SeriesSignUp.person_id == viewer.person_id)
        .order_by(SeriesSignUp.id)
    ).all()
    seen = set(session.scalars(select(Series.id).join(Series.group).where(queries.visible(viewer))))
    said = [_own(sign_up, series, series.id in seen) for sign_up, series in rows]
    yield Sheet("series", _("The series of meetings that you have signed up for."), said)
    written = or_(Series.created_by == viewer.person_id, Series.contact_email == (viewer.email or "-"))
    mine = select(Series).join(Series.group).where(queries.visible(viewer), written).order_by(Series.id)
    said = [_mine(viewer, series) for series in session.scalars(mine)]
    yield Sheet("series-of-mine", _("The series that you have written, or that name you as contact."), said)


def pieces(within: Within) -> list[tuple[str, str]]:
    """(text, zone) of all that repeats, for the archive's calendar: masters first, then what is not as they say."""
    inside = and_(Series.group_id.in_(within.groups), Series.is_draft.is_(False))
    masters = session.execute(select(Series.vevent, Series.zone).where(inside).order_by(Series.starts_at)).all()
    apart = or_(Meeting.differs, Meeting.state == "cancelled", Meeting.programme.is_not(None))
    dates = select(Meeting.vevent, Meeting.zone).join(Series, Series.id == Meeting.series_id)
    dates = dates.where(inside, apart, Meeting.occurrence <= Series.made_until, Series.cancelled.is_(False))
    return [(row[0], row[1]) for row in (*masters, *session.execute(dates.order_by(Meeting.starts_at)))]


def check_date(row: Row) -> None:
    """Of a meeting's row: what of it is a series'."""
    if (row["occurrence"] is None) != (row["rule"] is None):
        raise ValueError("no such date")
    if row["occurrence"] is not None:
        rules.parsed(row["rule"])
        if not row["uid"].startswith(f"{row['occurrence']:%Y%m%dT%H%M%S}-"):
            raise ValueError("no such date")


def _own(sign_up: SeriesSignUp, series: Series, is_seen: bool) -> Row:
    said: Row = {"series": series.title if is_seen else "", "state": sign_up.state, "company": sign_up.company}
    said |= {"name_shown": sign_up.show_name, "as_guest": sign_up.as_guest, "came_by": sign_up.came_by}
    return said | {"created_at": plain(sign_up.created_at), "changed_at": plain(sign_up.changed_at)}


def _mine(viewer: Viewer, series: Series) -> Row:
    """Somebody else whom it names as contact is not the viewer's to take along."""
    is_mine = bool(viewer.email) and series.contact_email == viewer.email
    said: Row = {"series": series.title, "rule": series.rule, "starts": plain(series.starts_local)}
    contact = {"contact_name": series.contact_name, "contact_email": series.contact_email}
    return said | (contact if is_mine else dict.fromkeys(contact, ""))


def _check(row: Row) -> None:
    """What no form of ours would have let through."""
    rules.parsed(row["rule"])
    if not set(row["titles"]) | set(row["bodies"]) <= set(languages.NAMES) or not row["titles"].get(row["language"]):
        raise ValueError("no title")
    length = row["ends_local"] - row["starts_local"]
    if row["starts_local"].date() < EARLIEST or not length <= LONGEST or row["ends_local"] <= row["starts_local"]:
        raise ValueError("no such time")
    if not row["starts_local"] <= row["made_until"] or not 1 <= row["weeks_ahead"] <= MOST_AHEAD:
        raise ValueError("no such series")
    named = [*row["hosts"], *row["partners"]]
    if (
        not reminders.are_right(row["reminders"])
        or (row["seats"] or 0) < 0
        or "@" not in row["uid"]
        or not all(type(one) is str for one in named)
    ):
        raise ValueError("no such series")


def _derived(row: Row) -> Row:
    series = Series(**row)
    template.derive(series)
    return {name: getattr(series, name) for name in _MADE}


def _new_uids(rows: Sequence[Row]) -> list[int | None]:
    uids = [row["uid"] for row in rows]
    if session.scalar(select(Series.id).where(Series.uid.in_(uids)).limit(1)) is not None:
        raise Refused(_("This network is on this site already: one of its meetings is known here."))
    return [None] * len(rows)


def _write_calendar(numbers: Sequence[int]) -> None:
    """The calendar text names the series' address here, so it comes with the number."""
    for series in session.scalars(select(Series).where(Series.id.in_(numbers))).all():
        template.derive(series)
    session.flush()


SERIES = Carried(
    name="series",
    model=Series,
    chosen=lambda within: Series.group_id.in_(within.groups),
    without=dict.fromkeys(_MADE, "made anew from the rest") | {"continues": "leads from one page to another, no more"},
    check=_check,
    match=_new_uids,
    make=_derived,
    done=_write_calendar,
)
SIGN_UPS = Carried(
    name="series-sign-ups",
    model=SeriesSignUp,
    chosen=lambda within: SeriesSignUp.series_id.in_(select(Series.id).where(Series.group_id.in_(within.run))),
)
