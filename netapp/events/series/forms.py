"""The meeting's form with the few fields that let it repeat."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, validators

from netapp.core.forms import Form, Line
from netapp.core.languages import lazy_gettext as _l
from netapp.events.forms import InTime, MeetingForm, typed
from netapp.events.models import Meeting
from netapp.events.series import rules, template
from netapp.events.series.models import AHEAD, Series
from netapp.events.series.planning import Repeating
from netapp.groups.models import Group

_LABELS = {
    "weekly": _l("Weekly, on this weekday"),
    "date": _l("Monthly, on this day of the month"),
    "weekday": _l("Monthly, on this weekday (“third Wednesday”)"),
    "last": _l("Monthly, on the last such weekday"),
}


class RepeatingForm(MeetingForm):
    """`repeats` empty: a single meeting."""

    repeats = SelectField(_l("Repeats"), default="")
    every = IntegerField(
        _l("Every … weeks or months"), default=1, validators=[validators.Optional()], render_kw={"min": 1}
    )
    until = DateField(_l("Repeats until"), validators=[validators.Optional(), InTime()])
    weeks_ahead = IntegerField(
        _l("A series is made so many weeks ahead"),
        default=AHEAD,
        validators=[validators.Optional()],
        description=_l("Who has signed up for all dates is told when there are new ones."),
    )

    def __init__(self, groups: list[Group], obj: Any = None, *, is_series: bool = False, **values: Any) -> None:
        super().__init__(groups, obj, **values)
        none = [] if is_series else [("", _l("Does not repeat"))]
        self.repeats.choices = [*none, *((name, _LABELS[name]) for name in rules.REPEATS)]

    def repeating(self) -> Repeating | None:
        """None for a single meeting."""
        if not self.repeats.data:
            return None
        weeks = AHEAD if self.weeks_ahead.data is None else self.weeks_ahead.data
        every = 1 if self.every.data is None else self.every.data
        return Repeating(self.repeats.data, every, self.until.data, weeks)


class EndForm(Form):
    """`which`: "one" date, all that "follow" it too, or the "whole" series."""

    reason = Line(_l("Why, in one sentence"), most=300)


def typed_following(series: Series, date: Meeting) -> dict[str, Any]:
    """What the form shows of a series from this date on; sent back unchanged it changes nothing (T1)."""
    assert date.occurrence is not None, "a date of a series"
    rule = rules.parsed(series.rule)
    asked = template.as_meeting(series, date)
    return typed(asked) | {
        "repeats": rule.repeats,
        "every": rule.every,
        "until": series.until,
        "weeks_ahead": series.weeks_ahead,
    }
