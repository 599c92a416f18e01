"""What the pages show on which an organiser changes or ends a series: what would happen, and who would be told."""

from collections.abc import Callable
from typing import Any

from netapp.core import clock, languages
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import page, policy, telling
from netapp.events.forms import MeetingForm
from netapp.events.models import Meeting
from netapp.events.series import page as series_page
from netapp.events.series import queries, rules, template
from netapp.events.series.changing import NeedsYes, Stale
from netapp.events.series.forms import RepeatingForm
from netapp.events.series.models import Series

# Of a preview: enough to see the rhythm.
SHOWN = 6


def changeable(viewer: Viewer, meeting_id: int) -> tuple[Series, Meeting]:
    """The series of this date, for who may change it."""
    date = page.editable(viewer, meeting_id)
    if date.series_id is None:
        raise NotVisible
    return queries.get_series(viewer, date.series_id), date


def cancellable(viewer: Viewer, series_id: int) -> Series:
    """Also one that has ended already: a button pressed twice leads to the page that says so."""
    found = queries.get_series(viewer, series_id)
    require(policy.may_schedule(viewer, found.group))
    return found


def tried(
    form: RepeatingForm, deed: Callable[..., Series], *args: Any, **kwargs: Any
) -> Series | NeedsYes | Stale | None:
    """Do it: the series, or the question to answer first, or None and an error in the form."""
    try:
        return deed(*args, **kwargs)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except (NeedsYes, Stale) as question:
        return question


def at_stake(series: Series, since: int | None) -> dict[str, Any]:
    """What cancelling would mean: from this date on, or for all that are to come."""
    coming = [
        one for one in queries.dates(series.id) if one.starts_at > clock.now() and one.state in ("draft", "published")
    ]
    first = next((one for one in coming if one.id == since), None)
    since_then = first.occurrence if first else None
    gone = [one for one in coming if since_then is None or (one.occurrence or one.starts_local) >= since_then]
    return {
        "series": series,
        "title": series.title_in(languages.current())[1],
        "dates": len(gone),
        "first": languages.date_long(gone[0].starts_local) if gone else None,
        "told": queries.number_of(queries.coming_to([one.id for one in gone])),
        "is_part": first is not None,
        "back": series_page.url(series),
    }


def preview(form: MeetingForm, found: Meeting | None) -> dict[str, Any] | None:
    """The page as it would read, with the first dates in words; None when something can't be used."""
    shown = page.preview(form, found)
    repeating = form.repeating() if isinstance(form, RepeatingForm) else None
    if shown is None or repeating is None:
        return shown
    try:
        first = template.settled(form.draft())
        rule = repeating.settled(first.starts_local)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    until = first.starts_local.replace(year=first.starts_local.year + 8)
    begins = rules.dates(rule, first.starts_local, until, first.zone)
    begins = [one for one in begins if repeating.until is None or one.date() <= repeating.until][:SHOWN]
    return shown | {
        "when": series_page.rhythm(rule.text, first.starts_local),
        "dates": [languages.date_long(one) for one in begins],
        "warning": rules.warning(rule),
    }


def asked(series: Series, date: Meeting, question: NeedsYes) -> dict[str, Any]:
    """What the change would do, in sentences, before it is done."""
    wanted, told = question.outcome, question.told
    before = series_page.rhythm(
        series.rule, template.at(template.of(series), date.occurrence or date.starts_local).starts_local
    )
    after = series_page.rhythm(wanted.rule.text, wanted.first.starts_local)
    return {
        "series": series,
        "told": told,
        "moves": wanted.moves,
        "begins": languages.date_long(wanted.kept[0][1] if wanted.kept else wanted.fresh[0]),
        "before": before,
        "after": after if after != before else None,
        "sentences": [*_sentences(question)],
        "when": telling.when(date.starts_local, date.ends_local),
    }


def _sentences(question: NeedsYes) -> list[str]:
    wanted = question.outcome
    kept = sum(1 for one, _begins in wanted.kept if one.state in ("draft", "published"))
    own, dropped, fresh = wanted.own, len(wanted.dropped), len(wanted.fresh)
    said = [
        ngettext("%(num)s date changes.", "%(num)s dates change.", kept) if kept else "",
        ngettext(
            "%(num)s date that was moved by itself stays where it is.",
            "%(num)s dates that were moved by themselves stay where they are.",
            own,
        )
        if own
        else "",
        ngettext("%(num)s date is cancelled.", "%(num)s dates are cancelled.", dropped) if dropped else "",
        ngettext("%(num)s new date is made.", "%(num)s new dates are made.", fresh) if fresh else "",
        _("In calendars this series ends before, and a new one begins.") if wanted.splits else "",
    ]
    return [one for one in said if one]
