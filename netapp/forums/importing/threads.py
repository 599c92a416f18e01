"""Which letters belong together: by what they say they answer, else by their subjects.

After Jamie Zawinski's algorithm (jwz.org/doc/threading.html), by sets instead of trees: a forum's thread is a row of
posts, and looking for circles in a tree of a hundred thousand answers takes the square of that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from netapp.core import text

# An answer that names nothing belongs to what was said under its subject so long ago at most.
_SOON = timedelta(days=60)


class Threaded(Protocol):
    """What is asked of a letter; mbox.Message has it, and a row of its own that is lighter may have it, too."""

    @property
    def id(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def references(self) -> Sequence[str]: ...
    @property
    def at(self) -> datetime: ...
    @property
    def subject(self) -> str: ...
    @property
    def is_answer(self) -> bool: ...


M = TypeVar("M", bound=Threaded)


@dataclass(frozen=True)
class Thread(Generic[M]):
    """Letters in the order of their times, none before what it answers. `parents`: id → id, both in this thread."""

    subject: str
    messages: tuple[M, ...]
    parents: dict[str, str]


def threads(messages: Iterable[M]) -> list[Thread[M]]:
    """By the first letter of each. Of letters with one id the first counts."""
    known: dict[str, M] = {}
    for message in messages:
        known.setdefault(message.id, message)
    parents = _parents(known)
    times = _times(known, parents)
    sets = _Sets()
    for message in known.values():
        for reference in (*message.references, message.parent):
            if reference:
                sets.join(message.id, reference)
    gathered: dict[str, list[M]] = {}
    for message in known.values():
        gathered.setdefault(sets.of(message.id), []).append(message)
    joined = _by_subject([sorted(group, key=lambda one: times[one.id]) for group in gathered.values()], parents)
    made = [sorted(group, key=lambda one: times[one.id]) for group in joined]
    made.sort(key=lambda group: times[group[0].id])
    return [
        Thread(_subject(group), tuple(group), {one.id: parents[one.id] for one in group if one.id in parents})
        for group in made
    ]


def _parents(known: dict[str, M]) -> dict[str, str]:
    """What each answers of what is there; of a circle the first letter answers nothing."""
    parents: dict[str, str] = {}
    for message in known.values():
        named = [message.parent, *reversed(message.references)]
        found = next((one for one in named if one in known and one != message.id), "")
        if found:
            parents[message.id] = found
    seen: dict[str, int] = {}
    for number, begin in enumerate(known):
        at, way = begin, []
        while at not in seen:
            seen[at] = number
            way.append(at)
            if at not in parents:
                break
            at = parents[at]
        else:
            if seen[at] == number:
                circle = way[way.index(at) :]
                del parents[min(circle, key=lambda one: known[one].at)]
    return parents


def _times(known: dict[str, M], parents: dict[str, str]) -> dict[str, tuple[datetime, int, int]]:
    """Something to sort by: when it was written, or when what it answers was, if that clock was ahead; then how many
    answers deep it stands, and its place in the archive."""
    times: dict[str, tuple[datetime, int, int]] = {}
    places = {one: place for place, one in enumerate(known)}
    for begin in known:
        way = [begin]
        while way[-1] not in times and way[-1] in parents:
            way.append(parents[way[-1]])
        for one in reversed(way):
            if one not in times:
                above = times[parents[one]] if one in parents else None
                own = known[one].at
                is_before = above is not None and above[0] >= own
                times[one] = (above[0], above[1] + 1, places[one]) if above and is_before else (own, 0, places[one])
    return times


def _by_subject(groups: list[list[M]], parents: dict[str, str]) -> list[list[M]]:
    """Answers that name nothing we have, put to what was last said under their subject."""
    groups.sort(key=lambda group: group[0].at)
    open_: dict[str, list[M]] = {}
    latest: dict[str, datetime] = {}
    made: list[list[M]] = []
    for group in groups:
        first = group[0]
        subject = text.fold(first.subject)
        last = max(one.at for one in group)
        is_answer = first.is_answer or bool(first.parent or first.references)
        if is_answer and subject and subject in open_ and first.at - latest[subject] <= _SOON:
            parents[first.id] = open_[subject][0].id
            open_[subject] += group
            latest[subject] = max(latest[subject], last)
            continue
        made.append(group)
        if subject:
            open_[subject], latest[subject] = group, last
    return made


def _subject(group: Sequence[M]) -> str:
    return next((one.subject for one in group if one.subject), "")


class _Sets:
    """Names that belong together, joined in no time (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        above = self._above
        while (one := above.setdefault(name, name)) != name:
            # Half of the way is left out the next time.
            above[name] = above[one]
            name = above[one]
        return name

    def join(self, one: str, other: str) -> None:
        self._above[self.of(other)] = self.of(one)
