"""The search page: what it finds, for whom, in which order, and how often one may ask."""

import re
from datetime import date, datetime

import pytest

from netapp.core.db import session
from netapp.members import companies
from netapp.members.models import Affiliation, Company
from tests.town import CANARY

NOTHING = "Nothing was found"


def found(page):
    """The titles, in their order."""
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page)]


def company(name="Bobbins", *people, is_public=True, **values):
    row = Company(name=name, folded=name.lower(), place="Aarhus", is_public=is_public, **values)
    row.confirmed_on = companies.today()
    session.add(row)
    session.flush()
    session.add_all(Affiliation(person_id=one.id, company_id=row.id, since=date(2026, 1, 1)) for one in people)
    session.commit()
    return row


def test_words_are_found_however_they_are_typed(town, as_):
    town.meeting(title="Møde om Genbrugstræ i Århus", language="da")
    for typed in ("møde", "MODE", "genbrugstrae", "aarhus", "arhus træ", "møders", "genbrugstræets"):
        assert found(as_().get("/search", query_string={"q": typed}).text), typed
    assert NOTHING in as_().get("/search?q=møbler").text


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "%",
            "_",
            "\\",
            "100%",
            "a_b",
            "'",
            '"',
            "<script>",
            "*",
            "\x00",
            "e" * 500,
            "a",
            "🙂",
            "循環経済",
            "x y " * 2500,
        ),
        *(
            "' OR 1=1",
            "NEAR(a b)",
            "a:b & c | !d",
            '"',
            "words:x",
            "kick* NOT hall",
            "(",
            "kpublic",
            "^a",
            "-x",
            "½",
            "ı İ",
        ),
    ],
)
def test_odd_signs_mean_themselves(town, as_, typed):
    town.meeting(title="Kick-off")
    page = as_(town.bob).get("/search", query_string={"q": typed})
    assert page.status_code == 200
    assert "Kick-off" not in found(page.text)
    assert "<script>" not in page.text.partition("<main")[2]


def test_words_are_marked_where_they_stand(town, as_):
    town.meeting(title="Walls & windows", bodies={"en": "x " * 200 + "of **straw** and <clay>. " + "y " * 200})
    page = as_().get("/search?q=straws").text
    assert "<mark>straw</mark> and &lt;clay&gt;." in page
    assert "Walls &amp; <mark>windows</mark>" in as_().get("/search?q=window").text


def test_everything_is_found_in_one_place(town, as_):
    town.meeting(title="Straw in walls")
    town.builders.about = "We build of straw."
    company("Strawworks", town.carol)
    town.alice.show_name, town.alice.name = True, "Alice Straw"
    session.commit()
    assert found(as_().get("/search?q=straw").text) == ["Straw in walls", "Builders", "Strawworks"]
    assert found(as_(town.bob).get("/search?q=straw").text)[-1] == "Alice Straw"
    assert found(as_(town.nina).get("/search?q=straw").text)[-1] == "Strawworks"
    for name, title in {"meetings": "Straw in walls", "networks": "Builders", "companies": "Strawworks"}.items():
        assert found(as_().get(f"/search?q=straw&in={name}").text) == [title]
    assert found(as_(town.bob).get("/search?q=straw&in=people").text) == ["Alice Straw"]


def test_meetings_to_come_stand_before_those_that_were(town, as_):
    town.meeting(title="Old barn", starts_local=datetime(2020, 2, 2, 9), state="held").head_count = 5
    town.meeting(title="Older barn", starts_local=datetime(2019, 2, 2, 9), state="held")
    town.meeting(title="A hall", days=3, bodies={"en": "Not a barn."})
    town.meeting(title="New barn", days=9)
    town.meeting(title="Next barn", days=5)
    town.meeting(title="No barn yet", state="draft")
    session.commit()
    expected = ["Next barn", "New barn", "A hall", "Old barn", "Older barn"]
    assert found(as_().get("/search?q=barn&in=meetings").text) == expected
    assert found(as_().get("/search?q=barns").text) == expected[:4]


