"""The pages of a meeting: who sees what, what a click does, how bad input is answered."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from netapp.core import signed
from netapp.core.db import session
from netapp.events import letters as said
from netapp.events import queries, signing_up
from netapp.events.models import Meeting, Request, SignUp
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


def test_a_guest_reads_a_public_meeting_and_not_a_secret_one(town, as_):
    page = as_().get(f"/meetings/{town.meeting().id}")
    assert page.status_code == 200
    assert "Kick-off" in page.text
    secret = town.meeting(town.secret)
    absent = as_().get("/meetings/999999")
    hidden = as_().get(f"/meetings/{secret.id}")
    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert hidden.text.replace(f"meetings/{secret.id}", "") == absent.text.replace("meetings/999999", "")


def test_the_page_has_a_readable_address_a_feed_and_structured_data(town, as_):
    meeting = town.meeting(title="Møde om træ", language="da", place="Rådhuset")
    page = as_().get(f"/meetings/{meeting.id}-whatever-it-says")
    assert page.status_code == 200
    assert f"/meetings/{meeting.id}-mode-om-trae" in page.text
    assert f'href="/meetings/{meeting.id}.ics"' in page.text
    assert '"@type": "Event"' in page.text


def test_a_page_takes_at_most_eight_statements(town, as_, count_queries):
    meeting = town.meeting(seats=3)
    for name in ("bob", "carol", "mia", "alice", "ole"):
        signing_up.sign_up(viewer(town.people[name]), meeting.id)
    path = f"/meetings/{meeting.id}"
    for person in (None, town.bob, town.ole):
        visitor = as_(person)
        visitor.get(path)
        with count_queries() as counted:
            assert visitor.get(path).status_code == 200
        assert len(counted) <= 8, counted.statements


def test_a_member_signs_up_with_one_click(town, as_):
    meeting = town.meeting()
    answer = as_(town.bob).post(f"/meetings/{meeting.id}/signup")
    assert answer.status_code == 303
    assert queries.sign_up_of(town.bob.id, meeting.id).state == "going"
    page = as_(town.bob).get(f"/meetings/{meeting.id}")
    assert "You have a seat." in unescape(page.text)


def test_the_online_link_is_shown_to_those_who_have_a_seat(town, as_):
    meeting = town.meeting(online_url="https://meet.example/room-1")
    for person in (None, town.carol, town.ole):
        assert "room-1" not in as_(person).get(f"/meetings/{meeting.id}").text
    as_(town.carol).post(f"/meetings/{meeting.id}/signup")
    assert "room-1" in as_(town.carol).get(f"/meetings/{meeting.id}").text


def test_a_guest_signs_up_with_three_fields_and_a_button_in_a_mail(town, as_):
    meeting = town.meeting()
    answer = as_().post(f"/meetings/{meeting.id}/guests", GUEST)
    assert answer.status_code == 200
    assert "gerd@guests.example" in answer.text
    (row,) = letters("confirm_request")
    address = f"/guests/{signed.token(said.REQUEST, row.data['request'])}"
    assert as_().get(address).status_code == 200
    assert session.scalar(select(func.count()).select_from(SignUp)) == 0
    done = as_().post(address)
    assert done.status_code == 303
    assert "You have a seat." in unescape(as_().get(done.location).text)
    assert as_().post(address).status_code == 303
    assert session.scalar(select(func.count()).select_from(SignUp)) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "gerd"}, "This is not a whole e-mail address."),
        ({"email": ""}, "We need your e-mail to confirm the seat."),
        ({"name": "   "}, "What is your name?"),
        ({"name": "G" * 10_000}, "120 fit."),
        ({"company": ""}, "Where do you work?"),
    ],
)
def test_a_guests_bad_input_gets_a_sentence_and_keeps_what_was_typed(town, as_, values, sentence):
    meeting = town.meeting()
    page = as_().post(f"/meetings/{meeting.id}/guests", {**GUEST, **values})
    assert page.status_code == 200
    assert sentence in unescape(page.text)
    assert 'value="Guests"' in page.text or "company" in values
    assert session.scalar(select(func.count()).select_from(Request)) == 0


def test_a_letters_button_answers_without_signing_in(town, as_):
    meeting = town.meeting()
    address = f"/answers/{signed.token(said.ANSWER, meeting.id, town.bob.id)}"
    assert as_().get(address).status_code == 200
    assert queries.sign_up_of(town.bob.id, meeting.id) is None
    for answer, state in (("yes", "going"), ("withdraw", "withdrawn"), ("yes", "going")):
        assert as_().post(address, {"answer": answer}).status_code == 303
        assert queries.sign_up_of(town.bob.id, meeting.id).state == state
    other = f"/answers/{signed.token(said.ANSWER, meeting.id, town.carol.id)}"
    assert as_().post(other, {"answer": "no"}).status_code == 303
    assert queries.sign_up_of(town.carol.id, meeting.id).state == "declined"


def test_a_letters_link_opens_no_other_meeting_and_nothing_when_it_is_changed(town, as_):
    meeting, secret = town.meeting(), town.meeting(town.secret)
    good = signed.token(said.ANSWER, meeting.id, town.bob.id)
    assert as_().get(f"/answers/{good}x").status_code == 404
    assert as_().get(f"/answers/{signed.token(said.REQUEST, 1)}").status_code == 404
    assert as_().get(f"/answers/{signed.token(said.ANSWER, secret.id, town.carol.id)}").status_code == 404


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


def test_the_organisers_list_goes_out_as_a_file_without_formulas(town, as_):
    meeting = town.meeting()
    town.bob.name = "=1+1"
    session.commit()
    as_(town.bob).post(f"/meetings/{meeting.id}/signup")
    csv = as_(town.ole).get(f"/meetings/{meeting.id}/people.csv")
    assert "'=1+1" in csv.text
    xlsx = as_(town.ole).get(f"/meetings/{meeting.id}/people.xlsx")
    assert xlsx.data[:2] == b"PK"
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(xlsx.data)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"=1+1" in file.read("xl/sharedStrings.xml")
    for person in (town.bob, town.mia, town.olga):
        assert as_(person).get(f"/meetings/{meeting.id}/people.csv").status_code == 403


def test_names_are_shown_as_the_organiser_and_each_person_wish(town, as_):
    meeting = town.meeting(shown_to="going")
    as_(town.bob).post(f"/meetings/{meeting.id}/signup", {"show_name": "yes"})
    as_(town.carol).post(f"/meetings/{meeting.id}/signup")
    page = as_(town.carol).get(f"/meetings/{meeting.id}").text
    assert "Bob Bobsen" in page
    assert "Carol Carolsen" not in page.partition("<main")[2]
    assert "Bob Bobsen" not in as_().get(f"/meetings/{meeting.id}").text
    assert "Bob Bobsen" not in as_(town.nina).get(f"/meetings/{meeting.id}").text


def test_a_form_sent_twice_signs_up_once(town, as_):
    meeting = town.meeting()
    for _ in range(2):
        as_(town.bob).post(f"/meetings/{meeting.id}/signup")
        as_().post(f"/meetings/{meeting.id}/guests", GUEST)
    for row in letters("confirm_request"):
        as_().post(f"/guests/{signed.token(said.REQUEST, row.data['request'])}")
    assert session.scalar(select(func.count()).select_from(SignUp)) == 2
