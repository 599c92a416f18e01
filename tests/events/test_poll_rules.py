"""What is pure about date polls: their times, which one is the best, and what becomes of whom."""

from datetime import UTC, date, datetime, time

import pytest

from netapp.core import clock
from netapp.core.errors import Refused
from netapp.events.polls import drafts as poll_drafts
from netapp.events.polls import results as poll_results
from netapp.events.polls.drafts import PollDraft, Proposed
from netapp.events.polls.models import Poll, PollTime
from netapp.events.polls.results import Voter

COPENHAGEN = "Europe/Copenhagen"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 1, 8, tzinfo=UTC))


def draft(*times, **values):
    proposed = tuple(one if isinstance(one, Proposed) else Proposed(one) for one in times)
    return PollDraft(titles={"en": "When?"}, times=proposed, zone=COPENHAGEN, language="en", **values)


def test_times_are_put_in_order_and_each_stands_once():
    late, early = datetime(2026, 11, 20, 14), datetime(2026, 11, 13, 14)
    settled = poll_drafts.settled(draft(late, early, late))
    assert settled.times == (Proposed(early, 0), Proposed(late, 0))


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ((datetime(2027, 3, 28, 2, 30), datetime(2027, 4, 1, 14)), "03:30 exists"),
        ((datetime(2026, 10, 25, 2, 30), datetime(2026, 11, 1, 14)), "comes twice"),
        ((datetime(2026, 9, 30, 14), datetime(2026, 11, 1, 14)), "has passed"),
        ((datetime(2026, 11, 1, 14), datetime(2026, 11, 1, 14)), "at least two"),
        (tuple(datetime(2026, 11, day, 14) for day in range(1, 22)), "at most 20"),
    ],
)
def test_times_that_cannot_be_asked_about_are_refused_at_the_field(app, times, said):
    with pytest.raises(Refused, match=said) as refusal:
        poll_drafts.settled(draft(*times))
    assert refusal.value.field == "times"


def test_an_hour_that_comes_twice_may_be_proposed_twice():
    twice = datetime(2026, 10, 25, 2, 30)
    settled = poll_drafts.settled(draft(Proposed(twice, 1), Proposed(twice, 0)))
    assert [one.fold for one in settled.times] == [0, 1]


@pytest.mark.parametrize(
    ("first", "closes"),
    [
        (datetime(2026, 11, 20, 14), datetime(2026, 10, 8, 23, 59)),
        (datetime(2026, 10, 5, 14), datetime(2026, 10, 4, 23, 59)),
        (datetime(2026, 10, 1, 14), datetime(2026, 10, 1, 14)),
    ],
)
def test_a_poll_closes_in_a_week_or_before_its_first_time(first, closes):
    assert poll_drafts.settled(draft(first, datetime(2026, 12, 1, 14))).closes_local == closes


@pytest.mark.parametrize("closes", [datetime(2026, 9, 30, 23, 59), datetime(2026, 11, 20, 23, 59)])
def test_a_poll_neither_closes_in_the_past_nor_after_its_first_time(app, closes):
    with pytest.raises(Refused) as refusal:
        poll_drafts.settled(draft(datetime(2026, 11, 20, 14), datetime(2026, 12, 1, 14), closes_local=closes))
    assert refusal.value.field == "closes_date"


def test_four_wednesdays_are_the_next_four_that_are_not_proposed_yet():
    taken = [datetime(2026, 10, 14, 14)]
    found = poll_drafts.next_weeks(2, time(14), 4, taken, date(2026, 10, 7))
    assert [one.day for one in found] == [21, 28, 4, 11]
    assert all(one.weekday() == 2 for one in found)


def test_the_end_follows_the_clock_in_the_night_in_which_it_changes():
    """Three hours from one in the morning are three on the clock when an hour comes twice (T1)."""
    one = PollTime(starts_local=datetime(2026, 10, 25, 1), starts_at=datetime(2026, 10, 24, 23, tzinfo=UTC))
    poll = Poll(minutes=180, zone=COPENHAGEN)
    assert one.ends_local(poll) == datetime(2026, 10, 25, 3)
    poll.minutes = 120
    assert (one.ends_local(poll).hour, one.ends_local(poll).fold) == (2, 1)


def times(*days):
    return [PollTime(id=day, starts_at=datetime(2026, 11, day, 14, tzinfo=UTC)) for day in days]


def voter(number, **said):
    return Voter(number, f"Voter {number}", "", "", {int(day[1:]): word for day, word in said.items()})


@pytest.mark.parametrize(
    ("said", "best"),
    [
        ([{"d2": "yes", "d3": "no"}, {"d2": "no", "d3": "yes", "d4": "yes"}, {"d3": "yes"}], 3),
        ([{"d2": "yes", "d3": "yes"}, {"d3": "maybe", "d2": "no"}], 3),
        ([{"d2": "yes", "d3": "yes"}], 2),
        ([{"d2": "no", "d3": "maybe"}], 3),
        ([{"d2": "no"}], None),
    ],
)
def test_the_best_has_most_yes_then_most_if_need_be_then_comes_first(said, best):
    poll = Poll(times=times(2, 3, 4))
    tallies = poll_results.tallies(poll, [voter(number, **each) for number, each in enumerate(said)])
    assert [one.time.id for one in tallies if one.is_best] == ([best] if best else [])


def test_yes_gets_a_seat_in_the_order_of_answering_and_who_was_not_asked_is_asked():
    voters = [voter(1, d2="yes"), voter(2, d2="no"), voter(3, d2="yes"), voter(4, d2="maybe"), voter(5, d3="no")]

    def numbers(some):
        return [one.person_id for one in some]

    becomes = poll_results.outcome(2, voters, 1)
    assert [numbers(part) for part in (becomes.going, becomes.waiting, becomes.asked, becomes.told)] == [
        [1],
        [3],
        [4, 5],
        [2],
    ]
    moved = poll_results.outcome(2, voters, 1, is_moved=True)
    assert (numbers(moved.going), numbers(moved.asked)) == ([], [1, 3, 4, 5])


def test_only_who_agreed_is_named():
    poll = Poll(times=times(2))
    voters = [voter(1, d2="yes"), voter(2, d2="yes")._replace(is_shown=True)]
    (tally,) = poll_results.tallies(poll, voters)
    assert (tally.yes, [one.person_id for one in tally.who["yes"]]) == (2, [2])
