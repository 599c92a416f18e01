"""Dates in a text: read in four languages, and held against the meetings of a network."""

from datetime import date

import pytest

from netapp.news import dates, judging
from netapp.news.judging import Held

TUESDAY = 1
KICK_OFF = Held(1, date(2014, 10, 21), date(2014, 10, 21), "Kick-off")
AUTUMN = Held(2, date(2014, 11, 19), date(2014, 11, 19), "Autumn")
TRIP = Held(3, date(2018, 4, 24), date(2018, 4, 26), "Trip")
WORKSHOP = Held(4, date(2015, 5, 5), date(2015, 5, 5), "Workshop")
MEETINGS = [KICK_OFF, AUTUMN, TRIP, WORKSHOP]
TODAY = date(2026, 11, 24)
SEED = (
    "Tirsdag den 21. november lød startskuddet til noget nyt. Til arrangementet på Teknologisk Institut mødte ca. 20 "
    "forskellige deltagere op; området er på 65 ha, med 500.000 m2 etagemeter og 5 grupper."
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tirsdag den 21. november lød", (21, 11, None, TUESDAY)),
        ("D. 3. Maj 2018 afholdt", (3, 5, 2018, None)),
        ("den 3. maj 2018", (3, 5, 2018, None)),
        ("publiceret 15.5.2015.", (15, 5, 2015, None)),
        ("tiistaina 5. toukokuuta 2015", (5, 5, 2015, TUESDAY)),
        ("on 3 May 2018 we", (3, 5, 2018, None)),
        ("the 3rd of May, 2018", (3, 5, 2018, None)),
        ("on Tuesday, May 5th 2015", (5, 5, 2015, TUESDAY)),
        ("May 3, 2018", (3, 5, 2018, None)),
        ("tisdagen den 5 maj 2015", (5, 5, 2015, TUESDAY)),
        ("torsdagen den 23:e maj 2024", (23, 5, 2024, 3)),
        ("ti 5.5. klo 9", (5, 5, None, TUESDAY)),
        ("ti 5.5.2015", (5, 5, 2015, TUESDAY)),
        ("toukokuun 5. päivänä 2015", (5, 5, 2015, None)),
        ("tirsdag d. 5/5 2015", (5, 5, 2015, TUESDAY)),
        ("Publicerad: 2019-09-27", (27, 9, 2019, None)),
        ("lördag 1 juni", (1, 6, None, 5)),
        ("keskiviikkona 6. toukokuuta", (6, 5, None, 2)),
        ("onsdag den 28. jan. 2026", (28, 1, 2026, 2)),
    ],
)
def test_a_date_is_read_as_it_is_written(text, read):
    assert [(one.day, one.month, one.year, one.weekday) for one in dates.named(text)] == [read]


@pytest.mark.parametrize(
    "text",
    [
        "21 may join, and 12 march on",
        "version 1.2.3 of 10.0.0.1",
        "65 ha, 500.000 m2, 3/4 of all, 160 resources",
        "31. februar 2015, 32. maj 2018, 3.14.2015",
        "den 3. maj 1814",
        "kl. 13.30 og 08-4711 2015",
        "top 10 to 20",
        "",
    ],
)
def test_what_is_no_date_is_left_alone(text):
    assert dates.named(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28 och 29 september 2017", [28, 29]),
        ("den 24.–26. april 2018", [24, 26]),
        ("5. ja 6. toukokuuta 2015", [5, 6]),
        ("24 to 26 April 2018", [24, 26]),
        ("May 3 and 4, 2018", [3, 4]),
    ],
)
def test_two_days_of_a_month_are_two_dates(text, days):
    assert [one.day for one in dates.named(text)] == days


def test_a_date_stands_where_it_was_found_and_each_once():
    text = "Den 3. maj 2018 og tirsdag den 5. maj 2015"
    first, second = dates.named(text)
    assert text[first.begins : first.ends] == "3. maj 2018"
    assert text[second.begins : second.ends] == second.said == "tirsdag den 5. maj 2015"


def judged(text, about=None, meetings=MEETINGS):
    return [(slip.said, slip.why, slip.day, slip.near) for slip in judging.slips(text, meetings, about, TODAY)]


def test_the_slip_of_the_first_article_is_caught():
    """Its month is wrong: the 21st of November was a Friday, and the kick-off a Tuesday in October."""
    found = [("Tirsdag den 21. november", "weekday", date(2014, 11, 21), KICK_OFF)]
    assert judged(SEED, about=KICK_OFF) == found
    assert judged(SEED.replace("november", "oktober"), about=KICK_OFF) == []


def test_without_its_meeting_the_slip_is_caught_too():
    """Five years later the 21st of November was a Tuesday again; no meeting was on it."""
    ((said, _why, _day, near),) = judged(SEED)
    assert (said, near) == ("Tirsdag den 21. november", KICK_OFF)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("den 5. maj 2015", []),
        ("tiistaina 5. toukokuuta 2015", []),
        ("på resan 25 april 2018", []),
        ("24.–26. april 2018", []),
        ("den 21. oktober", []),
        ("onsdag den 5. maj 2015", [("onsdag den 5. maj 2015", "weekday", date(2015, 5, 5), WORKSHOP)]),
        ("den 6. maj 2015", [("6. maj 2015", "no meeting", date(2015, 5, 6), WORKSHOP)]),
        ("27 april 2018", [("27 april 2018", "no meeting", date(2018, 4, 27), TRIP)]),
        ("21 October 2015", [("21 October 2015", "no meeting", date(2015, 10, 21), KICK_OFF)]),
        ("1 January 2027", [("1 January 2027", "no meeting", date(2027, 1, 1), TRIP)]),
    ],
)
def test_a_date_is_held_against_the_meetings(text, found):
    assert judged(text) == found


def test_what_is_said_twice_is_pointed_out_once_and_without_meetings_nothing_is_suggested():
    assert judged("den 6. maj 2015, ja den 6. maj 2015", meetings=[]) == [
        ("6. maj 2015", "no meeting", date(2015, 5, 6), None)
    ]


def test_a_text_of_nothing_but_dates_takes_no_time():
    text = "tirsdag den 21. november " * 1500 + "1" * 3000 + " . - " * 2000 + "ma " * 3000
    assert len(dates.named(text)) == 1500
