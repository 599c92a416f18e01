"""One's own page, the questions of a first visit, settings, and being forgotten."""

import re
from html import unescape

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.events import signing_up
from netapp.events.models import SignUp
from netapp.events.queries import viewer_of
from netapp.members import queries as people
from netapp.members.models import Person
from netapp.signin.models import Session
from tests.support.visitors import letters
from tests.town import CANARY


def heading(page):
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)[1])


@pytest.mark.parametrize("path", ["/me", "/settings", "/me/erasure"])
def test_a_guest_is_asked_to_sign_in_and_comes_back(town, as_, path):
    answer = as_().get(path)
    assert answer.status_code == 303
    assert answer.location == f"/sign-in?next={path}"


def test_the_heading_is_ones_own_name(town, as_):
    assert heading(as_(town.carol).get("/me")) == "Carol Carolsen"


def test_meetings_where_one_goes_and_where_one_waits_stand_apart(town, as_):
    going, full = town.meeting(title="Going"), town.meeting(title="Full", seats=1)
    for person, meeting in ((town.carol, going), (town.bob, full), (town.carol, full)):
        signing_up.sign_up(viewer_of(person), meeting.id)
    session.commit()
    page = as_(town.carol).get("/me").text
    assert page.index("My next meetings") < page.index("Going<") < page.index("waiting list") < page.index("Full<")


def test_an_organiser_decides_about_requests_from_here(town, as_):
    page = as_(town.alice).get("/me").text
    assert "Pia Piasen" in page
    action = re.search(r'action="(/groups/\d+/members/\d+/approval)"', page)[1]
    assert as_(town.alice).post(action).status_code == 303
    assert "Pia Piasen" not in as_(town.alice).get("/me").text.partition("Who wants to join")[2]
    assert letters("welcome", town.pia)


def test_requests_are_nobody_elses_to_see(town, as_):
    for name in ("bob", "carol", "olga", "adam", "pia"):
        assert "Who wants to join" not in as_(town.people[name]).get("/me").text


def test_drafts_and_missing_head_counts_wait_for_their_organiser(town, as_):
    town.meeting(title="Half an idea", state="draft")
    over = town.meeting(title="Nobody counted", days=-5)
    page = as_(town.ole).get("/me").text
    assert "Half an idea" in page
    assert f"/meetings/{over.id}/closing" in page
    assert "Half an idea" not in as_(town.carol).get("/me").text


def test_an_invitation_waits_for_an_answer(town, as_):
    page = as_(town.ivan).get("/me").text
    assert "You are invited" in page
    assert "Join Builders" in page


def test_ones_calendars_are_offered_and_can_be_renewed(town, as_):
    visitor = as_(town.carol)
    key = town.carol.calendar_key
    page = visitor.get("/me").text
    for what in (
        f"/calendar/{key}/mine.ics",
        f"/calendar/{key}/all.ics",
        "webcal://",
        "calendar.google.com",
        "outlook.",
    ):
        assert what in page
    assert visitor.post("/me/calendar-key").status_code == 303
    session.expire_all()
    assert town.carol.calendar_key != key
    assert as_().get(f"/calendar/{key}/mine.ics").status_code == 404
    assert as_().get(f"/calendar/{town.carol.calendar_key}/mine.ics").status_code == 200


def test_secret_meetings_are_on_no_strangers_page(town, as_):
    town.meeting(town.secret, title=f"Hidden {CANARY}")
    for name in ("carol", "dan", "olga", "adam", "nina"):
        assert CANARY not in as_(town.people[name]).get("/me").text


def test_a_first_visit_asks_at_most_three_things(town, as_):
    newcomer = town.person("new", language=None, signed_in_at=clock.now())
    newcomer.name = ""
    session.commit()
    page = as_(newcomer).get("/me").text
    assert "Three things" in page
    assert heading(as_(newcomer).get("/me")) == "My page"
    answer = as_(newcomer).post("/me/welcome", {"name": "New Newton", "company": "Straw & Co", "language": "da"})
    assert answer.status_code == 303
    assert (newcomer.name, newcomer.language) == ("New Newton", "da")
    assert people.company_of(newcomer.id).name == "Straw & Co"
    assert "Three things" not in as_(newcomer).get("/me?lang=en").text


