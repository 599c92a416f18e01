"""When reminders go out, by the meeting's own clock, on both sides of each change of clocks. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from netapp.core import localtime
from netapp.events.models import Meeting
from netapp.events.reminders import timing
from netapp.events.reminders.models import Reminder, Wish, are_right

ZONES = ("Europe/Copenhagen", "Europe/Helsinki", "Atlantic/Reykjavik", "Australia/Lord_Howe")


def meeting(starts, zone="Europe/Copenhagen", state="published"):
    made = Meeting(starts_local=starts, zone=zone, state=state)
    made.starts_at = localtime.to_utc(starts, zone)
    return made


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_on_the_wall_shows_the_hour_that_was_asked_for_from_2024_to_2030(zone):
    """Every day at six hours, most in the night; a gap is at most an hour long, and comes after."""
    day, odd = datetime(2024, 1, 1, 14), 0
    while day.year < 2031:
        for hour in (0, 1, 2, 3, 9, 23):
            one, wish = meeting(day, zone), Wish(7, hour, {})
            asked = day.replace(hour=hour) - timedelta(days=wish.days)
            due = timing.due(one, wish)
            shown = localtime.to_local(due, zone)
            if shown != asked:
                odd += 1
                assert asked < shown <= asked + timedelta(hours=1)
                with pytest.raises(localtime.Skipped):
                    localtime.resolve(asked, zone)
            assert due <= localtime.to_utc(asked, zone, 1) or shown != asked, "of an hour that comes twice the first"
        day += timedelta(days=1)
    assert bool(odd) == (zone != "Atlantic/Reykjavik"), "there were gaps"


def test_without_an_hour_it_comes_when_the_meeting_begins_also_across_a_change_of_clocks():
    after = meeting(datetime(2027, 3, 28, 9, 30))  # the clocks went forward that night
    assert timing.due(after, Wish(1, None, {})) == datetime(2027, 3, 27, 8, 30, tzinfo=UTC)
    assert after.starts_at - timing.due(after, Wish(1, None, {})) == timedelta(hours=23)
    skipped, twice = Wish(0, 2, {}), meeting(datetime(2027, 10, 31, 9))
    assert timing.due(after, skipped) == datetime(2027, 3, 28, 1, tzinfo=UTC), "three o'clock: two there is not"
    assert timing.due(twice, skipped) == datetime(2027, 10, 31, 0, tzinfo=UTC), "the first of two"


NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def followed(one, starts, state="published", now=NOW):
    timing.follow(one, meeting(starts, "UTC", state), now)
    return one.due_at and one.due_at.day, one.is_missed, one.people


def test_a_reminder_follows_its_meeting_and_goes_out_again_on_another_day_only():
    one = Reminder(days=2, hour=9, texts={})
    assert followed(one, datetime(2027, 1, 20, 14)) == (18, False, None)
    one.done_at, one.people = NOW, 7
    assert followed(one, datetime(2027, 1, 20, 16)) == (18, False, 7), "the same day, later: they know"
    assert followed(one, datetime(2027, 1, 25, 14)) == (23, False, None)
    assert one.done_at is None
    assert followed(one, datetime(2027, 1, 11, 14)) == (9, True, None), "moved to tomorrow: they have had that letter"
    assert followed(one, datetime(2027, 1, 25, 14)) == (23, False, None)
    assert followed(one, datetime(2027, 1, 25, 14), "cancelled") == (None, False, None)
    assert followed(one, datetime(2027, 1, 25, 14), now=NOW) == (23, False, None)


def test_an_edit_just_before_the_worker_comes_takes_no_reminder_away():
    one = Reminder(days=2, hour=9, texts={})
    followed(one, datetime(2027, 1, 20, 14))
    late = datetime(2027, 1, 18, 9, 5, tzinfo=UTC)
    assert followed(one, datetime(2027, 1, 20, 14), now=late) == (18, False, None)
    assert one.done_at is None


def test_it_is_useful_for_six_hours_and_until_the_meeting_begins():
    starts = NOW + timedelta(hours=3)
    assert timing.is_useful(NOW, starts, NOW + timedelta(hours=2, minutes=59))
    assert not timing.is_useful(NOW, starts, starts)
    assert timing.is_useful(NOW, NOW + timedelta(days=1), NOW + timedelta(hours=6))
    assert not timing.is_useful(NOW, NOW + timedelta(days=1), NOW + timedelta(hours=6, seconds=1))


def test_an_archive_holds_only_settings_that_a_form_could_have_made():
    assert are_right(None)
    assert are_right([[60, None, {}], [0, 23, {"en": "x" * 500}]])
    wrong = ([[61, 1, {}]], [[-1, 1, {}]], [[1, 24, {}]], [[True, 1, {}]], [[1, 1, {"en": "x" * 501}]], [[1, 1]])
    assert not any(are_right(one) for one in (*wrong, [[1, 1, {}]] * 4, "no", [[1, "9", {}]], [[1, 9, {"en": 2}]]))
