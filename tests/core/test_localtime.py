"""Local times: what a clock shows, what it skips, what it shows twice (T1, T3)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netapp.core import localtime

COPENHAGEN = "Europe/Copenhagen"
zones = st.sampled_from(localtime.zones())
instants = st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


@pytest.mark.parametrize("name", ["Europe/Copenhagen", "America/Nuuk", "Atlantic/Faroe", "Europe/Kiev", "UTC"])
def test_places_are_zones(name):
    assert localtime.is_zone(name)


@pytest.mark.parametrize(
    "name",
    ["", "Europe", "Europe/Atlantis", "localtime", "posix/Europe/Oslo", "../etc/passwd", "EST", "Etc/GMT+1", "\0"],
)
def test_other_names_are_not_zones(name):
    assert not localtime.is_zone(name)


def test_the_zones_to_choose_from_begin_in_europe_and_end_with_utc():
    names = localtime.zones()
    assert names[0].startswith("Europe/")
    assert names[-1] == "UTC"
    assert {"Europe/Helsinki", "Atlantic/Reykjavik", "Atlantic/Faroe", "America/Nuuk", "Europe/Mariehamn"} <= {*names}
    assert len(names) == len({*names})
    assert all(localtime.is_zone(name) for name in names)


def test_an_ordinary_time_has_one_instant_whatever_fold_is_asked_for():
    noon = datetime(2027, 7, 1, 12)
    for fold in (None, 0, 1):
        assert localtime.resolve(noon, COPENHAGEN, fold) == (0, datetime(2027, 7, 1, 10, tzinfo=UTC))


def test_a_skipped_time_is_refused_with_the_time_after_the_gap():
    with pytest.raises(localtime.Skipped) as refused:
        localtime.resolve(datetime(2027, 3, 28, 2, 30), COPENHAGEN, None)
    assert refused.value.suggestion == datetime(2027, 3, 28, 3, 30)
    assert refused.value.suggestion.tzinfo is None


def test_a_day_that_never_was_is_skipped_too():
    with pytest.raises(localtime.Skipped) as refused:
        localtime.resolve(datetime(2011, 12, 30, 12), "Pacific/Apia", 0)
    assert refused.value.suggestion == datetime(2011, 12, 31, 12)


def test_a_repeated_time_asks_which_of_the_two_is_meant():
    with pytest.raises(localtime.Repeated) as asked:
        localtime.resolve(datetime(2027, 10, 31, 2, 30), COPENHAGEN, None)
    assert asked.value.first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert asked.value.second == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("fold", "hour", "label"), [(0, 0, "UTC+02:00"), (1, 1, "UTC+01:00")])
def test_a_fold_says_which_of_two_and_its_offset_tells_them_apart(fold, hour, label):
    local = datetime(2027, 10, 31, 2, 30)
    assert localtime.resolve(local, COPENHAGEN, fold) == (fold, datetime(2027, 10, 31, hour, 30, tzinfo=UTC))
    assert localtime.offset_label(local, COPENHAGEN, fold) == label


@pytest.mark.parametrize(
    ("zone", "label"),
    [("America/Nuuk", "UTC−02:00"), ("Asia/Kolkata", "UTC+05:30"), ("America/St_Johns", "UTC−03:30"), ("UTC", "UTC")],
)
def test_an_offset_is_written_with_its_sign_and_minutes(zone, label):
    assert localtime.offset_label(datetime(2027, 1, 1), zone) == label


@given(instants, zones)
def test_an_instant_survives_the_way_to_the_wall_clock_and_back(instant, zone):
    local = localtime.to_local(instant, zone)
    assert local.tzinfo is None
    assert localtime.to_utc(local, zone, local.fold) == instant
    assert localtime.resolve(local, zone, local.fold) == (local.fold, instant)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)), zones, st.sampled_from([None, 0, 1]))
@example(datetime(2027, 3, 28, 2, 30), COPENHAGEN, None)
@example(datetime(2027, 10, 31, 2, 30), COPENHAGEN, None)
def test_whatever_is_typed_is_resolved_or_refused_with_something_that_exists(local, zone, fold):
    match attempt(local, zone, fold):
        case localtime.Skipped(suggestion=suggestion):
            assert suggestion > local
            assert localtime.resolve(suggestion, zone, None)[0] == 0
        case localtime.Repeated(first=first, second=second):
            assert fold is None
            assert first < second
            assert [localtime.resolve(local, zone, each)[1] for each in (0, 1)] == [first, second]
        case stored, instant:
            assert localtime.to_local(instant, zone) == local
            # Opening and saving again changes nothing.
            assert localtime.resolve(local, zone, stored) == (stored, instant)


def attempt(local, zone, fold):
    try:
        return localtime.resolve(local, zone, fold)
    except (localtime.Skipped, localtime.Repeated) as refused:
        return refused


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../../etc/passwd", ""])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="unknown time zone"):
        localtime.resolve(datetime(2027, 1, 1), zone, None)


@pytest.mark.parametrize(
    ("local", "zone"), [(datetime.min, "Asia/Tokyo"), (datetime.max, "America/New_York"), (datetime.min, COPENHAGEN)]
)
def test_a_year_that_no_calendar_holds_is_refused(local, zone):
    with pytest.raises(ValueError, match="out of range"):
        localtime.resolve(local, zone, None)


def test_an_aware_time_is_not_a_local_time():
    with pytest.raises(ValueError, match="no zone of its own"):
        localtime.to_utc(datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo")), COPENHAGEN)


@pytest.mark.parametrize(
    ("zone", "locale", "city"),
    [
        ("Europe/Copenhagen", "en", "Copenhagen"),
        ("Europe/Copenhagen", "da", "København"),
        ("Europe/Helsinki", "sv", "Helsingfors"),
        ("Europe/Stockholm", "fi", "Tukholma"),
        ("Europe/Kiev", "en", "Kyiv"),
        ("America/Argentina/Ushuaia", "da", "Ushuaia"),
        ("America/New_York", "fi", "New York"),
        ("Atlantic/Reykjavik", "de", "Reykjavík"),
        ("UTC", "sv", "UTC"),
    ],
)
def test_a_place_is_named_in_the_readers_language(zone, locale, city):
    assert localtime.place_name(zone, locale) == city


@pytest.mark.parametrize("locale", ["en", "da", "sv", "fi"])
def test_every_zone_to_choose_has_a_short_name(locale):
    names = [localtime.place_name(zone, locale) for zone in localtime.zones()]
    assert all(name and "/" not in name and "_" not in name for name in names)


def test_two_zones_can_share_a_clock_for_half_the_year():
    winter, summer = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)
    assert localtime.same_clock("Europe/London", "Atlantic/Reykjavik", winter)
    assert not localtime.same_clock("Europe/London", "Atlantic/Reykjavik", summer)
    assert localtime.same_clock("Europe/Stockholm", COPENHAGEN, summer)
    assert not localtime.same_clock("Europe/Helsinki", COPENHAGEN, winter)


def test_the_day_before_is_counted_on_the_wall_clock_across_a_clock_change():
    monday = datetime(2027, 3, 29, 9)
    assert localtime.local_day_before(monday) == datetime(2027, 3, 28, 18)
    sunday = localtime.local_day_before(datetime(2027, 3, 28, 9), 18)
    assert localtime.to_utc(sunday, COPENHAGEN) == datetime(2027, 3, 27, 17, tzinfo=UTC)
    assert localtime.to_utc(datetime(2027, 3, 28, 18), COPENHAGEN) - localtime.to_utc(sunday, COPENHAGEN) == timedelta(
        hours=23
    )
