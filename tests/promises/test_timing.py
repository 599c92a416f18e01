"""When owners are reminded, when lists come, and what a share counts: nothing is read."""

from datetime import UTC, date, datetime

import pytest

from netapp.promises import timing
from netapp.promises.queries import Share

DUE = date(2027, 3, 29)


@pytest.mark.parametrize(
    ("made", "day"), [(date(2027, 3, 1), 27), (date(2027, 3, 26), 27), (date(2027, 3, 27), 29), (DUE, 29)]
)
def test_the_reminder_comes_two_days_before_where_there_was_time_and_else_on_the_day(made, day):
    assert timing.day_of_reminder(DUE, made) == date(2027, 3, day)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        ("2027-03-27T06:59", False),
        ("2027-03-27T07:00", True),
        ("2027-03-28T06:00", True),  # the clocks have gone forward
        ("2027-03-29T21:59", True),
        ("2027-03-29T22:00", False),  # midnight there: it is late, and stands in lists
    ],
)
def test_it_comes_from_eight_by_the_groups_clock_until_the_day_is_over(now, comes):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert timing.is_reminded_now(DUE, date(2027, 3, 1), moment, "Europe/Copenhagen") is comes


@pytest.mark.parametrize(
    ("now", "comes"),
    [("2027-03-28T23:00", False), ("2027-03-29T05:59", False), ("2027-03-29T06:00", True), ("2027-03-30T21:00", True)],
)
def test_lists_come_on_monday_from_eight_or_a_day_late(now, comes):
    assert timing.is_list_hour(datetime.fromisoformat(now).replace(tzinfo=UTC), "Europe/Copenhagen") is comes
    assert not timing.is_list_hour(datetime(2027, 3, 31, 9, tzinfo=UTC), "Europe/Copenhagen")


def test_a_share_counts_what_is_late_and_not_what_is_still_to_come():
    assert Share(kept=6, dropped=1, late=1, open=40).percent == 75
    assert Share(kept=0, dropped=0, late=2, open=2).percent == 0
    assert Share(kept=0, dropped=0, late=0, open=7).percent is None
