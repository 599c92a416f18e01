"""Names of a page's posts as links, and the list that helps while one types."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from netapp.core import text
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.forums import reading
from netapp.forums.mentioning import queries
from netapp.forums.mentioning.marks import Known
from netapp.forums.models import Post
from netapp.groups import policy as groups
from netapp.groups import reading as groups_reading
from netapp.members import addresses

FEWEST = 2
Named = tuple[tuple[str, str], ...]


def names(viewer: Viewer, said: Iterable[str]) -> Mapping[str, Known]:
    """Of all that these posts name, in one statement; in none where they name nobody. `said`: of reading.Line."""
    return queries.shown(viewer, {key for one in said for key in _keys(one)})


def among(known: Mapping[str, Known], said: str) -> Named:
    """(name, address) of those whom one post names."""
    found = [known[key] for key in _keys(said) if key in known]
    return tuple((name, _url(one, absolute=False)) for name, one in _called(found))


def in_letter(viewer: Viewer, post: Post) -> dict[str, str]:
    """The same for a letter, with full addresses."""
    found = queries.shown(viewer, post.mentions or ())
    return {name: _url(one, absolute=True) for name, one in _called(list(found.values()))}


def offered(viewer: Viewer, group_id: int, thread_id: int | None, typed: str) -> list[tuple[str, str]]:
    """(what is written behind the @, what is said beside it): only to whom the members of the group are shown."""
    group = groups_reading.readable(viewer, group_id)
    require(groups.may_see_members(viewer, group))
    circles = [group.id]
    if thread_id is not None:
        thread = reading.read(viewer, thread_id).thread
        above = queries.of_thread(thread) if thread.group_id == group.id else circles
        circles = [one for one in above if one == group.id or viewer.belongs_to(one)]
    known = queries.offered(circles, typed) if len(typed) >= FEWEST else []
    return [(name, one.at) for name, one in _called(known)]


def _called(known: list[Known]) -> list[tuple[str, Known]]:
    """Two of one name are told apart by where they work."""
    folded = [text.fold(one.name) for one in known]
    return [
        (f"{one.name} ({one.at})" if one.at and folded.count(text.fold(one.name)) > 1 else one.name, one)
        for one in known
    ]


def _url(one: Known, *, absolute: bool) -> str:
    kind, _colon, number = one.key.partition(":")
    made: dict[tuple[str, bool], Any] = {
        ("person", True): addresses.absolute_of_person,
        ("person", False): addresses.of_person,
        ("company", True): addresses.absolute,
        ("company", False): addresses.of,
    }
    return str(made[kind, absolute](int(number), one.name))


def _keys(said: str) -> list[str]:
    found: list[str] = json.loads(said) if said else []
    return found
