"""The shape of what organisers type about reminders: a day, an hour, and a sentence or two of their own."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from wtforms import BooleanField, Field, IntegerField, SelectField, validators
from wtforms import Form as PlainForm

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.forms import Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.models import Meeting
from netapp.events.reminders.actions import none_twice
from netapp.events.reminders.models import LONGEST, MOST, MOST_DAYS, Wish


class ReminderForm(Form):
    """As many rows as a meeting may have; one without a day is none."""

    following = BooleanField(_l("The same for all dates after this one"))

    def __init__(self, meeting: Meeting, wishes: Sequence[Wish], **values: Any) -> None:
        self._begins = meeting.starts_local.time()
        self.spoken = [
            meeting.language,
            *(one for one in LANGUAGES if one in meeting.titles and one != meeting.language),
        ]
        for number, one in enumerate(wishes):
            values |= {f"days_{number}": one.days, f"hour_{number}": "" if one.hour is None else str(one.hour)}
            values |= {f"text_{number}_{code}": said for code, said in one.texts.items()}
        super().__init__(None, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        hours = [("", _("when it begins, %(time)s", time=languages.clock_time(self._begins)))]
        hours += [(str(hour), languages.clock_time(time(hour))) for hour in range(24)]
        for number in range(MOST):
            getattr(self, f"hour_{number}").choices = hours
        super().process(*args, **kwargs)

    @property
    def rows(self) -> list[tuple[int, Field, Field, list[tuple[str, Field]]]]:
        """(number, days, hour, the words in each language of the meeting)."""
        return [(number, self[f"days_{number}"], self[f"hour_{number}"], self._texts(number)) for number in range(MOST)]

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """What was typed."""
        return none_twice(
            [
                Wish(
                    days.data, int(hour.data) if hour.data else None, {code: one.data for code, one in said if one.data}
                )
                for _number, days, hour, said in self.rows
                if days.data is not None
            ]
        )

    def _texts(self, number: int) -> list[tuple[str, Field]]:
        return [(code, self[f"text_{number}_{code}"]) for code in self.spoken]


def _in_days(_form: PlainForm, field: Field) -> None:
    if not 0 <= field.data <= MOST_DAYS:
        raise validators.StopValidation(_("Give a number of days from 0 to %(most)s.", most=MOST_DAYS))


for _number in range(MOST):
    setattr(ReminderForm, f"days_{_number}", IntegerField(_l("Days before"), [validators.Optional(), _in_days]))
    setattr(ReminderForm, f"hour_{_number}", SelectField(_l("At"), default=""))
    for _code in LANGUAGES:
        setattr(ReminderForm, f"text_{_number}_{_code}", Line(_l("A sentence of your own"), most=LONGEST))
