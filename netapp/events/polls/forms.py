"""The shape of what people type about date polls: the poll, an answer to it, and its choice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from flask import request
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, SelectField, TimeField, validators

from netapp.config import LANGUAGES
from netapp.core import languages, localtime
from netapp.core.forms import EmailLine, Form, Line, Needed, WebLine, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.forms import InTime
from netapp.events.models import EARLIEST, SHOWN_TO
from netapp.events.polls import telling
from netapp.events.polls.drafts import PollDraft, Proposed
from netapp.events.polls.models import MOST_TIMES, SAID, PollTime
from netapp.groups.models import Group

LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
FEWEST_ROWS = 3
_END_OF_DAY = time(23, 59)


class TimeRow(NamedTuple):
    """A line of the form as it was typed. `folds`: the two passes of an hour that the clock repeats, to choose from."""

    day: str = ""
    at: str = ""
    fold: str = ""
    folds: Sequence[tuple[str, str]] = ()


class TimesField(Field):
    """Days and hours, a line each. An hour that is left out is that of the line above."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = self.object_data = tuple(data) if isinstance(data, tuple) else ()
        self.rows = [_typed(one) for one in self.data]
        if formdata is not None:
            lists = [formdata.getlist(f"{self.name}-{part}")[: 2 * MOST_TIMES] for part in ("day", "at", "fold")]
            days, hours, folds = lists
            self.rows = [
                TimeRow(day, hours[n] if n < len(hours) else "", folds[n] if n < len(folds) else "")
                for n, day in enumerate(days)
            ]

    def pre_validate(self, form: Any) -> None:
        """Every line is a day and an hour, or empty."""
        found, at = [], ""
        for row in self.rows:
            if not row.day and not row.at:
                continue
            at = row.at or at
            found.append(_proposed(row.day, at, row.fold))
        self.data = tuple(found)
        if not found:
            raise validators.StopValidation(_("Propose at least two times, so that there is something to choose from."))

    def add(self, times: Sequence[datetime]) -> None:
        """Below what is there."""
        self.rows = [row for row in self.rows if row.day or row.at] + [_typed(Proposed(one)) for one in times]

    @property
    def said(self) -> str:
        """All in one line, to be compared by eye."""
        return ", ".join(f"{one.starts_local:%Y-%m-%d %H:%M}" for one in self.data)

    def shown(self, zone: str) -> list[TimeRow]:
        """The lines to type in: those there are, and some empty ones."""
        rows = [row._replace(folds=_folds(row, zone)) for row in self.rows if row.day or row.at][:MOST_TIMES]
        return rows + [TimeRow()] * min(max(FEWEST_ROWS - len(rows), 2), MOST_TIMES - len(rows))


