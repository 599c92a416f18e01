"""The month as a grid, and the years that were."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine

from netapp.core.db import session
from tests.town import CANARY


def cells(page):
    """What stands on each day of the grid."""
    found = {}
    for cell in re.findall(r"<td.*?</td>", page.text, re.DOTALL):
        day = re.search(r'datetime="([\d-]+)"', cell)[1]
        found[day] = [unescape(title) for title in re.findall(r"<span[^>]*>([^<]*)</span></a>", cell)]
    return found


def held(town, title, day, **values):
    meeting = town.meeting(title=title, starts_local=day, state="held", **values)
    meeting.head_count = 12
    session.commit()
    return meeting


def test_a_month_shows_each_meeting_on_its_day_by_its_own_clock(town, as_):
    town.meeting(title="Early", starts_local=datetime(2027, 3, 1, 0, 30))
    town.meeting(title="Late", starts_local=datetime(2027, 3, 31, 22, 0))
    town.meeting(title="Next month", starts_local=datetime(2027, 4, 1, 9, 0))
    page = as_().get("/month/2027-03")
    assert cells(page)["2027-03-01"] == ["Early"]
    assert cells(page)["2027-03-31"] == ["Late"]
    assert "Next month" not in {title for day in cells(page).values() for title in day}
    assert page.text.count("<h1") == 1


def test_a_meeting_of_several_days_stands_on_each_also_across_months(town, as_):
    town.meeting(title="Trip", starts_local=datetime(2027, 1, 30, 8, 0), ends_local=datetime(2027, 2, 2, 18, 0))
    january, february = cells(as_().get("/month/2027-01")), cells(as_().get("/month/2027-02"))
    assert [day for day, trip in january.items() if trip] == ["2027-01-30", "2027-01-31"]
    assert [day for day, trip in february.items() if trip] == ["2027-02-01", "2027-02-02"]


def test_what_ends_at_midnight_is_not_on_the_next_day(town, as_):
    town.meeting(title="Night", starts_local=datetime(2027, 5, 5, 20), ends_local=datetime(2027, 5, 6, 0))
    page = cells(as_().get("/month/2027-05"))
    assert [day for day, there in page.items() if there] == ["2027-05-05"]


def test_months_lead_to_their_neighbours_and_keep_the_filters(town, as_):
    page = as_().get("/month/2026-12?kind=webinar").text
    assert 'href="/month/2026-11?kind=webinar"' in page
    assert 'href="/month/2027-01?kind=webinar"' in page


def test_a_filter_narrows_the_month(town, as_):
    town.meeting(title="Walk", kind="site_visit", starts_local=datetime(2027, 3, 2, 9))
    town.meeting(title="Talk", kind="webinar", starts_local=datetime(2027, 3, 2, 9))
    assert cells(as_().get("/month/2027-03?kind=webinar"))["2027-03-02"] == ["Talk"]


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "26-1", "2026-1", "abcd-ef", "0000-01", "9999-12", "2026", "²026-01"]
)
def test_what_is_no_month_is_not_there(town, as_, month):
    assert as_().get(f"/month/{month}").status_code == 404


@time_machine.travel("2026-12-31T23:30:00Z", tick=False)
def test_this_month_is_that_of_the_viewers_clock(town, as_):
    town.nina.zone = "Pacific/Honolulu"
    session.commit()
    assert "/month/2026-12" in as_(town.nina).get("/").text
    assert "/month/2027-01" in as_().get("/").text


def test_a_year_shows_what_was_held_the_latest_first(town, as_):
    held(town, "First", datetime(2024, 1, 1, 9))
    held(town, "Last", datetime(2024, 12, 31, 21))
    held(town, "Other year", datetime(2023, 12, 31, 21))
    town.meeting(title="Called off", starts_local=datetime(2024, 5, 1, 9), state="cancelled")
    town.meeting(title="Not counted", starts_local=datetime(2024, 6, 1, 9))
    page = as_().get("/past/2024").text
    assert page.index("Last") < page.index("Not counted") < page.index("First")
    assert "Other year" not in page
    assert "Called off" not in page
    assert "12 came" in page
    assert 'href="/past/2023"' in page


def test_what_is_to_come_is_in_no_year_that_was(town, as_):
    meeting = town.meeting(title="To come", days=1)
    assert "To come" not in as_().get(f"/past/{meeting.starts_local.year}").text


def test_a_long_year_has_pages(town, as_):
    for n in range(45):
        held(town, f"Number {n}", datetime(2022, 1, 1, 9) + timedelta(days=n // 2))
    seen, url = [], "/past/2022"
    while url:
        page = as_().get(url).text
        seen += re.findall(r"Number \d+", page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        url = unescape(further[1]) if further else None
    assert sorted(seen) == sorted(f"Number {n}" for n in range(45))


def test_years_hide_what_the_viewer_may_not_see(town, as_):
    held(town, f"Hidden {CANARY}", datetime(2019, 4, 4, 9), group=town.secret)
    assert "/past/2019" not in as_().get("/past/2024").text
    assert CANARY not in as_(town.carol).get("/past/2019").text
    assert CANARY in as_(town.bob).get("/past/2019").text
    assert CANARY not in as_(town.carol).get("/month/2019-04").text
    assert CANARY in as_(town.bob).get("/month/2019-04").text


@pytest.mark.parametrize("year", [0, 1, 1989, 2101, 9999, 10000, 99999999999999])
def test_years_without_end_are_not_there(town, as_, year):
    assert as_().get(f"/past/{year}").status_code == 404


def test_months_and_years_take_few_statements(town, as_, count_queries, made_anew):
    for n in range(30):
        held(town, f"Number {n}", datetime(2022, 1, 1, 9) + timedelta(days=n))
    for path, most in (("/month/2022-01", 5), ("/past/2022", 8)):
        visitor = as_(town.carol)
        with count_queries() as counted:
            assert visitor.get(path).status_code == 200
        assert len(counted) <= most
