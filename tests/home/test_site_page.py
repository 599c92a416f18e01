"""The page of the site: for its administrators, and nobody else."""

from html import unescape

import pytest

from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.core.site import Site
from tests.town import CANARY

SENT = {
    "name": "Green north",
    "contact": "hello@north.example",
    "imprint": "**Green North** association\n\n<script>x</script>",
    "guest_days": "30",
    "networks_by_members": "y",
}


@pytest.mark.parametrize("path", ["/site", "/site/administrators"])
def test_nobody_else_gets_in(town, as_, path):
    assert as_().get(path).location == f"/sign-in?next={path}"
    for name in ("alice", "carol", "nina"):
        assert as_(town.people[name]).get(path).status_code == 403
        assert as_(town.people[name]).post(path, SENT | {"email": "nina@ninas.example"}).status_code == 403
    assert session.get(Site, 1) is None


def test_what_is_saved_shows_everywhere(town, as_):
    assert as_(town.adam).post("/site", SENT).status_code == 303
    assert "Green north" in as_().get("/").text
    assert "30 days after your last meeting" in as_().get("/privacy").text
    imprint = as_().get("/imprint").text
    assert "<strong>Green North</strong>" in imprint
    assert "hello@north.example" in imprint
    assert "<script>x" not in imprint
    assert session.query(LogRow).filter_by(deed="change site").one().details["after"]["guest_days"] == 30


@pytest.mark.parametrize("days", ["6", "366", "-1", "", "many", "9" * 30])
def test_days_that_make_no_sense_get_a_sentence(town, as_, days):
    page = as_(town.adam).post("/site", SENT | {"guest_days": days})
    assert page.status_code == 200
    assert "Give a number from 7 to 365" in page.text or "Not a valid integer" in page.text
    assert "hello@north.example" in page.text
    assert session.get(Site, 1) is None


def test_one_setting_can_be_taken_back(town, as_):
    as_(town.adam).post("/site", SENT)
    as_(town.adam).post("/site", {name: value for name, value in SENT.items() if name != "networks_by_members"})
    assert session.get(Site, 1).networks_by_members is False


def test_it_names_shut_groups_by_number_only(town, as_):
    page = as_(town.adam).get("/site").text
    assert CANARY not in page
    assert f"/groups/{town.secret.id}/entry" in page


def test_the_log_of_one_person_whom_nobody_knows_or_who_was_erased_is_a_page(town, as_):
    erased, unknown = town.nina.id, 99_999
    as_(town.nina).post("/me/erasure")
    for number in (erased, unknown):
        answer = as_(town.adam).get(f"/site/log?person={number}")
        assert answer.status_code == 200
        assert "Only what one person did" in answer.text
    as_(town.adam).post("/site", SENT)
    assert f"Only what {town.adam.name} did" in as_(town.adam).get(f"/site/log?person={town.adam.id}").text


def test_a_network_that_waits_is_shown(town, as_):
    wish = town.group("wish")
    wish.approved_at = None
    session.commit()
    page = as_(town.adam).get("/site").text
    assert f"/networks/{wish.id}/approval" in page


def test_another_administrator_is_made_and_unmade(town, as_):
    assert as_(town.adam).post("/site/administrators", {"email": "NINA@ninas.example"}).status_code == 303
    assert town.nina.is_admin
    assert "nina@ninas.example" in as_(town.nina).get("/site/administrators").text
    assert as_(town.nina).post(f"/site/administrators/{town.adam.id}/end").status_code == 303
    assert not town.adam.is_admin
    assert as_(town.adam).get("/site").status_code == 403


@pytest.mark.parametrize("email", ["nobody@nowhere.example", "no address", ""])
def test_only_somebody_known_can_run_the_site(town, as_, email):
    page = as_(town.adam).post("/site/administrators", {"email": email})
    assert page.status_code == 200
    assert "aria-invalid" in page.text


def test_an_unconfirmed_address_is_nobody(town, as_):
    town.nina.email_confirmed_at = None
    session.commit()
    page = as_(town.adam).post("/site/administrators", {"email": "nina@ninas.example"})
    assert "Nobody has signed in with this address yet." in unescape(page.text)
    assert not town.nina.is_admin


def test_the_last_administrator_stays(town, as_):
    as_(town.adam).post(f"/site/administrators/{town.adam.id}/end")
    assert town.adam.is_admin