class PollForm(Form):
    """Title and times are needed; the rest has sensible values."""

    group_id = SelectField(_l("Network or sub-group"), coerce=int)
    title = Line(_l("Title"), most=200, needed=_l("What is the meeting about?"))
    body = Words(_l("What it is about"), most=10000, description=_l("Markdown works: **bold**, lists, links."))
    times = TimesField(_l("Times"))
    add_many = IntegerField(_l("How many"), default=4, validators=[validators.Optional()])
    add_weekday = SelectField(_l("Weekday"), coerce=int, default=2, validate_choice=False)
    add_at = TimeField(_l("at"), default=time(14), validators=[validators.Optional()])
    minutes = SelectField(_l("How long"), coerce=int, default=120)
    place = Line(_l("Place"), most=160)
    is_online = BooleanField(_l("Also online"))
    closes_date = DateField(
        _l("Answer by"),
        validators=[validators.Optional(), InTime()],
        description=_l("Left empty: a week from now, or the day before the first time."),
    )
    zone = SelectField(_l("Time zone"))
    open_to_guests = BooleanField(_l("Open to guests"), default=True)
    shown_to = SelectField(_l("Who sees the answers"), default="going")
    language = SelectField(_l("Language of the meeting"))
    title_en = Line(_l("Title in English"), most=200)
    body_en = Words(_l("Text in English"), most=10000)
    title_da = Line(_l("Title in Danish"), most=200)
    body_da = Words(_l("Text in Danish"), most=10000)
    title_sv = Line(_l("Title in Swedish"), most=200)
    body_sv = Words(_l("Text in Swedish"), most=10000)
    title_fi = Line(_l("Title in Finnish"), most=200)
    body_fi = Words(_l("Text in Finnish"), most=10000)
    seen = HiddenField()
    tell = BooleanField(_l("Tell members and followers by mail"), default=True)
    # (label, what is saved now, what was typed), when somebody else has saved meanwhile (X5).
    differs: list[tuple[str, str, str]] | None = None

    def __init__(self, groups: Sequence[Group], obj: Any = None, **values: Any) -> None:
        super().__init__(obj, **values)
        self.group_id.choices = [
            (one.id, f"{one.parent.name} › {one.name}" if one.parent else one.name) for one in groups
        ]
        self.minutes.choices = [(one, telling.length(one)) for one in sorted({*LENGTHS, self._length()})]
        self.add_weekday.choices = [(number, languages.weekday(number)) for number in range(7)]
        self.language.choices = [(code, languages.NAMES[code]) for code in LANGUAGES]
        self.zone.choices = [(zone, zone.replace("_", " ")) for zone in localtime.zones()]
        self.shown_to.choices = [(name, telling.shown_to(name)) for name in SHOWN_TO]

    def _length(self) -> int:
        """One that came with an archive may be any."""
        return self.minutes.object_data or LENGTHS[0]

    def validate_zone(self, field: Field) -> None:
        if not localtime.is_zone(field.data or ""):
            raise validators.StopValidation(_("Choose a time zone from the list."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each text in another language needs its title in that language."""
        whole = super().validate(extra_validators)
        for code in LANGUAGES:
            if code != self.language.data and self[f"body_{code}"].data and not self[f"title_{code}"].data:
                self[f"title_{code}"].errors = [_("What is the meeting called in that language?")]
                whole = False
        return whole

    @property
    def others(self) -> list[tuple[Field, Field]]:
        """(title, text) in each language that is not the main one."""
        return [(self[f"title_{code}"], self[f"body_{code}"]) for code in LANGUAGES if code != self.language.data]

    @property
    def weeks(self) -> tuple[int, int, time]:
        """(how many, which weekday, at what hour) to add; each within what makes sense."""
        many, weekday = self.add_many.data or 4, self.add_weekday.data
        return max(1, min(many, 12)), weekday if weekday in range(7) else 2, self.add_at.data or time(14)

    def draft(self) -> PollDraft:
        """What was typed."""
        titles = {self.language.data: self.title.data or ""}
        bodies = {self.language.data: self.body.data or ""}
        for code in LANGUAGES:
            if code != self.language.data and self[f"title_{code}"].data:
                titles[code], bodies[code] = self[f"title_{code}"].data, self[f"body_{code}"].data or ""
        return PollDraft(
            titles=titles,
            bodies={code: body for code, body in bodies.items() if body},
            times=self.times.data,
            closes_local=datetime.combine(self.closes_date.data, _END_OF_DAY) if self.closes_date.data else None,
            **{name: self[name].data for name in _SAME},
        )


_SAME = ("language", "zone", "minutes", "place", "is_online", "open_to_guests", "shown_to")


def typed(draft: PollDraft) -> dict[str, Any]:
    """The values with which the form shows a poll; sent back unchanged they change nothing."""
    values = {name: getattr(draft, name) for name in _SAME}
    return values | {
        "title": draft.titles[draft.language],
        "body": draft.bodies.get(draft.language, ""),
        **{f"title_{code}": title for code, title in draft.titles.items() if code != draft.language},
        **{f"body_{code}": body for code, body in draft.bodies.items() if code != draft.language},
        "times": draft.times,
        "closes_date": draft.closes_local.date() if draft.closes_local else None,
    }


class BallotForm(Form):
    """Three buttons a time, named by its number; whether they are all there is for the deed to say."""

    comment = Line(_l("Anything the organisers should know"), most=500)
    show_name = BooleanField(_l("Show my name with my answers"))

    def choices(self, times: Sequence[PollTime]) -> dict[int, str]:
        """What was pressed, by the number of the time; no to each for who pressed that none suits."""
        if request.form.get("do") == "none":
            return {one.id: "no" for one in times}
        found = {one.id: request.form.get(f"time-{one.id}", "") for one in times}
        return {number: said for number, said in found.items() if said in SAID}


class GuestBallotForm(BallotForm):
    """The same, and who it is."""

    name = Line(_l("Your name"), most=120, needed=_l("What is your name?"), render_kw={"autocomplete": "name"})
    company = Line(_l("Company"), most=160, needed=_l("Where do you work?"), render_kw={"autocomplete": "organization"})
    email = EmailLine(_l("E-mail"), needed=_l("We need your e-mail to count your answer."))

    @property
    def who(self) -> Mapping[str, Any]:
        return {name: self[name].data for name in ("name", "company", "email", "comment", "show_name")}


class ChoiceForm(Form):
    """What the meeting needs beside its date."""

    time = IntegerField(validators=[Needed(_l("Choose a time."))])
    place = Line(_l("Place"), most=160)
    online_url = WebLine(_l("Online link"), description=_l("Shown only to those who have signed up."))
    seats = IntegerField(_l("Seats"), validators=[validators.Optional()], description=_l("Empty: no limit."))
    tell = BooleanField(_l("Also tell members and followers who have not answered"), default=True)

    def validate_seats(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= 100000:
            raise validators.StopValidation(_("Give a number from 1 to 100,000, or leave it empty."))


class EndForm(Form):
    reason = Line(_l("A word to those who have answered"), most=300)


def _typed(one: Proposed) -> TimeRow:
    fold = "" if one.fold is None else str(one.fold)
    return TimeRow(one.starts_local.date().isoformat(), f"{one.starts_local:%H:%M}", fold)


def _proposed(day: str, at: str, fold: str) -> Proposed:
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(at).replace(tzinfo=None, second=0))
    except ValueError as error:
        raise validators.StopValidation(_("Give a day and a time on each line.")) from error
    if not EARLIEST <= local.date() <= date(2100, 1, 1):
        raise validators.StopValidation(_("Give a date between %(first)s and %(last)s.", first="1990", last="2100"))
    return Proposed(local.replace(microsecond=0, fold=0), int(fold) if fold in {"0", "1"} else None)


def _folds(row: TimeRow, zone: str) -> list[tuple[str, str]]:
    try:
        one = _proposed(row.day, row.at, "")
        localtime.resolve(one.starts_local, zone)
    except localtime.Repeated:
        return [(str(fold), localtime.offset_label(one.starts_local, zone, fold)) for fold in (0, 1)]
    except (ValueError, validators.StopValidation):
        pass
    return []
