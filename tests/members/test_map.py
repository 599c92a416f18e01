"""The directory's map: circles that count, links that zoom, and nobody on it whom the list does not show."""

import re
from pathlib import Path

from netapp import members
from netapp.core.db import session
from netapp.core.viewer import GUEST
from netapp.members import atlas, directory, north, places
from netapp.members.models import Company
from netapp.members.narrowing import Filters
from tests.members.conftest import viewer


def circles(page):
    """What a reader is told of each link, and where it leads."""
    return dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', page))


def put(name, latitude, longitude, **values):
    company = Company(name=name, folded=name.lower(), sought=name.lower(), is_public=True, **values)
    company.latitude, company.longitude, company.confirmed_on = latitude, longitude, directory.companies.today()
    session.add(company)


def many():
    for number in range(9):
        put(f"Horsens {number}", 55.86 + number / 1000, 9.85)
    for number in range(4):
        put(f"Tampere {number}", 61.49, 23.78)
    put("Alone in Bergen", 60.39, 5.32)
    put("Nowhere", None, None)
    session.commit()


def test_who_is_near_each_other_is_counted_in_one_circle(town, as_):
    many()
    found = circles(as_().get("/companies?view=map").text)
    assert sorted(found.values()) == ["4 companies near Tampere", "9 companies near Horsens", "Alone in Bergen"]
    alone = next(url for url, said in found.items() if said == "Alone in Bergen")
    assert alone.endswith("-alone-in-bergen"), "one alone leads to its page"


def test_a_click_on_a_circle_shows_its_companies_larger_and_beside_it(town, as_):
    many()
    found = circles(as_().get("/companies?view=map").text)
    url = next(url for url, said in found.items() if "Horsens" in said).replace("&amp;", "&")
    page = as_().get(url).text
    assert re.findall(r"<h2><a[^>]*>([^<]*)</a>", page) == [f"Horsens {number}" for number in range(9)]
    assert sum(int(number) for number in re.findall(r"(\d+) compan", " ".join(circles(page).values()))) == 9
    assert "Zoom out" in page
    assert 'href="/companies?view=map"' in page


def test_the_circles_hold_whom_the_list_shows(town, bobbins, as_):
    many()
    for who in (GUEST, viewer(town.carol)):
        for asked in ({}, {"words": "horsens"}, {"near": "Tampere"}, {"words": "bobbins"}, {"words": "no such"}):
            filters = Filters(**asked, on_map=True)
            drawn = atlas.drawn(who, filters)
            listed = [row for row in directory.part(who, filters).rows if row.latitude is not None]
            assert sum(one.size for one in drawn.clusters) == len(listed) if drawn else not listed
    assert "Bobbins" not in as_().get("/companies?view=map").text
    assert "Bobbins" in circles(as_(town.carol).get("/companies?view=map").text).values()


def test_no_two_circles_lie_on_each_other(town):
    for place, _names in places._rows()[::10]:
        put(place.name, place.latitude, place.longitude)
    session.commit()
    drawn = atlas.drawn(GUEST, Filters(on_map=True))
    assert 20 < len(drawn.clusters) < 200
    inside = [place for place, _names in places._rows()[::10] if north.WHOLE.holds(*north.point(*place[2:4]))]
    assert sum(one.size for one in drawn.clusters) == len(inside)
    assert all(drawn.frame.holds(one.x, one.y) for one in drawn.clusters)


def test_a_map_costs_one_statement_more_than_the_list(town, as_, count_queries):
    many()
    for person in (None, town.carol):
        visitor = as_(person)
        costs = []
        for path in ("/companies?q=e", "/companies?q=e&view=map"):
            visitor.get(path)
            with count_queries() as counted:
                visitor.get(path)
            costs.append(len(counted))
        assert costs[1] == costs[0] + 1


def test_where_nobody_has_said_where_they_are_there_is_no_map(town, as_):
    put("Nowhere", None, None)
    session.commit()
    assert "<svg viewBox" not in as_().get("/companies?view=map").text
    assert "view=map" not in as_().get("/companies").text


def test_an_odd_box_narrows_nothing(town, as_):
    many()
    for box in ("", "1", "a,b,c,d", "60,5,55,9", "1,2,3,4,5", "0,0,99,0", "nan,nan,nan,nan", "1e9,0,0,0", "²,0,0,0"):
        assert "Horsens 1" in as_().get(f"/companies?view=map&box={box}").text


def test_the_outline_is_small_and_its_towns_stand_on_land(app):
    drawing = Path(members.__file__).parents[1] / "static" / "img" / "north.svg"
    assert drawing.stat().st_size <= 40_000
    assert {"around", "land"} == set(re.findall(r'id="(\w+)"', drawing.read_text(encoding="ascii")))
    outside = [
        place.name
        for place, _names in places._rows()
        if place.country != "GL" and not north.WHOLE.holds(*north.point(*place[2:4])) and place.country != "NO"
    ]
    assert outside == []
