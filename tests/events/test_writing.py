"""Writing a meeting: one form, bad input, preview, moves, two editors, copies; unchanged it changes nothing (T1)."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from netapp.core.db import session
from netapp.events import queries, signing_up
from netapp.events.models import Meeting
from tests.support.visitors import letters

GUEST = {"name": "Gerd Guest", "company": "Guests", "email": "gerd@guests.example"}


def viewer(person):
    return queries.viewer_of(person)


def form(**values):
    starts = values.pop("day", "2027-01-13")
    return {
        "title": "Walk",
        "starts_date": starts,
        "starts_time": "10:00",
        "ends_time": "12:00",
        "kind": "site_visit",
        "zone": "Europe/Copenhagen",
        "language": "en",
        "shown_to": "going",
        "open_to_guests": "y",
        "do": "draft",
        **values,
    }


def test_an_organiser_publishes_with_one_form(town, as_):
    answer = as_(town.ole).post("/meetings/new", form(group_id=town.builders.id, do="publish", tell="y"))
    assert answer.status_code == 303
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.state, meeting.title, meeting.seats) == ("published", "Walk", None)
    assert {row.person_id for row in letters("announced")} >= {town.bob.id, town.carol.id}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "What is the meeting called?"),
        ({"title": "x" * 10_000}, "200 fit."),
        ({"starts_date": ""}, "On which day?"),
        ({"starts_date": "soon"}, "Not a valid date value."),
        ({"starts_date": "0001-01-01"}, "Give a date between"),
        ({"starts_time": "25:99"}, "Not a valid time value."),
        ({"ends_time": "09:00"}, "The meeting ends before it begins."),
        ({"ends_date": "2099-12-31"}, "A meeting can last up to 60 days. Split a longer one into several meetings."),
        ({"starts_date": "2027-03-28", "starts_time": "02:30", "ends_time": "05:00"}, "03:30 exists"),
        ({"starts_date": "2027-10-31", "starts_time": "02:30", "ends_time": "05:00"}, "Choose which one."),
        ({"seats": "-1"}, "Give a number from 1"),
        ({"seats": "many"}, "Not a valid integer value."),
        ({"zone": "Mars/Base"}, "Not a valid choice"),
        ({"kind": "party"}, "Not a valid choice"),
        ({"online_url": "javascript:alert(1)"}, "This is not a whole web address."),
        ({"contact_email": "nobody"}, "This is not a whole e-mail address."),
        ({"body_fi": "Teksti"}, "What is the meeting called in that language?"),
    ],
)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_changes_nothing(town, as_, values, sentence):
    page = as_(town.ole).post("/meetings/new", form(group_id=town.builders.id, place="Typed place", **values))
    assert page.status_code == 200
    assert sentence in unescape(page.text)
    assert "Typed place" in page.text
    assert session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_a_meeting_without_an_end_lasts_two_hours_also_past_midnight(town, as_):
    late = form(group_id=town.builders.id, starts_time="23:00", ends_time="")
    assert as_(town.ole).post("/meetings/new", late).status_code == 303
    meeting = session.scalars(select(Meeting)).one()
    assert meeting.ends_local - meeting.starts_local == timedelta(hours=2)


def test_a_meeting_can_not_be_put_into_somebody_elses_group(town, as_):
    for group in (town.others, town.secret, town.energy):
        page = as_(town.mia).post("/meetings/new", form(group_id=group.id))
        assert (page.status_code == 303) is (group is town.energy)
    assert session.scalar(select(func.count()).select_from(Meeting)) == 1


def typed(page):
    """What a browser would send back from the form on this page."""
    import html.parser

    class Reader(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.values, self.name, self.select, self.inside = {}, None, None, False

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "form":
                self.inside = "novalidate" in attrs
            if not self.inside:
                return
            kind = attrs.get("type", "")
            if tag == "input" and "name" in attrs and (kind not in ("checkbox", "radio") or "checked" in attrs):
                self.values[attrs["name"]] = attrs.get("value", "")
            if tag == "textarea":
                self.name = attrs["name"]
                self.values[self.name] = ""
            if tag == "select":
                self.select = attrs["name"]
            if tag == "option" and "selected" in attrs:
                self.values[self.select] = attrs["value"]

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.name = None

        def handle_data(self, data):
            if self.name:
                self.values[self.name] += data.lstrip("\r\n") if not self.values[self.name] else data

    reader = Reader()
    reader.feed(page.text)
    return reader.values


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/Helsinki", "America/New_York", "Atlantic/Reykjavik"])
@pytest.mark.parametrize(
    "starts", ["2027-03-28T01:30", "2027-03-28T04:30", "2027-06-15T13:00", "2027-10-31T02:30", "2027-10-31T23:00"]
)
@pytest.mark.parametrize("viewer_zone", ["Europe/Helsinki", "America/Los_Angeles"])
def test_opening_the_form_and_saving_it_unchanged_changes_nothing(town, as_, zone, starts, viewer_zone):
    from datetime import datetime

    town.ole.zone = viewer_zone
    starts_local = datetime.fromisoformat(starts)
    fold = 1 if zone == "Europe/Copenhagen" and starts == "2027-10-31T02:30" else 0
    meeting = town.meeting(
        starts_local=starts_local,
        ends_local=starts_local + timedelta(hours=3),
        zone=zone,
        starts_fold=fold,
        titles={"en": "Kick-off", "fi": "Aloitus"},
        bodies={"en": "One.\n\nTwo.", "fi": "Yksi."},
        seats=9,
        place="Hall",
    )
    before = {column.key: getattr(meeting, column.key) for column in Meeting.__table__.columns}
    page = as_(town.ole).get(f"/meetings/{meeting.id}/edit")
    values = typed(page)
    answer = as_(town.ole).post(f"/meetings/{meeting.id}/edit", {**values, "do": "save"})
    assert answer.status_code == 303, unescape(answer.text)
    after = queries.known_meeting(meeting.id)
    assert {column.key: getattr(after, column.key) for column in Meeting.__table__.columns} == before


def test_a_preview_saves_nothing_and_shows_the_text(town, as_):
    page = as_(town.ole).post(
        "/meetings/new", form(group_id=town.builders.id, body="**Bold** <script>x</script>", do="preview")
    )
    assert "<strong>Bold</strong>" in page.text
    assert "<script>x" not in page.text
    assert session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_a_move_shows_who_will_be_told_before_it_is_done(town, as_):
    meeting = town.meeting(days=30)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    values = {**typed(as_(town.ole).get(f"/meetings/{meeting.id}/edit")), "starts_time": "14:30", "do": "save"}
    page = as_(town.ole).post(f"/meetings/{meeting.id}/edit", values)
    assert "1 person who signed up or waits gets a letter" in unescape(page.text)
    assert letters("moved") == []
    assert as_(town.ole).post(f"/meetings/{meeting.id}/edit", {**values, "agreed": "yes"}).status_code == 303
    assert len(letters("moved")) == 1


def test_the_second_editor_sees_what_the_first_has_saved(town, as_):
    meeting = town.meeting(days=30)
    values = typed(as_(town.ole).get(f"/meetings/{meeting.id}/edit"))
    as_(town.alice).post(f"/meetings/{meeting.id}/edit", {**values, "body": "Alice's text", "do": "save"})
    page = as_(town.ole).post(f"/meetings/{meeting.id}/edit", {**values, "body": "Ole's text", "do": "save"})
    assert "Alice's text" in unescape(page.text)
    assert "Ole's text" in unescape(page.text)
    again = as_(town.ole).post(f"/meetings/{meeting.id}/edit", {**typed(page), "do": "save"})
    assert again.status_code == 303
    assert queries.known_meeting(meeting.id).bodies == {"en": "Ole's text"}


def test_a_copy_takes_everything_but_the_date(town, as_):
    meeting = town.meeting(place="Town hall", seats=12)
    values = typed(as_(town.ole).get(f"/meetings/new?from={meeting.id}"))
    assert (values["title"], values["place"], values["seats"], values["starts_date"]) == (
        "Kick-off",
        "Town hall",
        "12",
        "",
    )
