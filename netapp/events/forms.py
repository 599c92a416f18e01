"""The shape of what people type about meetings."""

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
    validators,
)
from wtforms import Form as PlainForm

from netapp.config import LANGUAGES
from netapp.core import languages, localtime
from netapp.core.forms import EmailLine, Form, Line, Needed, WebLine, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events import words
from netapp.events.models import EARLIEST, KINDS, SHOWN_TO, Meeting
from netapp.events.scheduling import Draft
from netapp.groups.models import Group

_optional = [validators.Optional()]
_latest = date(2100, 1, 1)


class InTime:
    """A date that a calendar can be asked about."""

    def __call__(self, _form: PlainForm, field: Field) -> None:
        if field.data and not EARLIEST <= field.data <= _latest:
            raise validators.StopValidation(_("Give a date between %(first)s and %(last)s.", first="1990", last="2100"))


class MeetingForm(Form):
    """One form on one page; only title, day and time are needed."""

    group_id = SelectField(_l("Network or sub-group"), coerce=int)
    kind = SelectField(_l("Kind"), default="meeting")
    title = Line(_l("Title"), most=200, needed=_l("What is the meeting called?"))
    language = SelectField(_l("Language of the meeting"))
    starts_date = DateField(_l("Day"), validators=[Needed(_l("On which day?")), InTime()])
    starts_time = TimeField(_l("From"), validators=[Needed(_l("At what time does it begin?"))])
    ends_time = TimeField(_l("Until"), validators=_optional)
    ends_date = DateField(_l("Last day"), validators=[validators.Optional(), InTime()])
    zone = SelectField(_l("Time zone"))
    starts_fold = RadioField(_l("The clocks go back that night. Which beginning?"), validate_choice=False)
    ends_fold = RadioField(_l("The clocks go back that night. Which end?"), validate_choice=False)
    body = Words(_l("What it is about"), most=10000, description=_l("Markdown works: **bold**, lists, links."))
    place = Line(_l("Place"), most=160)
    address = Line(_l("Address"), most=240)
    map_url = WebLine(_l("Own map link"), description=_l("Left empty, the address is looked up in OpenStreetMap."))
    online_url = WebLine(_l("Online link"), description=_l("Shown only to those who have signed up."))
    hosts = Words(_l("Hosts"), most=2000, description=_l("One a line."))
    partners = Words(_l("Partners"), most=2000, description=_l("One a line."))
    seats = IntegerField(_l("Seats"), validators=[validators.Optional()], description=_l("Empty: no limit."))
    hybrid = BooleanField(
        _l("In the room or online"),
        description=_l("Who signs up chooses one of the two. Only those who take part online get the link."),
    )
    online_seats = IntegerField(
        _l("Seats online"),
        validators=[validators.Optional()],
        description=_l("For a meeting in the room or online. Empty: no limit."),
    )
    open_to_guests = BooleanField(_l("Open to guests"), default=True)
    needs_yes = BooleanField(
        _l("An organiser says yes first"),
        description=_l("Who signs up waits for your yes. Whom you invite has it already."),
    )
    fitting_first = BooleanField(
        _l("Who fits gets a free seat"),
        description=_l(
            "Colleagues who come together wait together. Without this, the queue waits until there is room for the "
            "first; with it, smaller groups behind them go ahead."
        ),
    )
    asks_feedback = BooleanField(
        _l("Ask how it was, the day after"),
        description=_l("Who came gets a letter with five buttons. You see the result once three have answered."),
    )
    opens_date = DateField(_l("Sign-up opens"), validators=[validators.Optional(), InTime()])
    opens_time = TimeField(_l("at"), validators=_optional)
    closes_date = DateField(_l("Sign-up closes"), validators=[validators.Optional(), InTime()])
    closes_time = TimeField(_l("at"), validators=_optional)
    promotes_until_date = DateField(_l("The waiting list moves up until"), validators=[validators.Optional(), InTime()])
    promotes_until_time = TimeField(_l("at"), validators=_optional)
    shown_to = SelectField(_l("Who sees the names"), default="going")
    contact_name = Line(_l("Contact person"), most=120)
    contact_email = EmailLine(_l("Contact e-mail"))
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

    def __init__(self, groups: list[Group], obj: Any = None, **values: Any) -> None:
        super().__init__(obj, **values)
        self.group_id.choices = [(group.id, _group_label(group)) for group in groups]
        self.kind.choices = [(kind, words.kind(kind)) for kind in KINDS]
        self.language.choices = [(code, languages.NAMES[code]) for code in LANGUAGES]
        self.zone.choices = [(zone, zone.replace("_", " ")) for zone in localtime.zones()]
        self.shown_to.choices = [(name, words.shown_to(name)) for name in SHOWN_TO]
        for name in ("starts", "ends"):
            getattr(self, f"{name}_fold").choices = self._folds(name)

    def _folds(self, name: str) -> list[tuple[str, str]]:
        """The two passes of a time that the clock repeats, told apart by their offset; nothing for any other time."""
        local = _both(self[f"{name}_date"].data or self.starts_date.data, self[f"{name}_time"].data)
        zone = self.zone.data or ""
        if not local or not localtime.is_zone(zone):
            return []
        try:
            localtime.resolve(local, zone)
        except localtime.Repeated:
            shown = languages.clock_time(local)
            return [(str(fold), f"{shown} ({localtime.offset_label(local, zone, fold)})") for fold in (0, 1)]
        except ValueError:
            pass
        return []

    def validate_seats(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= 100000:
            raise validators.StopValidation(_("Give a number from 1 to 100,000, or leave it empty."))

    validate_online_seats = validate_seats

    def validate_hybrid(self, field: Field) -> None:
        if field.data and not (self.place.data and self.online_url.data):
            raise validators.StopValidation(_("Give a place and an online link, so that people can choose."))

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

    def draft(self) -> Draft:
        """What was typed; times that were left out get their sensible values."""
        starts = _both(self.starts_date.data, self.starts_time.data)
        assert starts is not None, "the form has been validated"
        titles, bodies = self._texts()
        return Draft(
            titles=titles,
            bodies=bodies,
            language=self.language.data,
            kind=self.kind.data,
            starts_local=starts,
            ends_local=self._end(starts),
            starts_fold=_fold(self.starts_fold.data),
            ends_fold=_fold(self.ends_fold.data),
            zone=self.zone.data,
            opens_local=_both(self.opens_date.data, self.opens_time.data or time(0)),
            closes_local=_both(self.closes_date.data, self.closes_time.data or time(23, 59)),
            promotes_until_local=_both(self.promotes_until_date.data, self.promotes_until_time.data or time(18)),
            seats=self.seats.data,
            hybrid=self.hybrid.data,
            online_seats=self.online_seats.data,
            open_to_guests=self.open_to_guests.data,
            needs_yes=self.needs_yes.data,
            fitting_first=self.fitting_first.data,
            asks_feedback=self.asks_feedback.data,
            hosts=_lines(self.hosts.data),
            partners=_lines(self.partners.data),
            **{name: self[name].data for name in _SAME},
        )

    @property
    def ambiguous(self) -> list[Field]:
        """The questions which of two equal times is meant; only for times that come twice."""
        return [field for field in (self.starts_fold, self.ends_fold) if field.choices]

    def _texts(self) -> tuple[dict[str, str], dict[str, str]]:
        titles = {self.language.data: self.title.data or ""}
        bodies = {self.language.data: self.body.data or ""}
        for code in LANGUAGES:
            if code != self.language.data and self[f"title_{code}"].data:
                titles[code], bodies[code] = self[f"title_{code}"].data, self[f"body_{code}"].data or ""
        return titles, {code: body for code, body in bodies.items() if body}

    def _end(self, starts: datetime) -> datetime:
        """As given; without a day on the first, without a time at four on the last day, without both in two hours."""
        if self.ends_date.data is None and self.ends_time.data is None:
            return starts + timedelta(hours=2)
        return datetime.combine(self.ends_date.data or starts.date(), self.ends_time.data or time(16))


_SAME = ("place", "address", "map_url", "online_url", "shown_to", "contact_name", "contact_email")


def typed(meeting: Meeting) -> dict[str, Any]:
    """The values with which the form shows a meeting; sent back unchanged they change nothing (T1)."""
    several_days = meeting.ends_local.date() != meeting.starts_local.date()
    values = {
        name: getattr(meeting, name)
        for name in (
            *_SAME,
            "group_id",
            "kind",
            "language",
            "zone",
            "seats",
            "open_to_guests",
            "needs_yes",
            "fitting_first",
            "asks_feedback",
            "hybrid",
            "online_seats",
        )
    }
    return values | {
        "title": meeting.title,
        "body": meeting.bodies.get(meeting.language, ""),
        **{f"title_{code}": title for code, title in meeting.titles.items() if code != meeting.language},
        **{f"body_{code}": body for code, body in meeting.bodies.items() if code != meeting.language},
        "starts_date": meeting.starts_local.date(),
        "starts_time": meeting.starts_local.time(),
        "ends_date": meeting.ends_local.date() if several_days else None,
        "ends_time": meeting.ends_local.time(),
        "starts_fold": str(meeting.starts_fold),
        "ends_fold": str(meeting.ends_fold),
        "hosts": "\n".join(party.name for party in meeting.parties if party.part == "host"),
        "partners": "\n".join(party.name for party in meeting.parties if party.part == "partner"),
        **_day_and_time("opens", meeting.opens_local),
        **_day_and_time("closes", meeting.closes_local),
        **_day_and_time("promotes_until", meeting.promotes_until_local),
    }


class CancelForm(Form):
    reason = Line(_l("Why, in one sentence"), most=300)


class RecordForm(Form):
    head_count = IntegerField(_l("How many came?"), validators=[validators.InputRequired()])

    def validate_head_count(self, field: Field) -> None:
        if field.data is None or not 0 <= field.data <= 100000:
            raise validators.StopValidation(_("Give a number from 0 to 100,000."))


def _group_label(group: Group) -> str:
    return f"{group.parent.name} › {group.name}" if group.parent else group.name


def _both(day: date | None, moment: time | None) -> datetime | None:
    return datetime.combine(day, moment) if day and moment else None


def _day_and_time(name: str, local: datetime | None) -> dict[str, Any]:
    return {f"{name}_date": local.date() if local else None, f"{name}_time": local.time() if local else None}


def _fold(value: str | None) -> int | None:
    return int(value) if value in {"0", "1"} else None


def _lines(value: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip()[:160] for line in (value or "").splitlines() if line.strip()))
