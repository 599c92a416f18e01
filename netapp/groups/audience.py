"""Who sees a group and who reads in it, worked out from its switches and its network's (A1, A3). Pure.

There are three widths and each holds the next: everyone, the network's members, the group's own members. In a
network the last two are the same people. A group is as wide as its switch says and no wider than what stands above
it: reading is never wider than seeing, a sub-group never wider than its network, and a network that waits for a yes is
for its members only.
"""

from dataclasses import dataclass

from netapp.core.viewer import PUBLIC, group_key
from netapp.groups.models import Group, Scope

WIDTHS: dict[Scope, int] = {"members": 0, "network": 1, "everyone": 2}


@dataclass(frozen=True)
class Audience:
    """The keys that a viewer needs to see that the group exists, and to read what is in it."""

    seen_key: str
    read_key: str


def of(group: Group, network: Group | None = None) -> Audience:
    """The audience of a group; `network` is the parent of a sub-group, None for a network."""
    if network is None:
        most_seen = most_read = WIDTHS["everyone" if group.is_approved else "members"]
    else:
        above = of(network)
        most_seen, most_read = (
            WIDTHS["everyone" if k == PUBLIC else "network"] for k in (above.seen_key, above.read_key)
        )
    seen = min(WIDTHS[group.seen_by], most_seen)
    read = min(WIDTHS[group.read_by], seen, most_read)
    keys = (group_key(group.id), group_key(network.id if network else group.id), PUBLIC)
    return Audience(seen_key=keys[seen], read_key=keys[read])


def set_keys(group: Group, network: Group | None = None) -> None:
    """Write the audience into the group's row."""
    audience = of(group, network)
    group.seen_key, group.read_key = audience.seen_key, audience.read_key
