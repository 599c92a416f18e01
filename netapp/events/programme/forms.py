"""The shape of what organisers type about a programme."""

from datetime import timedelta
from typing import Any

from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, TimeField, validators

from netapp.config import LANGUAGES
from netapp.core import languages, text
from netapp.core.forms import Form, IsWebAddress, Line, Needed, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events import words
from netapp.events.models import Meeting
from netapp.events.programme import settling, speakers, times
from netapp.events.programme import text as programme_text
from netapp.events.programme.actions import Draft
from netapp.events.programme.models import ITEM_KINDS, LONGEST_ITEM, MOST_HANDOUTS, Item
from netapp.files.fields import DocumentField


class Written(Words):
    """Words that keep the room before a line: what is written further in belongs to the line above."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, most=programme_text.MOST, **kwargs)
        self.filters = [_lines]


class TextForm(Form):
    """The whole programme as a text."""

    written = Written(_l("The programme, a line an item"))
    seen = HiddenField()


class ItemForm(Form):
    """One item; only its title is needed."""

    title = Line(_l("What happens"), most=programme_text.MOST_TITLE, needed=_l("What happens then?"))
    day = SelectField(_l("Day"), coerce=int)
    starts = TimeField(_l("Begins"), validators=[validators.Optional()])
    minutes = IntegerField(_l("Minutes"), validators=[validators.Optional()])
    track = Line(_l("Room or track"), most=programme_text.MOST_TRACK, description=_l("For what runs side by side."))
    kind = RadioField(_l("Kind"), default="talk")
    speakers = Words(
        _l("Who speaks"), most=6000, description=_l("One a line: Anna Jensen, Energy Ltd. A break needs nobody.")
    )
    body = Words(
        _l("What it is about"), most=programme_text.MOST_BODY, description=_l("Markdown works: **bold**, lists, links.")
    )
    links = Words(_l("Links"), most=14_000, description=_l("One a line: What it is https://…"))
    title_en = Line(_l("Title in English"), most=200)
    body_en = Words(_l("Text in English"), most=10000)
    title_da = Line(_l("Title in Danish"), most=200)
    body_da = Words(_l("Text in Danish"), most=10000)
    title_sv = Line(_l("Title in Swedish"), most=200)
    body_sv = Words(_l("Text in Swedish"), most=10000)
    title_fi = Line(_l("Title in Finnish"), most=200)
    body_fi = Words(_l("Text in Finnish"), most=10000)
    seen = HiddenField()

    def __init__(self, meeting: Meeting, **values: Any) -> None:
        super().__init__(**values)
        self.meeting = meeting
        last = max(times.days(meeting), (values.get("day") or 0) + 1)
        self.day.choices = [
            (day, languages.date_long(meeting.starts_local + timedelta(days=day))) for day in range(last)
        ]
        self.kind.choices = [(kind, words.item_kind(kind)) for kind in ITEM_KINDS]

    @property
    def others(self) -> list[tuple[Field, Field]]:
        """(title, text) in each language but the main one: those that the meeting speaks, and that are there."""
        codes = [code for code in LANGUAGES if code != self.meeting.language]
        spoken = [code for code in codes if code in self.meeting.titles or self[f"title_{code}"].data]
        return [(self[f"title_{code}"], self[f"body_{code}"]) for code in spoken]

    def validate_minutes(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= LONGEST_ITEM:
            raise validators.StopValidation(_("An item takes between a minute and a day."))

    def validate_links(self, field: Field) -> None:
        for _title, url in _links(field.data):
            if not IsWebAddress.holds(url) or len(url) > 500:
                raise validators.StopValidation(_("This is not a whole web address: %(address)s", address=url[:60]))

    def draft(self) -> Draft:
        """What was typed."""
        main = self.meeting.language
        titles, bodies = {main: self.title.data or ""}, {main: self.body.data or ""}
        for code in LANGUAGES:
            if code != main and self[f"title_{code}"].data:
                titles[code], bodies[code] = self[f"title_{code}"].data, self[f"body_{code}"].data or ""
        return Draft(
            day=self.day.data,
            starts=self.starts.data,
            minutes=self.minutes.data,
            kind=self.kind.data,
            track=self.track.data or "",
            titles=titles,
            bodies={code: body for code, body in bodies.items() if body},
            speakers=programme_text.people(self.speakers.data or ""),
            links=tuple(_links(self.links.data)),
        )


class HandoutForm(Form):
    """A file for who reads the meeting."""

    handout_title = Line(_l("What it is"), most=160, description=_l("Left empty: the file’s name."))
    handout = DocumentField(_l("File"), needed=_l("Choose a file."))


class TravelForm(Form):
    """What is said about the way. Sent back empty, nothing is."""

    notes = Words(
        _l("For everybody who reads the meeting"),
        most=10000,
        description=_l("Trains, parking, where to stay. Markdown works."),
    )
    inner = Words(
        _l("Only for those who have a seat"), most=10000, description=_l("The meeting point, a telephone number.")
    )
    rides = RadioField(_l("Driving together"), default="no")
    seen = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.rides.choices = [("yes", _("Those who come may offer each other seats")), ("no", _("Not here"))]


class RideForm(Form):
    """Seats in one's own car."""

    place = Line(_l("From where"), most=120, needed=_l("From where do you drive?"))
    day = SelectField(_l("Day"), coerce=int)
    leaves = TimeField(_l("At what time"), validators=[Needed(_l("At what time do you leave?"))])
    seats = IntegerField(_l("Seats for others"), default=3, validators=[validators.InputRequired()])
    note = Line(
        _l("What others should know"),
        most=300,
        description=_l("Where exactly you meet, a telephone number. Only those who come see it."),
    )

    def __init__(self, meeting: Meeting, **values: Any) -> None:
        super().__init__(**values)
        before = range(-1, min(times.days(meeting), 7))
        self.day.choices = [(day, languages.date_long(meeting.starts_local + timedelta(days=day))) for day in before]


def typed(item: Item, meeting: Meeting) -> dict[str, Any]:
    """The values with which the form shows an item; sent back unchanged they change nothing."""
    main, at = meeting.language, None
    if item.at is not None:
        at = (times.base(meeting, item.day) + timedelta(minutes=item.at)).time()
    return {
        "title": item.titles.get(main, ""),
        "body": item.bodies.get(main, ""),
        "day": item.day,
        "starts": at,
        "minutes": item.minutes,
        "track": item.track,
        "kind": item.kind,
        "speakers": "\n".join(", ".join(filter(None, one)) for one in speakers.typed(item)),
        "links": "\n".join(f"{title} {url}".strip() for title, url in settling.links_of(item)),
        **{f"title_{code}": title for code, title in item.titles.items() if code != main},
        **{f"body_{code}": body for code, body in item.bodies.items() if code != main},
        "seen": settling.stamp([item]),
    }


def _links(written: str | None) -> list[tuple[str, str]]:
    """(what it is, address) of each line; the address comes last, and is its own name where there is no other."""
    found = []
    for line in (written or "").splitlines():
        *title, url = text.one_line(line).split() or [""]
        if url:
            address = url if "://" in url else f"https://{url}" if "." in url else url
            found.append(((" ".join(title) or url)[:160], address))
    return list(dict.fromkeys(found))[:MOST_HANDOUTS]


def _lines(value: str | None) -> str:
    lines = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or sign.isprintable()).strip("\n").rstrip()