def test_ends_of_words_come_last_and_page_on(town, as_):
    for n in range(22):
        town.meeting(title=f"Nätverksträff {n}", days=3 + n, language="sv")
    town.meeting(title="En träff", days=50, language="sv")
    page = as_().get("/search?q=träff&in=meetings").text
    assert found(page) == ["En träff", *(f"Nätverksträff {n}" for n in range(19))]
    path = re.search(r'rel="next" href="([^"]*)"', page)[1].replace("&amp;", "&")
    assert found(as_().get(path).text) == [f"Nätverksträff {n}" for n in range(19, 22)]


def test_a_search_keeps_the_filters(town, as_):
    town.meeting(title="Straw", kind="webinar")
    town.meeting(title="Straw walls", kind="workshop")
    page = as_().get("/search?q=straw&kind=workshop").text
    assert found(page) == ["Straw walls"]
    assert 'name="kind" value="workshop"' in page


def test_nothing_typed_leads_to_the_list_that_was_narrowed_or_to_an_empty_field(town, as_):
    assert as_().get("/search?q=+&kind=webinar").location == "/?kind=webinar"
    assert as_().get("/?q=straw").location == "/search?q=straw"
    assert "What are you looking for?" in as_().get("/search?q=").text


def test_pages_go_on_where_they_end_and_show_each_hit_once(town, as_):
    for n in range(23):
        town.meeting(title=f"Straw {n}", days=40 - n)
    for n in range(22):
        town.meeting(title=f"Bale {n}", days=-3 - n, state="held", bodies={"en": "Of straw."})
    path, seen = "/search?q=straw&in=meetings", []
    for _page in range(3):
        page = as_().get(path).text
        seen.append(found(page))
        path = (re.search(r'rel="next" href="([^"]*)"', page) or [""] * 2)[1].replace("&amp;", "&")
    assert [len(one) for one in seen] == [20, 20, 5]
    assert [title for one in seen for title in one] == [f"Straw {n}" for n in reversed(range(23))] + [
        f"Bale {n}" for n in range(22)
    ]
    assert not path


@pytest.mark.parametrize("after", ["", "x", "99-1", "0-", "0-99999999999999999999999", "1-9223372036854775807", "²-1"])
def test_a_place_that_somebody_has_made_up_breaks_nothing(town, as_, after):
    town.meeting(title="Straw")
    for tab in ("meetings", "companies", "", "nothing"):
        assert as_().get("/search", query_string={"q": "straw", "in": tab, "after": after}).status_code == 200


def test_a_page_asks_three_statements_at_most(town, as_, count_queries):
    for n in range(30):
        town.meeting(title=f"Straw {n}", days=3 + n)
    # Who looks, and whose site it is, every page asks.
    for person, own in ((None, 1), (town.bob, 2)):
        visitor = as_(person)
        for path in ("/search?q=straw", "/search?q=nothing", "/search?q=straw&in=meetings", "/search?q=no&in=meetings"):
            visitor.get(path)
            with count_queries() as counted:
                visitor.get(path)
            assert len(counted.statements) <= own + 3, (path, counted.statements)


def test_a_search_finds_nothing_secret(town, as_):
    town.meeting(town.secret, title=f"Hidden {CANARY}")
    for tab in ("", "&in=meetings", "&in=networks"):
        for person in (town.carol, town.nina, town.adam, town.dan, None):
            page = as_(person).get(f"/search?q={CANARY}{tab}").text
            nobodys = as_(person).get(f"/search?q=nobodyswords{tab}").text
            assert page.replace(CANARY, "nobodyswords") == nobodys
    assert found(as_(town.bob).get(f"/search?q={CANARY}").text) == [f"Hidden {CANARY}", f"Secret {CANARY}"]
