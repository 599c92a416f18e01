"""The growth rings of networks, drawn from the meetings that they have held."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from netapp.core import rings
from netapp.core.viewer import Viewer
from netapp.groups import cards


def of(viewer: Viewer, network_ids: Sequence[int], size: int = 240) -> Mapping[int, Markup]:
    """An emblem for each network, from what this viewer may know of it; one query for all."""
    held = cards.known(cards.ATTENDANCES, viewer, network_ids)
    return {number: drawn(number, held.get(number, ()), size) for number in network_ids}


def drawn(network_id: int, attendances: Sequence[int], size: int = 240) -> Markup:
    """The emblem of a network whose head counts are known, oldest first."""
    return rings.rings(f"network {network_id}", attendances, size)


def both(viewer: Viewer, network_id: int, held: Sequence[int] | None = None) -> tuple[Markup, Markup]:
    """The large drawing of the network's own page, and the mark in the bar. `held`: its head counts, if known."""
    if held is None:
        held = cards.known(cards.ATTENDANCES, viewer, [network_id]).get(network_id, ())
    return drawn(network_id, held), drawn(network_id, held, 40)


def one(viewer: Viewer, network_id: int, size: int = 240) -> Markup:
    return of(viewer, [network_id], size)[network_id]
