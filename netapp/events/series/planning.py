"""What changing “this and all following” would do to a series. Pure: nothing is read or saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.events.models import Meeting
from netapp.events.scheduling import Draft
from netapp.events.series import rules, template
from netapp.events.series.models import AHEAD, MOST_AHEAD, Series
from netapp.events.series.rules import Repeats, Rule

_CLOCK = ("starts_local", "ends_local", "zone")
_PLACE = ("place", "address", "online_url")
# The same month's day may be so much later; a week's never is.
_SLACK = timedelta(days=6)


@dataclass(frozen=True)
class Repeating:
    """All that the form asks of how it repeats. `until`: the last day on which a date may begin."""

    repeats: Repeats
    every: int = 1
    until: date | None = None
    weeks_ahead: int = AHEAD

    def settled(self, first: datetime) -> Rule:
        """The rule; Refused at its field where something can't be."""
        if self.until is not None and self.until < first.date():
            raise Refused(_("The series ends before it begins."), "until")
        if not 1 <= self.weeks_ahead <= MOST_AHEAD:
            raise Refused(_("Give a number from 1 to %(most)s.", most=MOST_AHEAD), "weeks_ahead")
        return rules.of(self.repeats, self.every, first.date())


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`kept`: the dates that stay, each with what is its beginning by the rule now. `splits`: a second series begins.

    `moves`: time, place or rhythm are others, so that who comes is told. `own`: dates that keep a time of their own.
    """

    first: Draft
    rule: Rule
    repeating: Repeating
    kept: list[tuple[Meeting, datetime]]
    dropped: list[Meeting]
    fresh: list[datetime]
    splits: bool
    moves: bool
    own: int = 0

    @property
    def is_felt(self) -> bool:
        return self.moves or bool(self.dropped or self.fresh)

    @property
    def last(self) -> datetime:
        return max([*(begins for _one, begins in self.kept), *self.fresh])


def outcome(
    series: Series,
    dates: Sequence[Meeting],
    draft: Draft,
    repeating: Repeating,
    *,
    since: datetime,
    is_first: bool,
    horizon: datetime,
) -> Outcome:
    """`dates`: those to come from `since` on, which is the beginning that the rule gives the first of them.

    `draft` is settled, and of that first date. `is_first`: none before it has taken place or will.
    """
    repeating = _along(series, draft, repeating, since)
    before, rule = template.at(template.of(series), since), repeating.settled(draft.starts_local)
    turns = rule.text != series.rule or any(getattr(before, name) != getattr(draft, name) for name in _CLOCK)
    found = _dates(series, rule, draft, repeating, since, horizon)
    if not found:
        raise Refused(_("No date would be left."), "until")
    match = _matched(rules.parsed(series.rule), rule, since, draft.starts_local, found)
    kept, dropped = [], []
    for meeting in dates:
        begins = match(meeting.occurrence or since)
        if begins is not None:
            kept.append((meeting, begins))
        elif meeting.state in ("draft", "published"):
            dropped.append(meeting)
    known = {begins for _one, begins in kept}
    return Outcome(
        first=draft if turns or is_first else template.at(draft, series.starts_local),
        rule=rule,
        repeating=repeating,
        kept=kept,
        dropped=dropped,
        fresh=[one for one in found if one not in known],
        splits=turns and not is_first,
        moves=turns or any(getattr(before, name) != getattr(draft, name) for name in _PLACE),
        own=sum(
            1 for one, _begins in kept if one.state in ("draft", "published") and one.starts_local != one.occurrence
        ),
    )


def _along(series: Series, draft: Draft, repeating: Repeating, since: datetime) -> Repeating:
    """A last day that nobody has touched moves with the dates: a series until a Wednesday goes on to the Thursday."""
    if repeating.until is None or repeating.until != series.until:
        return repeating
    return replace(repeating, until=repeating.until + (draft.starts_local.date() - since.date()))


def _dates(
    series: Series, rule: Rule, draft: Draft, repeating: Repeating, since: datetime, horizon: datetime
) -> list[datetime]:
    """What there is stays, also beyond the time ahead; only another rule or end makes more at once."""
    latest = draft.starts_local + (series.made_until - since) + _SLACK
    was = rules.parsed(series.rule)
    is_same = (rule.freq, rule.every, repeating.until) == (was.freq, was.every, series.until)
    if not is_same or repeating.weeks_ahead != series.weeks_ahead:
        latest = max(horizon, latest)
    if repeating.until is not None:
        latest = min(latest, datetime.combine(repeating.until, time.max))
    return rules.dates(rule, draft.starts_local, latest, draft.zone)


def _matched(
    old: Rule, new: Rule, since: datetime, starts: datetime, found: Sequence[datetime]
) -> Callable[[datetime], datetime | None]:
    """The new beginning of an old date: that of the same week or month; in a new rhythm, of the same day."""
    if (old.freq, old.every) == (new.freq, new.every):
        by_step = {rules.step(new, starts, one): one for one in found}
        return lambda occurrence: by_step.get(rules.step(old, since, occurrence))
    by_day = {one.date(): one for one in found}
    return lambda occurrence: by_day.get(occurrence.date())
