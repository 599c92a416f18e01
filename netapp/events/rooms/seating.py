"""Who sits at which table in which round: arithmetic on numbers. No session, no viewer, and no chance but the seed's.

People stand in a grid, as many columns as there are tables. In each round a row is shifted along the tables by an
offset of its own, so that who stands in one row never meets. Where the offsets of any two rows differ by another number
in each round, two people of different rows meet once at most: "no pair twice" is then a matter of the grid (what
combinatorics calls a difference matrix), and who stands where in it is free to keep colleagues apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice, permutations
from random import Random
from types import MappingProxyType
from typing import NamedTuple

# What it costs that two sit together: again; colleagues; who sat together at an earlier meeting; the same sector; for
# each earlier meeting where both were, up to so many.
AGAIN, COLLEAGUES, SAT_BEFORE, SAME_SECTOR, MET_BEFORE, MOST_MET = 1000, 60, 20, 6, 1, 4
# Looks at a pair; some millions take about half a second.
_LOOKS = 3_000_000
# Beginnings after the best one that found nothing better.
_IN_VAIN = 40
_CANDIDATES, _TRIED = 5_000, 100_000

# A person's table in each round; None in rounds that were over when they came.
Tables = Sequence[int | None]
Pairs = Mapping[tuple[int, int], int]


class Guest(NamedTuple):
    """Somebody who is to be seated. `firms` and `sectors` are names of any kind: who shares one is kept apart."""

    id: int
    firms: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()


class Known(NamedTuple):
    """Of pairs (the smaller number first): who has sat together at earlier meetings, and at how many both were."""

    sat: Pairs = MappingProxyType({})
    met: Pairs = MappingProxyType({})


def seated(people: Sequence[Guest], tables: int, rounds: int, known: Known, seed: int = 0) -> dict[int, list[int]]:
    """The tables of each person, round by round, counted from 0. Tables differ by one person at most.

    No pair sits together twice where a grid allows it; where none does, as few as a search of about a second finds.
    """
    if not people:
        return {}
    random = Random(seed)
    order = _in_rows(people, random)
    costs = _costs(order, known)
    grid = _Grid(len(order), tables, rounds)
    at = _rearranged(grid, costs, random)
    by_round = [[0] * len(order) for _round in range(rounds)]
    for slot, person in enumerate(at):
        for round_, table in enumerate(grid.tables_of(slot)):
            by_round[round_][person] = table
    if grid.repeats:
        by_round = _parted(by_round, tables, costs, random)
    return {guest.id: [row[person] for row in by_round] for person, guest in enumerate(order)}


def fitted(
    there: Mapping[int, Tables],
    newcomer: Guest,
    others: Iterable[Guest],
    known: Known,
    tables: int,
    since: int,
    rounds: int,
) -> list[int | None]:
    """A late-comer's tables from round `since` on: the smallest one each time, and of those the one with the fewest
    people whom they sit with in another round, then where the fewest are like them. Nobody else moves.
    """
    costs = {one.id: _cost(newcomer, one, known) for one in others}
    met: dict[int, int] = {}
    found: list[int | None] = [None] * min(since, rounds)
    for round_ in range(len(found), rounds):
        groups = sitting(there, tables, round_)

        def price(table: int, groups: list[list[int]] = groups) -> tuple[int, int, int]:
            cost = sum(costs.get(one, 0) + AGAIN * met.get(one, 0) for one in groups[table])
            return len(groups[table]), cost, table

        best = min(range(tables), key=price)
        found.append(best)
        for one in groups[best]:
            met[one] = met.get(one, 0) + 1
    return found


def sitting(there: Mapping[int, Tables], tables: int, round_: int) -> list[list[int]]:
    """Who is at each table in a round."""
    groups: list[list[int]] = [[] for _table in range(tables)]
    for one, row in there.items():
        table = row[round_] if round_ < len(row) else None
        if table is not None and 0 <= table < tables:
            groups[table].append(one)
    return groups


def pairs_at_tables(there: Mapping[int, Tables]) -> dict[tuple[int, int], int]:
    """In how many rounds each pair sits together, if in any."""
    found: dict[tuple[int, int], int] = {}
    places: dict[tuple[int, int], list[int]] = {}
    for one, row in there.items():
        for round_, table in enumerate(row):
            if table is not None:
                places.setdefault((round_, table), []).append(one)
    for group in places.values():
        for pair in combinations(sorted(group), 2):
            found[pair] = found.get(pair, 0) + 1
    return found


def is_without_repeats(people: int, tables: int, rounds: int) -> bool:
    """Whether a grid is known in which no two of so many people sit together twice."""
    return not _Grid(people, tables, rounds).repeats


class _Grid:
    """Slots, row by row, and at which table each is in each round."""

    def __init__(self, people: int, tables: int, rounds: int) -> None:
        self.people, self.tables, self.rounds = people, tables, rounds
        size = -(-people // tables)
        found = _offsets(tables, size, rounds)
        self.repeats = found is None and rounds > 1
        self._by_bits, self._offsets = found or (False, _plain(tables, size, rounds))

    def tables_of(self, slot: int) -> list[int]:
        row, column = divmod(slot, self.tables)
        if self._by_bits:
            return [column ^ offset for offset in self._offsets[row]]
        return [(column + offset) % self.tables for offset in self._offsets[row]]

    def mates(self) -> list[list[int]]:
        """With which slots each one shares a table, once for each round."""
        found: list[list[int]] = [[] for _slot in range(self.people)]
        rows = {slot: self.tables_of(slot) for slot in range(self.people)}
        for round_ in range(self.rounds):
            for group in sitting(rows, self.tables, round_):
                for slot in group:
                    found[slot] += [other for other in group if other != slot]
        return found


_Offsets = tuple[tuple[int, ...], ...]


def _plain(tables: int, size: int, rounds: int) -> _Offsets:
    """Row times round."""
    return tuple(tuple(row * round_ % tables for round_ in range(rounds)) for row in range(size))


@lru_cache(256)
def _offsets(tables: int, size: int, rounds: int) -> tuple[bool, _Offsets] | None:
    """(whether rows are shifted by exclusive or, the offsets of each row) by which no pair meets twice; None if none
    is found. More people at a table than there are tables must meet again: each goes to another one.
    """
    if rounds > 1 and size > tables:
        return None
    if all(one * other % tables for one in range(1, rounds) for other in range(1, size)):
        return False, _plain(tables, size, rounds)
    if rounds > tables:
        return None
    by_sum = _searched(tables, size, rounds, by_bits=False)
    if by_sum:
        return False, by_sum
    by_bits = _searched(tables, size, rounds, by_bits=True) if not tables & (tables - 1) else None
    return (True, by_bits) if by_bits else None


def _searched(tables: int, size: int, rounds: int, *, by_bits: bool) -> _Offsets | None:
    """Rows that differ from each other by another number in each round, as many as a table has places; or None when
    enough is tried. Those that fit to all rows taken so far are kept for each step.
    """
    tried = 0

    def deeper(rows: list[tuple[int, ...]], left: list[tuple[int, ...]]) -> list[tuple[int, ...]] | None:
        nonlocal tried
        if len(rows) == size:
            return rows
        for place, row in enumerate(left):
            if len(rows) + len(left) - place < size or tried > _TRIED:
                return None
            tried += len(left) - place
            fit = [one for one in left[place + 1 :] if len(set(_apart(one, row, tables, by_bits))) == rounds]
            found = deeper([*rows, row], fit)
            if found:
                return found
        return None

    every = islice(permutations(range(1, tables), rounds - 1), _CANDIDATES)
    found = deeper([(0,) * rounds], [(0, *rest) for rest in every])
    return tuple(found) if found else None


def _apart(one: Sequence[int], other: Sequence[int], tables: int, by_bits: bool) -> Iterator[int]:
    pairs = zip(one, other, strict=True)
    return (left ^ right if by_bits else (left - right) % tables for left, right in pairs)


def _in_rows(people: Sequence[Guest], random: Random) -> list[Guest]:
    """Who should not meet one after the other, so that they stand in one row."""
    mixed = sorted(people)
    random.shuffle(mixed)
    return sorted(mixed, key=lambda one: (sorted(one.sectors)[:1], sorted(one.firms)[:1]))


def _cost(one: Guest, other: Guest, known: Known) -> int:
    pair = (min(one.id, other.id), max(one.id, other.id))
    cost = SAT_BEFORE * known.sat.get(pair, 0) + MET_BEFORE * min(known.met.get(pair, 0), MOST_MET)
    if one.firms & other.firms:
        cost += COLLEAGUES
    if one.sectors & other.sectors:
        cost += SAME_SECTOR
    return cost


def _costs(people: Sequence[Guest], known: Known) -> list[list[int]]:
    found = [[0] * len(people) for _person in people]
    for one, other in combinations(range(len(people)), 2):
        found[one][other] = found[other][one] = _cost(people[one], people[other], known)
    return found


def _rearranged(grid: _Grid, costs: list[list[int]], random: Random) -> list[int]:
    """Which person stands in which slot: the best of a few beginnings. The first is the grid filled row by row."""
    mates, at = grid.mates(), list(range(grid.people))
    looks, best, least, in_vain = 0, at, -1, 0
    while looks < _LOOKS and in_vain < _IN_VAIN:
        looks += _improve(at, mates, costs, random, _LOOKS - looks)
        cost = sum(costs[at[slot]][at[mate]] for slot in range(grid.people) for mate in mates[slot])
        in_vain += 1
        if least < 0 or cost < least:
            best, least, in_vain = at, cost, 0
        if not least:
            break
        looks += grid.people
        at = random.sample(range(grid.people), grid.people)
    return best


def _improve(at: list[int], mates: list[list[int]], costs: list[list[int]], random: Random, most: int) -> int:
    """Two change places for as long as that helps; returns how many pairs it has looked at."""
    looks, slots = 0, range(len(at))
    is_done = False
    while not is_done and looks < most:
        is_done = True
        for slot in random.sample(slots, len(at)):
            here = costs[at[slot]]
            looks += len(mates[slot])
            if looks >= most or not any(here[at[mate]] for mate in mates[slot]):
                continue
            best, gain = slot, 0
            for other in slots:
                there = costs[at[other]]
                delta = sum(there[at[mate]] - here[at[mate]] for mate in mates[slot] if mate != other)
                delta += sum(here[at[mate]] - there[at[mate]] for mate in mates[other] if mate != slot)
                if delta < gain:
                    best, gain = other, delta
            looks += 2 * len(at) * len(mates[slot])
            if best != slot:
                at[slot], at[best], is_done = at[best], at[slot], False
    return looks


def _parted(by_round: list[list[int]], tables: int, costs: list[list[int]], random: Random) -> list[list[int]]:
    """Pairs that meet again are parted by changing places in one round, as long as there are any and time is left."""
    groups = _Groups(by_round, tables, costs)
    people, looks = range(len(costs)), 0
    while groups.again and looks < _LOOKS:
        round_, one = random.randrange(len(by_round)), random.choice(people)
        looks += 10 + len(groups.around(round_, one))
        if not groups.repeats(round_, one):
            continue
        others = random.sample(people, min(len(people), 40))
        looks += 4 * len(others) * len(groups.around(round_, one))
        # One up is taken as well as any down: a search that only ever improves stands still too early.
        gain, best = min((groups.price(round_, one, other), other) for other in others)
        if gain <= 1:
            groups.change(round_, one, best)
    return groups.by_round


class _Groups:
    """Who sits with whom, while it is changed. `again`: how many meetings are with somebody whom one has met."""

    def __init__(self, by_round: list[list[int]], tables: int, costs: list[list[int]]) -> None:
        self.by_round, self._costs, self.again = by_round, costs, 0
        people = range(len(costs))
        self._meets = [[0] * len(costs) for _person in people]
        self._at = [[[one for one in people if row[one] == table] for table in range(tables)] for row in by_round]
        for groups in self._at:
            for group in groups:
                for place, one in enumerate(group):
                    self._meet(one, group[:place], 1)

    def around(self, round_: int, one: int) -> list[int]:
        """Who is at the same table, they themselves among them."""
        return self._at[round_][self.by_round[round_][one]]

    def repeats(self, round_: int, one: int) -> bool:
        return any(self._meets[one][other] > 1 for other in self.around(round_, one))

    def price(self, round_: int, one: int, other: int) -> int:
        """What it costs when two change places; nothing to be won at one table."""
        mine, theirs = self.around(round_, one), self.around(round_, other)
        if mine is theirs:
            return 2
        here, there = self._costs[one], self._costs[other]
        met, known = self._meets[one], self._meets[other]
        cost = 0
        for third in mine:
            if third != one:
                cost += there[third] - here[third] + AGAIN * (known[third] - met[third] + 1)
        for third in theirs:
            if third != other:
                cost += here[third] - there[third] + AGAIN * (met[third] - known[third] + 1)
        return cost

    def change(self, round_: int, one: int, other: int) -> None:
        row, mine, theirs = self.by_round[round_], self.around(round_, one), self.around(round_, other)
        for person, leaves, joins in ((one, mine, theirs), (other, theirs, mine)):
            leaves.remove(person)
            self._meet(person, leaves, -1)
            self._meet(person, [third for third in joins if third not in (one, other)], 1)
        mine.append(other)
        theirs.append(one)
        row[one], row[other] = row[other], row[one]

    def _meet(self, one: int, others: Iterable[int], more: int) -> None:
        for other in others:
            before = self._meets[one][other]
            self._meets[one][other] = self._meets[other][one] = before + more
            self.again += max(before + more - 1, 0) - max(before - 1, 0)