def test_a_first_visit_can_be_skipped_for_ever(town, as_):
    assert "Three things" in as_(town.nina).get("/me").text
    assert as_(town.nina).post("/me/welcome/refusal").status_code == 303
    assert "Three things" not in as_(town.nina).get("/me").text
    assert town.nina.name == "Nina Ninasen"


def test_what_was_left_empty_stays_as_it_is(town, as_):
    as_(town.nina).post("/me/welcome", {"name": "", "company": "", "language": "en"})
    assert town.nina.name == "Nina Ninasen"
    assert people.company_of(town.nina.id) is None


def test_settings_are_saved_and_shown_again(town, as_):
    sent = {
        "name": "Carol King",
        "language": "sv",
        "zone": "Europe/Helsinki",
        "show_name": "y",
        "company_name": "Clay Ltd",
        "company_place": "Køge",
        "company_website": "clay.example",
    }
    assert as_(town.carol).post("/settings", sent).status_code == 303
    carol = town.carol
    assert (carol.name, carol.language, carol.zone, carol.show_name) == ("Carol King", "sv", "Europe/Helsinki", True)
    page = as_(town.carol).get("/settings?lang=en").text
    for value in ("Carol King", "Clay Ltd", "Køge", "https://clay.example"):
        assert value in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "What is your name?"),
        ("name", "x" * 10_000, "10000 characters"),
        ("zone", "Europe/Atlantis", "Not a valid choice"),
        ("language", "tlh", "Not a valid choice"),
        ("company_website", "not a website", "not a whole web address"),
    ],
)
def test_bad_settings_get_a_sentence_and_change_nothing(town, as_, field, value, sentence):
    sent = {"name": "Carol King", "language": "sv", "zone": "", "company_name": "Clay Ltd", field: value}
    page = as_(town.carol).post("/settings", sent)
    assert page.status_code == 200
    assert sentence in unescape(page.text)
    session.rollback()
    assert town.carol.name == "Carol Carolsen"
    assert people.company_of(town.carol.id) is None


def test_leaving_says_beforehand_what_stays(town, as_):
    page = as_(town.carol).get("/me/erasure").text
    assert "What goes at once" in page
    assert "What stays" in page
    session.expire_all()
    assert town.carol.name == "Carol Carolsen"


def test_who_is_forgotten_is_out_at_once_and_the_head_count_stays(town, as_):
    full = town.meeting(title="Full", seats=1)
    past = town.meeting(title="Past", days=2)
    signing_up.sign_up(viewer_of(town.carol), past.id)
    signing_up.sign_up(viewer_of(town.carol), full.id)
    signing_up.sign_up(viewer_of(town.bob), full.id)
    session.commit()
    past.starts_at = past.ends_at = clock.now().replace(year=2020)
    session.commit()
    visitor, elsewhere, carol_id = as_(town.carol), as_(town.carol), town.carol.id
    answer = visitor.post("/me/erasure")
    assert (answer.status_code, answer.location) == (303, "/forgotten")
    assert "You are forgotten here" in visitor.get("/forgotten").text
    row = session.get(Person, carol_id)
    assert (row.name, row.email) == ("", None)
    assert row.erased_at is not None
    assert session.query(Session).filter_by(person_id=carol_id).count() == 0
    assert elsewhere.get("/me").status_code == 303
    assert session.query(SignUp).filter_by(meeting_id=past.id, person_id=carol_id).one().state == "going"
    assert letters("promoted", town.bob)
    assert "Carol" not in as_(town.alice).get(f"/meetings/{full.id}/people").text


def test_the_only_administrator_stays(town, as_):
    assert "only administrator" in as_(town.adam).get("/me/erasure").text
    answer = as_(town.adam).post("/me/erasure")
    assert answer.status_code == 303
    assert town.adam.name == "Adam Adamsen"


def test_own_pages_are_kept_by_nobody(town, as_):
    for path in ("/me", "/settings", "/me/erasure"):
        page = as_(town.carol).get(path)
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in page.text


def test_the_own_page_takes_few_statements(town, as_, count_queries):
    for n in range(10):
        signing_up.sign_up(viewer_of(town.alice), town.meeting(days=3 + n).id)
    session.commit()
    visitor = as_(town.alice)
    with count_queries() as counted:
        assert visitor.get("/me").status_code == 200
    assert len(counted) <= 16


def test_who_has_chosen_no_language_is_offered_the_one_they_read(town, as_):
    town.bob.language = None
    page = as_(town.bob, language="fi").get("/settings")
    assert '<option selected value="fi">' in page.text
