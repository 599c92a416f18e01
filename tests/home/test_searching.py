"""The search field: what it finds, and how often one may ask."""

from datetime import datetime

import pytest

from netapp.core import limits
from netapp.core.db import session
from netapp.home import past
from tests.town import CANARY


def test_words_are_found_however_they_are_typed(town, as_):
    town.meeting(title="Møde om Genbrugstræ i Århus")
    for typed in ("møde", "MODE", "genbrugstrae", "aarhus", "arhus træ"):
        assert "Genbrugstræ" in as_().get("/search", query_string={"q": typed}).text, typed
    assert "No upcoming meeting was found." in as_().get("/search?q=møbler").text


@pytest.mark.parametrize("typed", ["%", "_", "\\", "100%", "a_b", "'", '"', "<script>", "*", "\x00", "e" * 500])
def test_odd_signs_mean_themselves(town, as_, typed):
    town.meeting(title="Kick-off")
    page = as_().get("/search", query_string={"q": typed})
    assert page.status_code in {200, 303}
    assert "Kick-off" not in page.text
    assert "<script>" not in page.text.partition("<main")[2]


def test_past_meetings_are_one_link_away(town, as_):
    town.meeting(title="Old barn", starts_local=datetime(2020, 2, 2, 9), state="held").head_count = 5
    session.commit()
    assert "Old barn" not in as_().get("/search?q=barn").text
    assert "Old barn" in as_().get("/search?q=barn&when=past").text


def test_a_search_keeps_the_filters(town, as_):
    town.meeting(title="Straw", kind="webinar")
    town.meeting(title="Straw walls", kind="workshop")
    page = as_().get("/search?q=straw&kind=workshop").text
    assert "Straw walls" in page
    assert 'name="kind" value="workshop"' in page
    assert page.count("<h3>") == 1


def test_nothing_typed_leads_to_the_list(town, as_):
    assert as_().get("/search?q=+&kind=webinar").location == "/?kind=webinar"
    assert as_().get("/?q=straw").location == "/search?q=straw"


def test_a_search_finds_nothing_secret(town, as_):
    town.meeting(town.secret, title=f"Hidden {CANARY}")
    assert "No upcoming meeting was found" in as_(town.carol).get(f"/search?q={CANARY}").text
    assert f"Hidden {CANARY}" in as_(town.bob).get(f"/search?q={CANARY}").text


def test_whoever_searches_like_a_machine_is_asked_to_wait(town, as_):
    visitor = as_(town.carol)
    for _n in range(past.BY_PERSON):
        assert visitor.get("/search?q=x").status_code == 200
    answer = visitor.get("/search?q=x")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= past.MINUTE
    assert as_(town.bob).get("/search?q=x").status_code == 200


def test_guests_behind_one_router_share_a_wide_limit(town, as_, monkeypatch):
    monkeypatch.setattr(past, "BY_NETWORK", 2)
    assert [as_().get("/search?q=x").status_code for _n in range(3)] == [200, 200, 429]
    assert limits.count() == 1


def test_pages_of_a_search_keep_what_was_asked(town, as_):
    for n in range(25):
        town.meeting(title=f"Straw {n}", days=3 + n)
    page = as_().get("/search?q=straw").text
    assert "/search?q=straw&amp;after=" in page
