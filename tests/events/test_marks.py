"""What a set of marks says: the same in whatever order it comes, and however often."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from netapp.events.checkin import standing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Said(NamedTuple):
    key: str
    sign_up_id: int | None = None
    undoes: str = ""
    came_at: datetime = NOON


def here(*marks):
    return {who: one.keys for who, one in standing.here(marks).items()}


A, B = Said("a", 1), Said("b", 1, came_at=NOON + timedelta(minutes=1))


def test_two_who_mark_the_same_person_count_one_since_the_earlier():
    assert standing.here([B, A]) == {1: standing.Here(NOON, ("a", "b"))}


def test_taking_back_takes_what_was_seen_and_no_more():
    assert here(A, B, Said("u", undoes="b")) == {1: ("a",)}
    assert here(A, Said("u", undoes="a")) == {}


def test_a_mark_that_is_taken_back_before_it_comes_never_counts():
    assert here(Said("u", undoes="a"), A) == {}


def test_who_was_taken_back_can_come_again():
    assert here(A, Said("u", undoes="a"), B) == {1: ("b",)}


def test_who_walked_in_is_the_mark_itself():
    assert here(Said("w"), Said("x"), Said("u", undoes="x")) == {"w": ("w",)}


keys = st.sampled_from([f"k{n}" for n in range(8)])
sets = st.lists(
    st.builds(
        lambda key, who, undoes, minute: Said(
            key, None if undoes else who, undoes or "", NOON + timedelta(minutes=minute)
        ),
        keys,
        st.none() | st.integers(1, 3),
        st.none() | keys,
        st.integers(0, 3),
    ),
    unique_by=lambda one: one.key,
)


@given(sets, st.randoms())
def test_order_and_repetition_change_nothing(marks, chance):
    shuffled = [*marks, *marks]
    chance.shuffle(shuffled)
    assert standing.here(shuffled) == standing.here(marks)


@given(sets)
def test_each_mark_that_nobody_takes_back_counts(marks):
    undone = {one.undoes for one in marks}
    left = {one.key for one in marks if not one.undoes} - undone
    assert {key for one in standing.here(marks).values() for key in one.keys} == left
