"""What is asked in a poll, within the form of its thread; and an answer to it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, validators, widgets

from netapp.core import clock, localtime
from netapp.core.forms import Form, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.forums.voting import opening
from netapp.forums.voting.models import LONGEST_CHOICE, MOST
from netapp.forums.voting.opening import Asking

LONGEST = timedelta(days=366)


class PollFields(Form):
    """The fields of a poll; `zone`: by whose clock its last day ends."""

    zone = "UTC"
    choices = Words(_l("Choices"), most=MOST * (LONGEST_CHOICE + 2), description=_l("One a line, two to ten."))
    several = BooleanField(_l("One may choose several"))
    closes_on = DateField(_l("Last day"), validators=[validators.Optional()], description=_l("Empty: it stays open."))
    shows_after = BooleanField(_l("The result is shown only after one’s own answer"))
    shows_names = BooleanField(
        _l("Members see who chose what"), description=_l("Said to everybody before they answer. Guests see no names.")
    )

    def wrong_in_poll(self) -> bool:
        """Whether something must be put right; it stands at its field then."""
        if wrong := opening.what_is_wrong(self.asking.choices):
            self.choices.errors = [*self.choices.errors, wrong]
        today = localtime.to_local(clock.now(), self.zone).date()
        if self.closes_on.data and not today <= self.closes_on.data <= today + LONGEST:
            self.closes_on.errors = [*self.closes_on.errors, _("Give a day within a year from today, or none.")]
        return bool(self.choices.errors or self.closes_on.errors)

    @property
    def asking(self) -> Asking:
        """What was typed."""
        lines = (self.choices.data or "").splitlines()
        day = self.closes_on.data
        return Asking(
            choices=tuple(filter(None, (" ".join(line.split()) for line in lines))),
            several=self.several.data,
            shows_names=self.shows_names.data,
            shows_always=not self.shows_after.data,
            closes_at=localtime.to_utc(datetime.combine(day, time(23, 59)), self.zone) if day else None,
        )


class VoteForm(Form):
    """An answer, as the page behind the letter asks for it: one choice."""

    choice = RadioField(_l("Your answer"), coerce=int, validators=[validators.InputRequired(_l("Choose one."))])

    def __init__(self, offered: Sequence[tuple[int, str]], **more: Any) -> None:
        self._offered = offered
        super().__init__(**more)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.choice.choices = list(self._offered)
        super().process(*args, **kwargs)

    @property
    def chosen(self) -> list[int]:
        return [self.choice.data]


class VotesForm(Form):
    """The same where one may choose several."""

    choice = SelectMultipleField(
        _l("Your answer"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def __init__(self, offered: Sequence[tuple[int, str]], **more: Any) -> None:
        self._offered = offered
        super().__init__(**more)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.choice.choices = list(self._offered)
        super().process(*args, **kwargs)

    @property
    def chosen(self) -> list[int]:
        return list(self.choice.data or ())
