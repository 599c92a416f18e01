"""Two texts that began as one, line by line. Pure: nothing is read or saved (X5)."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

Lines = Sequence[str]


class Merged(NamedTuple):
    """`text` holds what both have written; where they `clash`, their lines stand first and mine follow."""

    text: str
    clash: bool


class _Change(NamedTuple):
    """Lines `begin` to `end` of the text that was, and what stands there now."""

    begin: int
    end: int
    lines: Lines


class Stretch(NamedTuple):
    """Lines that are the same in both texts, or that were put in or taken out: "same", "in" or "out"."""

    kind: str
    lines: Lines


def merge(base: str, theirs: str, mine: str) -> Merged:
    """Mine goes into theirs. Lines that both have only put in at one place stay both, theirs first."""
    if theirs in (base, mine):
        return Merged(mine, False)
    if mine == base:
        return Merged(theirs, False)
    was, found, at, clash = _lines(base), list[str](), 0, False
    left, right = _changes(was, _lines(theirs)), _changes(was, _lines(mine))
    while left or right:
        if _touch(left, right):
            clash = True
            begin, end, both = _both(was, left, right)
        else:
            begin, end, both = _next(left, right)
        found += [*was[at:begin], *both]
        at = end
    return Merged("\n".join([*found, *was[at:]]), clash)


def compare(before: str, after: str) -> list[Stretch]:
    """What changed, as stretches of lines in their order."""
    was, now, found = _lines(before), _lines(after), list[Stretch]()
    for _tag, begin, end, start, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if was[begin:end] == now[start:stop]:
            found.append(Stretch("same", was[begin:end]))
            continue
        if begin < end:
            found.append(Stretch("out", was[begin:end]))
        if start < stop:
            found.append(Stretch("in", now[start:stop]))
    return found


def _lines(text: str) -> Lines:
    return text.split("\n") if text else []


def _changes(was: Lines, now: Lines) -> list[_Change]:
    matched = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return [_Change(begin, end, now[start:stop]) for tag, begin, end, start, stop in matched if tag != "equal"]


def _touch(left: list[_Change], right: list[_Change]) -> bool:
    """The next change of each is about the same lines, and they are not the same change."""
    if not left or not right or left[0] == right[0]:
        return False
    one, other = left[0], right[0]
    # Lines put in between two others: within what the other has replaced they touch it, at its edges they do not.
    if one.begin == one.end or other.begin == other.end:
        return one.begin < other.begin < one.end or other.begin < one.begin < other.end
    return max(one.begin, other.begin) < min(one.end, other.end)


def _next(left: list[_Change], right: list[_Change]) -> _Change:
    """The change that comes first; lines put in stand before what replaces those that follow."""
    if left and right and left[0] == right[0]:
        right.pop(0)
        return left.pop(0)
    if not right or (left and (left[0].begin, left[0].end) <= (right[0].begin, right[0].end)):
        return left.pop(0)
    return right.pop(0)


def _both(was: Lines, left: list[_Change], right: list[_Change]) -> _Change:
    """All changes that hang together, as one: theirs, then mine where it says something else."""
    begin, end = min(left[0].begin, right[0].begin), max(left[0].end, right[0].end)
    ours: tuple[list[_Change], list[_Change]] = ([left.pop(0)], [right.pop(0)])
    grown = True
    while grown:
        grown = False
        for waiting, taken in zip((left, right), ours, strict=True):
            if waiting and waiting[0].begin < end:
                taken.append(waiting.pop(0))
                end, grown = max(end, taken[-1].end), True
    theirs, mine = (_applied(was, begin, end, taken) for taken in ours)
    return _Change(begin, end, theirs if theirs == mine else [*theirs, *mine])


def _applied(was: Lines, begin: int, end: int, changes: Sequence[_Change]) -> list[str]:
    found, at = list[str](), begin
    for one in changes:
        found += [*was[at : one.begin], *one.lines]
        at = one.end
    return found + list(was[at:end])
