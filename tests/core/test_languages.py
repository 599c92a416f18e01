"""Which language a page speaks: by choice, then the network's, then the browser's; and how it writes days and times."""

from datetime import date, datetime

import pytest

from netapp.core import languages


def lang(answer):
    return answer.text.partition('<html lang="')[2][:2]


def test_the_browsers_language_is_the_last_to_be_asked(town, as_):
    path = f"/networks/{town.builders.id}"
    finnish = as_(language="fi")
    assert lang(as_(language="da").get("/")) == "da"
    assert lang(as_(language="de").get("/")) == "en"
    assert lang(finnish.get(path)) == "en", "the network speaks English"
    assert lang(finnish.get(path + "?lang=sv")) == "sv"
    assert lang(finnish.get(path + "?lang=xx")) == "en"


def test_a_choice_on_our_own_page_is_kept_and_one_from_outside_is_not(town, as_):
    visitor = as_(language="da")
    visitor.get("/?lang=fi", headers={"Sec-Fetch-Site": "cross-site"})
    assert lang(visitor.get("/")) == "da"
    visitor.get("/?lang=fi", headers={"Sec-Fetch-Site": "same-origin"})
    assert lang(visitor.get("/")) == "fi"


def test_a_persons_setting_comes_before_the_networks(town, as_):
    town.bob.language = "sv"
    assert lang(as_(town.bob, language="en").get(f"/networks/{town.builders.id}")) == "sv"


@pytest.mark.parametrize(
    ("code", "day", "time", "month"),
    [
        ("en", "Tuesday, 24 November 2026", "13:00", "November 2026"),
        ("da", "tirsdag den 24. november 2026", "13.00", "november 2026"),
        ("sv", "tisdag 24 november 2026", "13:00", "november 2026"),
        ("fi", "tiistai 24. marraskuuta 2026", "13.00", "marraskuu 2026"),
    ],
)
def test_days_and_times_are_written_as_there(app, code, day, time, month):
    with languages.use(code):
        assert languages.date_long(date(2026, 11, 24)).replace("tiistaina", "tiistai") == day
        assert languages.clock_time(datetime(2026, 11, 24, 13)) == time
        assert languages.month_name(date(2026, 11, 24), year=True) == month
