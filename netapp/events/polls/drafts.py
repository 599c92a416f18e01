"""What an organiser has written about a date poll, and the times that follow from it. Pure: nothing is read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from netapp.core import clock, localtime
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.events.models import ShownTo
from netapp.events.polls.models import MOST_TIMES, Poll, PollTime
from netapp.events.scheduling import Draft

FEWEST_TIMES = 2
# So long people have for their answer, when nobody says otherwise.
DAYS_TO_ANSWER = 7
_SAME = ("titles", "bodies", "language", "zone", "minutes", "place", "is_online", "open_to_guests", "shown_to")


class Proposed(NamedTuple):
    """A beginning, naive and local in the poll's zone; a fold of None means that nobody has said which."""

    starts_local: datetime
    fold: int | None = None


@dataclass(frozen=True, kw_only=True)
class PollDraft:
    """All that the form asks. `closes_local` None: a sensible day is chosen."""

    titles: dict[str, str]
    times: tuple[Proposed, ...]
    zone: str
    language: str
    bodies: dict[str, str] = field(default_factory=dict)
    minutes: int = 120
    place: str = ""
    is_online: bool = False
    closes_local: datetime | None = None
    open_to_guests: bool = True
    shown_to: ShownTo = "going"


def settled(draft: PollDraft, known: Collection[datetime] = ()) -> PollDraft:
    """The draft with its times in order, each once and with its fold, and with its end.

    `known`: the instants that stand in the poll already, which may have passed. Refused at the field for a time that is
    skipped, comes twice or has passed, and for a poll that would close too early or too late.
    """
    now, found = clock.now(), dict[datetime, Proposed]()
    for one in draft.times:
        fold, instant = _resolved(one, draft.zone)
        if instant <= now and instant not in known:
            raise Refused(_("%(time)s has passed already.", time=f"{one.starts_local:%Y-%m-%d %H:%M}"), "times")
        found[instant] = Proposed(one.starts_local, fold)
    if len(found) < FEWEST_TIMES:
        raise Refused(_("Propose at least two times, so that there is something to choose from."), "times")
    if len(found) > MOST_TIMES:
        raise Refused(_("Propose at most %(most)s times.", most=MOST_TIMES), "times")
    first = min(found)
    closes = draft.closes_local or _sensible_end(localtime.to_local(first, draft.zone), first, draft.zone)
    closes_at = _end(closes, draft.zone)
    if closes_at <= now:
        raise Refused(_("Give people some time to answer: this day is over."), "closes_date")
    if closes_at > first:
        raise Refused(_("Answers must be in before the first of the times."), "closes_date")
    times = tuple(found[instant] for instant in sorted(found))
    return replace(draft, times=times, closes_local=closes)


def write_into(poll: Poll, draft: PollDraft) -> None:
    """Put the (settled) draft into the poll; a time that stays keeps its answers."""
    for name in _SAME:
        setattr(poll, name, getattr(draft, name))
    assert draft.closes_local is not None, "the draft is settled"
    poll.closes_local, poll.closes_at = draft.closes_local, _end(draft.closes_local, draft.zone)
    known = {one.starts_at: one for one in poll.times}
    kept = []
    for local, fold in draft.times:
        instant = localtime.to_utc(local, draft.zone, fold or 0)
        one = known.get(instant) or PollTime(starts_at=instant, is_chosen=False)
        one.starts_local, one.starts_fold = local, fold or 0
        kept.append(one)
    poll.times = kept


def typed_again(draft: PollDraft, poll: Poll) -> PollDraft:
    """The draft as one of this poll: the form shows a day for its end, and no fold where there is no doubt (T1)."""
    closes = draft.closes_local
    is_same_day = closes is not None and closes.date() == poll.closes_local.date() and draft.zone == poll.zone
    known = {one.starts_local: one.starts_fold for one in poll.times}
    times = (Proposed(at, known.get(at) if fold is None else fold) for at, fold in draft.times)
    return replace(draft, closes_local=poll.closes_local if is_same_day else closes, times=tuple(times))


def of(poll: Poll) -> PollDraft:
    """The poll as a draft: what an unchanged form sends back (T1)."""
    times = tuple(Proposed(one.starts_local, one.starts_fold) for one in poll.times)
    return PollDraft(times=times, closes_local=poll.closes_local, **{name: getattr(poll, name) for name in _SAME})


def meeting_draft(poll: Poll, chosen: PollTime, *, place: str, online_url: str, seats: int | None) -> Draft:
    """The meeting that this time makes of the poll."""
    ends = chosen.ends_local(poll)
    return Draft(
        titles=dict(poll.titles),
        bodies=dict(poll.bodies),
        language=poll.language,
        starts_local=chosen.starts_local,
        starts_fold=chosen.starts_fold,
        ends_local=ends.replace(fold=0),
        ends_fold=ends.fold,
        zone=poll.zone,
        place=place,
        online_url=online_url,
        seats=seats,
        open_to_guests=poll.open_to_guests,
        shown_to=poll.shown_to,
    )


def next_weeks(weekday: int, at: time, many: int, taken: Sequence[datetime], today: date) -> list[datetime]:
    """The next `many` such weekdays after today at this hour that are not proposed yet: "four Wednesdays at 14:00"."""
    day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    found: list[datetime] = []
    while len(found) < many:
        one = datetime.combine(day, at)
        if one not in taken:
            found.append(one)
        day += timedelta(days=7)
    return found


def _sensible_end(first_local: datetime, first: datetime, zone: str) -> datetime:
    """A week from now, or the evening before the first time, or when it begins."""
    week = localtime.to_local(clock.now(), zone).date() + timedelta(days=DAYS_TO_ANSWER)
    end = datetime.combine(min(week, first_local.date() - timedelta(days=1)), time(23, 59))
    return end if clock.now() < localtime.to_utc(end, zone) <= first else first_local.replace(fold=0)


def _end(closes: datetime, zone: str) -> datetime:
    try:
        return localtime.resolve(closes, zone, 0)[1]
    except localtime.Skipped as skipped:
        return localtime.to_utc(skipped.suggestion, zone)
    except ValueError as error:
        raise Refused(_("This time can't be used."), "closes_date") from error


def _resolved(one: Proposed, zone: str) -> tuple[int, datetime]:
    said = f"{one.starts_local:%Y-%m-%d %H:%M}"
    try:
        return localtime.resolve(one.starts_local, zone, one.fold)
    except localtime.Skipped as skipped:
        sentence = _(
            "%(time)s: the clocks go forward that night and skip this time; %(other)s exists.",
            time=said,
            other=f"{skipped.suggestion:%H:%M}",
        )
        raise Refused(sentence, "times") from skipped
    except localtime.Repeated as repeated:
        sentence = _("%(time)s: the clocks go back that night, so this time comes twice. Choose which one.", time=said)
        raise Refused(sentence, "times") from repeated
    except ValueError as error:
        raise Refused(_("This time can't be used."), "times") from error
