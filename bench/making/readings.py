"""How far the people of a made world have read: who writes follows, and the threads in which a bench answers are
followed by as many people each.
"""

from collections.abc import Iterator
from typing import Any

from bench.making import census
from bench.making.society import Society
from bench.making.threads import ANSWERED, Planned

Row = dict[str, Any]

FOLLOWED = 200
# Networks of about that size are answered in; in a larger one, too many would have to be kept from it.
MOST = 2 * FOLLOWED


def rows(society: Society, planned: list[Planned]) -> Iterator[Row]:
    reached = _reached(society)
    fit = {group_id for group_id, people in reached.items() if FOLLOWED <= len(people) <= MOST}
    fit = fit or {1}
    for one in planned:
        own = dict.fromkeys(one.speakers)
        for position in range(1, min(one.posts, 200) + 1):
            own[one.author(position)] = one.at(position)
        found = {person: (moment, "follow") for person, moment in own.items() if moment}
        if one.group.id in fit and one.place <= 1 + ANSWERED:
            found = _all(one, reached[one.group.id], society)
        for person, (moment, watch) in found.items():
            yield {"thread_id": one.number, "person_id": person, "read_at": moment, "watch": watch}


def _all(one: Planned, reached: list[int], society: Society) -> dict[int, Any]:
    """A page's thread has been read by everybody; the others are followed by so many, and by nobody else."""
    last = one.at(one.posts)
    found = dict.fromkeys(society.members[one.group.id], (last, "" if one.place == 1 else "mute"))
    if one.place > 1:
        found |= dict.fromkeys(reached[:FOLLOWED], (last, "follow"))
    return found


def _reached(society: Society) -> dict[int, list[int]]:
    """The members of networks who get letters."""
    found: dict[int, list[int]] = {number: [] for number in range(1, society.size.networks + 1)}
    for row in census.memberships(society):
        if row["state"] == "active" and row["mail_level"] != "nothing" and row["group_id"] in found:
            found[row["group_id"]].append(row["person_id"])
    return found
