"""What a set of marks says. It does not matter in which order they came, nor how often one of them was sent.

A mark stands unless another one takes it back; who takes back says which marks they have seen. So when one helper marks
somebody and another one, on a phone without a line, marks and takes back, the first one's mark stands: none is lost.
(An observed-remove set: Shapiro et al., A comprehensive study of convergent replicated data types, 3.3.5.)
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol


class Marked(Protocol):
    """What of a mark counts here."""

    @property
    def key(self) -> str: ...
    @property
    def undoes(self) -> str: ...
    @property
    def sign_up_id(self) -> int | None: ...
    @property
    def came_at(self) -> datetime: ...


class Here(NamedTuple):
    """Somebody is here: since when, and by which marks."""

    since: datetime
    keys: tuple[str, ...]


# Who is here: by the number of a sign-up, or by the key of the mark of somebody without one.
Who = int | str


def here(marks: Iterable[Marked]) -> dict[Who, Here]:
    """Who is here, each once."""
    by_key = {one.key: one for one in marks}
    undone = {one.undoes for one in by_key.values() if one.undoes}
    found: dict[Who, Here] = {}
    for one in sorted(by_key.values(), key=lambda one: (one.came_at, one.key)):
        if one.undoes or one.key in undone:
            continue
        who: Who = one.sign_up_id if one.sign_up_id is not None else one.key
        before = found.get(who)
        found[who] = Here(before.since, (*before.keys, one.key)) if before else Here(one.came_at, (one.key,))
    return found
