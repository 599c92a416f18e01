"""“This and all following”: a series changes from one of its dates on, after what would happen has been shown.

A new time or rhythm ends the master there and begins a second series with a UID of its own (C1), unless nothing of the
series lies before. The dates go over to it with everybody's seats; one that was moved by itself stays where it is.
"""

from datetime import datetime

from sqlalchemy import Select, insert, literal, select, union

from netapp.core import clock, db, localtime, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import drafting, policy, scheduling
from netapp.events.approval import actions as approving
from netapp.events.models import date_uid
from netapp.events.reminders import following as reminders
from netapp.events.scheduling import Draft
from netapp.events.series import actions, calendar, making, notices, planning, promoting, queries, template
from netapp.events.series.models import Series, SeriesSignUp
from netapp.events.series.planning import Outcome, Repeating
from netapp.groups import revisions

_MOVES = frozenset({"starts_local", "ends_local", "zone", "place", "address", "online_url"})


class NeedsYes(Exception):
    """The change has consequences; the view shows them and asks. `told`: how many people get a letter."""

    def __init__(self, outcome: Outcome, told: int) -> None:
        super().__init__("needs a yes")
        self.outcome, self.told = outcome, told


class Stale(Exception):
    """Somebody else has saved since the form was opened (X5)."""


@action
def change(viewer: Viewer, meeting_id: int, draft: Draft, repeating: Repeating, *, seen: str, agreed: bool) -> Series:
    """Write the draft into this date and all that follow; NeedsYes when anybody would notice and nobody has agreed."""
    series, since = queries.locked_of_date(viewer, meeting_id)
    require(policy.may_schedule(viewer, series.group))
    if seen != actions.stamp(series):
        raise Stale
    if series.ended_at is not None:
        raise Refused(_("This series has ended. Change its dates one by one."))
    dates = queries.locked_dates(series, since)
    if not dates or dates[0].id != meeting_id:
        raise Refused(_("This meeting has begun; change the next one."))
    last = queries.kept_before(series, since)
    wanted = planning.outcome(
        *(series, dates, template.settled(draft), repeating),
        since=since,
        is_first=last is None,
        horizon=_horizon(series, draft, repeating),
    )
    people = _told(series, wanted)
    if wanted.is_felt and not agreed and not series.is_draft:
        raise NeedsYes(wanted, queries.number_of(people))
    says = template.of(series), series.rule, series.until, series.weeks_ahead
    was = {"was_rule": series.rule, "was": template.at(template.of(series), since).starts_local.isoformat()}
    now, moved = _applied(series, wanted, since, last)
    if wanted.moves or wanted.dropped:
        old = series.id if now is not series else None
        begins = wanted.first.starts_local.isoformat()
        notices.changed(now, people, old=old, dropped=len(wanted.dropped), since=begins, **was)
    else:
        promoting.tell(now, moved)
        if wanted.fresh:
            notices.new_dates(now, wanted.fresh[0])
    if not now.is_draft and (wanted.is_felt or says != (template.of(now), now.rule, now.until, now.weeks_ahead)):
        day = {"day": since.date().isoformat()}
        log.write(viewer.person_id, "change", "series", now.id, group_key(now.group_id), **day)
    revisions.touch(series.group_id)
    return now


def _horizon(series: Series, draft: Draft, repeating: Repeating) -> datetime:
    now = localtime.to_local(clock.now(), draft.zone)
    asked = Series(starts_local=max(draft.starts_local, now), zone=draft.zone)
    asked.weeks_ahead, asked.until = repeating.weeks_ahead, repeating.until
    return making.horizon(asked)


def _told(series: Series, wanted: Outcome) -> Select[int]:
    """Who comes to a date that moves or goes, and who has signed up for the whole where dates are new."""
    touched = [one.id for one, _begins in wanted.kept if one.state == "published"] if wanted.moves else []
    coming = queries.coming_to([*touched, *(one.id for one in wanted.dropped)])
    if not wanted.fresh and not wanted.moves:
        return coming
    both = union(coming, queries.members(series.id)).subquery()
    return select(both.c.person_id)


def _applied(
    series: Series, wanted: Outcome, since: datetime, last: datetime | None
) -> tuple[Series, list[promoting.Moved]]:
    before, repeating, now = template.of(series), wanted.repeating, series
    if wanted.splits:
        now = _second(series, wanted)
        # What goes over took part in what calendars have been told of this series (C2).
        series.sequence += 1 + calendar.weight([one for one, _begins in wanted.kept])
        # What goes over, or is lost, is not its own any more.
        series.made_until = last or series.made_until
        actions.end(series, last)
    now.rule, now.until, now.weeks_ahead = wanted.rule.text, repeating.until, repeating.weeks_ahead
    template.write_into(now, wanted.first)
    now.made_until = wanted.last
    now.sequence += 0 if wanted.splits or not wanted.is_felt else 1
    actions.changed(now)
    actions.drop(wanted.dropped, "")
    _move(now, wanted, before)
    making.add(now, wanted.fresh)
    if before.needs_yes and not now.needs_yes:
        for meeting, _begins in wanted.kept:
            approving.let_all_in(meeting)
    return now, promoting.promote([one for one, _begins in wanted.kept])


def _second(series: Series, wanted: Outcome) -> Series:
    """The series that goes on from there, with everybody who has signed up for the whole."""
    repeating = wanted.repeating
    new = Series(uid=drafting.uid("series"), group_id=series.group_id, created_by=series.created_by, sequence=0)
    new.group, new.continues, new.arrivals, new.vevent = series.group, series.id, series.arrivals, ""
    new.created_at = new.changed_at = new.starts_at = new.ends_at = clock.now()
    new.rule, new.until, new.weeks_ahead = wanted.rule.text, repeating.until, repeating.weeks_ahead
    new.is_draft = series.is_draft
    new.cancelled, new.cancel_reason, new.made_until = False, "", wanted.last
    new.reminders = series.reminders
    template.write_into(new, wanted.first)
    session.add(new)
    session.flush()
    table = SeriesSignUp.__table__
    columns = [column for column in table.c if column.key not in {"id", "series_id"}]
    rows = select(literal(new.id), *columns).where(table.c.series_id == series.id, table.c.state == "going")
    names = ["series_id", *(column.key for column in columns)]
    db.write(insert(table).from_select(names, rows, include_defaults=False), {})  # type: ignore[arg-type]
    return new


def _move(now: Series, wanted: Outcome, before: Draft) -> None:
    """Each date follows in what it had as the series did, and keeps what is its own."""
    _let_go(now, wanted)
    for meeting, begins in wanted.kept:
        is_now, shall = scheduling.of(meeting), template.at(wanted.first, begins)
        follows = template.followed(is_now, template.at(before, meeting.occurrence or begins), shall)
        moves = any(getattr(is_now, name) != getattr(follows, name) for name in _MOVES)
        template.give(meeting, now, begins)
        scheduling.write_into(meeting, follows)
        meeting.sequence += int(moves or wanted.splits)
        meeting.differs, meeting.changed_at = template.differs(follows, shall), clock.now()
        drafting.derive(meeting)
    reminders.follow(meeting for meeting, _begins in wanted.kept)
    session.flush()


def _let_go(now: Series, wanted: Outcome) -> None:
    """Of the dates' own numbers, which are unique: one may take what another still has."""
    for meeting, begins in wanted.kept:
        if meeting.uid != date_uid(now.uid, begins):
            meeting.uid = f"~{meeting.uid}"
    session.flush()
