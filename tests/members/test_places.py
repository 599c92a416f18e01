"""Towns: finding one by its name, where a company stands, and what is near."""

import itertools
import math

import pytest

from netapp.core.db import session
from netapp.core.viewer import GUEST
from netapp.members import companies, directory, places, tending
from netapp.members.models import Company
from netapp.members.narrowing import Filters
from tests.members.conftest import viewer
from tests.members.test_company_pages import form


@pytest.fixture
def stand(town):
    """stand("Horsens", "Aarhus", …): a public company in each town, called after it."""

    def standing(*names, **values):
        for name in names:
            company = Company(name=name, folded=name.lower(), place=name, sought=name.lower(), is_public=True, **values)
            company.confirmed_on = companies.today()
            tending.put_on_map(company)
            session.add(company)
        session.commit()

    return standing


def near(town, within, after=None, who=GUEST):
    return [row.name for row in directory.part(who, Filters(near=town, within=within), after).rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Horsens", "Horsens, DK"),
        ("  hORSENS ", "Horsens, DK"),
        ("Åbo", "Turku, FI"),
        ("Copenhagen", "København, DK"),
        ("Århus", "Aarhus, DK"),
        ("Viby (Roskilde), DK", "Viby (Roskilde), DK"),
        ("Viborg, dk", "Viborg, DK"),
    ],
)
def test_a_town_is_found_by_each_of_its_names(app, typed, found):
    assert places.find(typed)[0].key == found


def test_what_an_address_says_of_a_town_finds_it_again(app):
    everywhere = [place for place, _names in places._rows()]
    assert len(everywhere) > 3000
    assert all(places.find(place.key)[0] == place for place in everywhere)


def test_of_two_towns_of_one_name_the_one_at_home_is_meant(app):
    at = {code: {place.name for place, _names in places._rows() if place.country == code} for code in ("FI", "SE")}
    name = min(at["FI"] & at["SE"])
    assert [places.find(name, code)[0].country for code in ("fi", "sv")] == ["FI", "SE"]


def test_a_town_with_its_post_code_is_the_town(app):
    assert places.of_town("8700 Horsens") == places.of_town("Horsens")
    assert places.of_town("8700") is None


def test_the_distance_in_a_statement_is_the_haversine(app):
    """Written with series, it must hold wherever there are companies, for as far as can be asked."""
    towns = [place for place, _names in places._rows()][::40]
    for one, other in itertools.product(towns, towns):
        exact = places.kilometres(*one[2:4], *other[2:4])
        if exact < 200:
            said = places.half(other.latitude, other.longitude, places.around(one.latitude, one.longitude, 100))
            assert 2 * 6371 * math.asin(math.sqrt(said)) == pytest.approx(exact, abs=1e-6)


def test_the_box_holds_the_whole_circle(app):
    for name in ("Horsens", "Hammerfest", "Ivalo"):
        town = places.find(name)[0]
        box = places.around(town.latitude, town.longitude, 100)
        for turn in range(0, 360, 5):
            up = town.latitude + math.degrees(99.9 / 6371) * math.cos(math.radians(turn))
            scale = math.cos(math.radians(max(abs(up), abs(town.latitude))))
            along = town.longitude + math.degrees(99.9 / 6371) * math.sin(math.radians(turn)) / scale
            if places.kilometres(town.latitude, town.longitude, up, along) <= 100:
                assert box["box_south"] <= up <= box["box_north"]
                assert box["box_west"] <= along <= box["box_east"]


def test_what_is_near_comes_the_nearest_first(stand):
    stand("Horsens", "Hedensted", "Vejle", "Aarhus", "Kolding", "Odense", "Helsinki")
    assert near("Horsens", 10) == ["Horsens"]
    assert near("Horsens", 25) == ["Horsens", "Hedensted"]
    assert near("Horsens", 50) == ["Horsens", "Hedensted", "Vejle", "Aarhus", "Kolding"]
    assert near("Horsens", 100) == ["Horsens", "Hedensted", "Vejle", "Aarhus", "Kolding", "Odense"]
    assert near("Nowhere", 10) == ["Aarhus", "Hedensted", "Helsinki", "Horsens", "Kolding", "Odense", "Vejle"]


def test_pages_of_what_is_near_go_on_where_they_ended(town, stand):
    stand(*["Horsens"] * 30, *["Vejle"] * 30)
    for who in (GUEST, viewer(town.carol)):
        seen, after, pages = [], None, 0
        while True:
            part = directory.part(who, Filters(near="Vejle", within=50), after)
            seen += [row.id for row in part.rows]
            after, pages = part.goes_on, pages + 1
            if after is None:
                break
        assert (len(seen), len(set(seen)), pages) == (60, 60, 3)
        assert near("Vejle", 50, who=who) == ["Vejle"] * 24


def test_who_cannot_be_seen_says_nothing_about_where_they_are(town, bobbins, stand):
    """Neither as a result nor as the place where a page begins."""
    stand("Roskilde")
    assert near("Roskilde", 10) == ["Roskilde"]
    assert near("Roskilde", 10, after=bobbins.id) == ["Roskilde"]
    assert near("Roskilde", 10, who=viewer(town.carol)) == ["Bobbins", "Roskilde"]


def test_the_page_says_what_it_has_understood(stand, as_):
    stand("Horsens")
    page = as_().get("/companies?near=Horsens&within=10").text
    assert "Within 10 km of Horsens, Denmark, the nearest first." in page
    assert "km away" not in page
    assert "km away" in as_().get("/companies?near=Vejle&within=50").text
    page = as_().get("/companies?near=Hrsens").text
    assert "No town called “Hrsens” is known here." in page
    assert "near=Horsens,+DK" in page
    assert ">Horsens</a></h2>" in page


def test_companies_are_found_by_the_language_of_their_text(stand):
    stand(
        "Horsens", language="da", about="Vi bygger.", texts={"about.fi": "Rakennamme.", "about.en": 'a "about.sv": b'}
    )
    stand("Vejle", language="sv")

    def found(code):
        return [row.name for row in directory.part(GUEST, Filters(language=code)).rows]

    assert [found(code) for code in ("da", "fi", "en", "sv")] == [["Horsens"]] * 3 + [[]]


# A company's own point


def test_a_town_puts_a_company_on_the_map(town, bobbins, as_):
    bob, path = as_(town.bob), f"/companies/{bobbins.id}/edit"

    def point(**typed):
        sent = {**form(bob.get(path).text), **typed}
        assert bob.post(path, sent).status_code == 303
        session.expire_all()
        return bobbins.latitude, bobbins.longitude

    assert point() == (55.642, 12.08)
    assert point(place="Horsens") == (55.861, 9.85)
    assert point(point="55,9 9,9") == (55.9, 9.9)
    assert point(name="Bobbins & Sons") == (55.9, 9.9)
    assert point(place="Vejle") == (55.709, 9.536)
    assert point(point="56.1, 9.1", place="Skive") == (56.1, 9.1)
    assert point(point="") == places.of_town("Skive")[2:4]
    assert point(place="Somewhere else") == (None, None)


@pytest.mark.parametrize("typed", ["here", "55.86", "91, 9", "55.8, 9.8, 1", "1e5, 3", "٥, ٣", "--5, 3", "nan, inf"])
def test_what_is_no_point_gets_a_sentence(town, bobbins, as_, typed):
    bob, path = as_(town.bob), f"/companies/{bobbins.id}/edit"
    answer = bob.post(path, {**form(bob.get(path).text), "point": typed})
    assert "Two numbers, as in 55.861, 9.850" in answer.text
