"""The filters of a list of meetings as plain links: each keeps what the others narrow to, and takes its own back."""

from collections.abc import Callable, Iterable
from typing import Protocol

from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.events import words
from netapp.events.lists import Filters
from netapp.events.models import KINDS

# (text, address, whether the list is narrowed to it)
Link = tuple[str, str, bool]
Row = tuple[str, list[Link]]
Address = Callable[[Filters], str]


class Network(Protocol):
    """What a filter needs to know of a network."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...


def first(filters: Filters, address: Address) -> list[Row]:
    """What most people ask for: which kind, online, open to guests."""
    kinds = [(words.kinds(kind), address(filters.but(kind=kind)), filters.kind == kind) for kind in KINDS]
    return [
        (_("Kind"), [(_("All"), address(filters.but(kind="")), not filters.kind), *kinds]),
        (
            _("Only"),
            [
                (words.online(), address(filters.but(online=not filters.online)), filters.online),
                (_("Open to guests"), address(filters.but(guests=not filters.guests)), filters.guests),
            ],
        ),
    ]


def further(filters: Filters, address: Address, networks: Iterable[Network]) -> list[Row]:
    """Where, in which network, in which language."""
    known = list(networks)
    regions = sorted({network.region for network in known if network.region})
    return [
        _choice(_("Region"), filters, address, "region", [(region, region) for region in regions]),
        _choice(_("Network"), filters, address, "network", [(network.name, network.id) for network in known]),
        _choice(_("Language"), filters, address, "language", [(name, code) for code, name in languages.NAMES.items()]),
    ]


def is_further(filters: Filters) -> bool:
    """Whether something is narrowed that `further` shows."""
    return bool(filters.region or filters.network or filters.language)


def _choice(
    label: str, filters: Filters, address: Address, field: str, options: Iterable[tuple[str, str | int]]
) -> Row:
    now = getattr(filters, field)
    nothing = type(filters).__dataclass_fields__[field].default
    links = [(text, address(filters.but(**{field: value})), now == value) for text, value in options]
    return label, [(_("All"), address(filters.but(**{field: nothing})), not now), *links]
