"""What organisers do with a whole series: begin one, cancel what is still to come.

Changing it from a date on stands in changing.py. The series is locked first, then its dates, then a group's revision.
"""

from datetime import datetime, timedelta

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import drafting, facts, policy
from netapp.events.models import Meeting
from netapp.events.reminders import following as reminders
from netapp.events.scheduling import Draft
from netapp.events.series import making, notices, queries, template
from netapp.events.series.models import Series
from netapp.events.series.planning import Repeating
from netapp.groups import queries as groups
from netapp.groups import revisions


@action
def begin(
    viewer: Viewer, group_id: int, draft: Draft, repeating: Repeating, *, tell: bool, is_draft: bool = False
) -> Series:
    """A new series with its first dates; `draft` is the first. Published unless it `is_draft`; `tell` writes to members
    and followers then.
    """
    group = groups.get_readable(viewer, group_id)
    require(policy.may_schedule(viewer, group))
    first = template.settled(draft)
    rule = repeating.settled(first.starts_local)
    series = Series(uid=drafting.uid("series"), group_id=group.id, created_by=viewer.person_id, sequence=0, arrivals=0)
    series.created_at = series.changed_at = clock.now()
    series.group, series.rule, series.cancelled, series.cancel_reason = group, rule.text, False, ""
    series.until, series.weeks_ahead = repeating.until, repeating.weeks_ahead
    template.write_into(series, first)
    # Before the first there is none.
    series.made_until = first.starts_local - timedelta(days=1)
    template.derive(series)
    if series.starts_at <= clock.now():
        raise Refused(_("This meeting has begun already; give it a time to come."), "starts_date")
    series.vevent, series.is_draft = "", is_draft
    session.add(series)
    session.flush()
    extend(series)
    if not is_draft:
        _begun(viewer, series, tell)
    return series


@action
def publish(viewer: Viewer, series_id: int, *, tell: bool) -> Series:
    """All dates to come of a draft, at one moment; those that have begun meanwhile are let go. Twice is harmless."""
    series = queries.locked_series(viewer, series_id)
    require(policy.may_schedule(viewer, series.group))
    if not series.is_draft:
        return series
    dates, now = queries.locked_dates(series), clock.now()
    if not dates:
        raise Refused(_("This meeting has begun already; give it a time to come."), "starts_date")
    for late in queries.begun_drafts(series):
        session.delete(late)
    series.is_draft = False
    template.write_into(series, template.at(template.of(series), dates[0].occurrence or dates[0].starts_local))
    for meeting in dates:
        meeting.state, meeting.published_at, meeting.changed_at = "published", now, now
        drafting.derive(meeting)
    changed(series)
    if series.ended_at is None:
        extend(series)
    _begun(viewer, series, tell)
    return series


@action
def discard(viewer: Viewer, series_id: int) -> int:
    """Throw a draft away with all its dates; returns the number of its group."""
    series = queries.locked_series(viewer, series_id)
    require(policy.may_schedule(viewer, series.group) and series.is_draft)
    group_id = series.group_id
    log.write(viewer.person_id, "discard", "series", series.id, group_key(group_id))
    for meeting in (*queries.begun_drafts(series), *queries.locked_dates(series)):
        session.delete(meeting)
    session.flush()
    session.delete(series)
    return group_id


def _begun(viewer: Viewer, series: Series, tell: bool) -> None:
    if tell:
        notices.announced(series)
    log.write(viewer.person_id, "begin", "series", series.id, group_key(series.group_id))
    revisions.touch(series.group_id)


def extend(series: Series) -> int:
    """Make the dates that are missing up to the horizon; returns how many. The series is locked."""
    occurrences = making.missing(series)
    made = making.add(series, occurrences)
    if occurrences:
        series.made_until = occurrences[-1]
        changed(series)
    return made


@action
def cancel(viewer: Viewer, series_id: int, reason: str, *, since: int | None = None) -> Series:
    """Call off all dates to come, from that date on (`since`: its meeting) or all; who comes to any is told in one
    letter. Twice is harmless.
    """
    series = queries.locked_series(viewer, series_id)
    require(policy.may_schedule(viewer, series.group))
    if series.ended_at is not None:
        return series
    dates = queries.locked_dates(series)
    begins = next((one.occurrence for one in dates if one.id == since), None)
    gone = [one for one in dates if begins is None or (one.occurrence or begins) >= begins]
    call_off(series, gone, reason)
    day = (begins or min((one.occurrence for one in gone if one.occurrence), default=series.made_until)).date()
    log.write(viewer.person_id, "cancel", "series", series.id, group_key(series.group_id), day=day.isoformat())
    revisions.touch(series.group_id)
    return series


def call_off(series: Series, dates: list[Meeting], reason: str) -> None:
    """What cancelling does; also when a whole group closes. The series and these dates, the last that it has, are
    locked.
    """
    gone = [one for one in dates if one.state == "published"]
    since = min((one.occurrence for one in dates if one.occurrence), default=series.made_until + timedelta(days=1))
    drop(gone, reason)
    kept = queries.kept_before(series, since)
    series.cancel_reason, series.sequence = reason, series.sequence + 1
    end(series, kept)
    if gone:
        notices.cancelled(series, queries.coming_to([one.id for one in gone]), since)


def drop(dates: list[Meeting], reason: str) -> None:
    """Call these off; nobody is told yet. They are locked. A draft was never on, and is let go."""
    now = clock.now()
    for meeting in [one for one in dates if one.state == "draft"]:
        session.delete(meeting)
    for meeting in [one for one in dates if one.state != "draft"]:
        meeting.state, meeting.cancelled_at, meeting.cancel_reason = "cancelled", now, reason
        meeting.sequence, meeting.changed_at = meeting.sequence + 1, now
        drafting.derive(meeting)
        announce(facts.MeetingCancelled(meeting.id, meeting.group_id))
    reminders.follow(dates)
    session.flush()


def end(series: Series, last: datetime | None) -> None:
    """No more dates after this one, which is None when none has taken place or will (C1).

    What was called off is still within `made_until`, so that feeds say of each that it is cancelled (C3).
    """
    series.ended_at = clock.now()
    series.cancelled = last is None
    if last is not None:
        series.until = last.date()
    changed(series)


def changed(series: Series) -> None:
    series.changed_at = clock.now()
    template.derive(series)
    session.flush()


def stamp(series: Series) -> str:
    """Names the version of a series that a form shows."""
    return series.changed_at.isoformat(timespec="microseconds")
