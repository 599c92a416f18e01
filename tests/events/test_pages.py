"""The pages of a meeting: who sees what, what a click does, how bad input is answered."""

from html import unescape

import pytest
from sqlalchemy import func, select

from netapp.core import signed
from netapp.core.db import session
from netapp.events import letters as said
from netapp.events import queries, signing_up
from netapp.events.models import Request, SignUp
from tests.support.visitors import letters

GUEST = {"name": "Gerd Guest", "company": "Guests", "email": "gerd@guests.example"}


def viewer(person):
    return queries.viewer_of(person)


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


def test_the_list_as_a_file_is_read_at_once_however_long_it_is(town, as_, count_queries):
    """Its look writes who took it, which on SQLite nobody else can do meanwhile."""
    meeting, ole, taken = town.meeting(), as_(town.ole), []
    for turn, names in enumerate((["bob"], ["alice", "carol", "dan", "mia"]), start=1):
        for name in names:
            session.add(SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state="going", turn=turn))
        session.commit()
        with count_queries() as counted:
            ole.get(f"/meetings/{meeting.id}/people.csv")
        taken.append(len(counted))
    assert taken[0] == taken[1]


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
