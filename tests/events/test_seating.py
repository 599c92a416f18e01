"""Who sits at which table: rules that need no database."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.events.rooms import seating
from netapp.events.rooms.seating import Guest, Known

NOBODY = Known()


def people(number: int, firm_of: int = 0, sector_of: int = 0) -> list[Guest]:
    """So many; every `firm_of` of them are colleagues, every `sector_of` of one sector."""
    return [
        Guest(
            one,
            frozenset({f"firm {one // firm_of}"} if firm_of else ()),
            frozenset({f"sector {one // sector_of}"} if sector_of else ()),
        )
        for one in range(1, number + 1)
    ]


def sizes(found, tables, round_):
    return [len(group) for group in seating.sitting(found, tables, round_)]


def repeats(found):
    return [pair for pair, times in seating.pairs_at_tables(found).items() if times > 1]


def colleagues(found, guests):
    firms = {one.id: one.firms for one in guests}
    return sum(times for (one, other), times in seating.pairs_at_tables(found).items() if firms[one] & firms[other])


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Enough to be right; how good it gets with more is told by one test below."""
    monkeypatch.setattr(seating, "_LOOKS", 40_000)


def test_twenty_people_in_five_groups_meet_nobody_twice_in_three_rounds():
    found = seating.seated(people(20, firm_of=2), 5, 3, NOBODY)
    assert repeats(found) == []
    assert {tuple(sizes(found, 5, round_)) for round_ in range(3)} == {(4, 4, 4, 4, 4)}
    assert colleagues(found, people(20, firm_of=2)) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.integers(1, 5), st.data(), st.integers(0, 3))
def test_tables_are_even_and_nobody_meets_twice_where_a_grid_allows_it(tables, rounds, data, seed):
    number = data.draw(st.integers(2 * tables, 7 * tables))
    found = seating.seated(people(number, firm_of=3), tables, rounds, NOBODY, seed)
    assert sorted(found) == list(range(1, number + 1))
    for round_ in range(rounds):
        counted = sizes(found, tables, round_)
        assert sum(counted) == number
        assert max(counted) - min(counted) <= 1
    if seating.is_without_repeats(number, tables, rounds):
        assert repeats(found) == []


@pytest.mark.parametrize(("number", "tables", "rounds"), [(16, 4, 4), (24, 6, 4), (64, 8, 5), (25, 5, 5), (300, 40, 4)])
def test_known_grids_are_found(number, tables, rounds):
    assert seating.is_without_repeats(number, tables, rounds)
    assert repeats(seating.seated(people(number), tables, rounds, NOBODY)) == []


def test_where_no_grid_helps_a_search_parts_who_would_meet_again(monkeypatch):
    """Six tables of six: no grid for three rounds is found in which sums modulo six tell rows apart."""
    monkeypatch.setattr(seating, "_LOOKS", 1_500_000)
    assert not seating.is_without_repeats(36, 6, 3)
    assert repeats(seating.seated(people(36), 6, 3, NOBODY)) == []


def test_the_same_people_and_seed_give_the_same_tables():
    guests = people(30, firm_of=2, sector_of=5)
    once = seating.seated(guests, 6, 3, NOBODY, 7)
    assert seating.seated(guests[::-1], 6, 3, NOBODY, 7) == once
    assert seating.seated(guests, 6, 3, NOBODY, 8) != once


def test_those_who_have_sat_together_before_are_seated_apart_and_sectors_are_mixed():
    guests = people(12, sector_of=3)
    earlier = seating.seated(guests, 4, 1, NOBODY, 1)
    known = Known(sat=seating.pairs_at_tables(earlier))
    found = seating.pairs_at_tables(seating.seated(guests, 4, 1, known, 2))
    assert not set(found) & set(known.sat)
    sectors = {one.id: one.sectors for one in guests}
    mixed = seating.seated(guests, 4, 2, NOBODY)
    assert not any(sectors[one] & sectors[other] for one, other in seating.pairs_at_tables(mixed))


def test_who_was_at_the_same_meetings_weighs_less_than_a_colleague():
    ann, bo, cy, di = (Guest(1, frozenset({"A"})), Guest(2, frozenset({"A"})), Guest(3), Guest(4))
    known = Known(met={(1, 3): 4, (1, 4): 4, (2, 3): 4, (2, 4): 4})
    found = seating.seated([ann, bo, cy, di], 2, 1, known)
    assert found[1] != found[2]
    strangers = [Guest(1), Guest(2), Guest(3), Guest(4)]
    for one, other in combinations(range(1, 5), 2):
        found = seating.seated(strangers, 2, 1, Known(met={(one, other): 1}))
        assert found[one] != found[other]


def test_who_shares_one_sector_of_several_is_seated_apart():
    of = ({"A", "Z"}, {"B"}, {"C", "Z"}, {"D"})
    guests = [Guest(one, frozenset(), frozenset(sectors)) for one, sectors in enumerate(of, start=1)]
    for seed in range(4):
        found = seating.seated(guests, 2, 1, NOBODY, seed)
        assert found[1] != found[3]


@settings(max_examples=40, deadline=None)
@given(st.integers(8, 40), st.integers(2, 8), st.integers(1, 4), st.integers(0, 4), st.integers(1, 5))
def test_late_comers_are_fitted_in_and_nobody_else_moves(number, tables, rounds, since, late):
    guests = people(number + late, firm_of=2)
    there = dict(seating.seated(guests[:number], tables, rounds, NOBODY))
    before = {one: list(row) for one, row in there.items()}
    for newcomer in guests[number:]:
        there[newcomer.id] = seating.fitted(there, newcomer, guests, NOBODY, tables, since, rounds)
        assert there[newcomer.id][:since] == [None] * min(since, rounds)
    assert {one: there[one] for one in before} == before
    for round_ in range(since, rounds):
        counted = sizes(there, tables, round_)
        assert max(counted) - min(counted) <= 1


def test_a_late_comer_gets_the_smallest_table_with_the_fewest_they_have_met():
    there = {1: [0, 0], 2: [0, 1], 3: [1, 0], 4: [1, 1], 5: [2, 0], 6: [2, 1], 7: [2, 2]}
    found = seating.fitted(there, Guest(8, frozenset({"A"})), [Guest(1, frozenset({"A"}))], NOBODY, 3, 0, 2)
    assert found[0] == 1, "not to their colleague, and not to the largest"
    assert found[1] == 2, "the smallest"
    there = {1: [0, 0], 2: [1, 1], 3: [0, 0], 4: [1, 1]}
    assert seating.fitted(there, Guest(5), [], NOBODY, 2, 0, 2) == [0, 1], "not with 1 and 3 again"


def test_three_hundred_people_at_forty_tables_take_no_time_and_get_better_with_it(monkeypatch):
    guests = people(300, firm_of=4, sector_of=30)
    monkeypatch.setattr(seating, "_LOOKS", 3_000_000)
    found = seating.seated(guests, 40, 4, NOBODY)
    assert repeats(found) == []
    assert colleagues(found, guests) == 0
