"""The filters of a list of meetings as plain links: each keeps what the others narrow to, and takes its own back."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces
from netapp.core.languages import gettext as _
from netapp.events import words
from netapp.events.lists import Filters
from netapp.events.models import KINDS

# (text, address, whether the list is narrowed to it)
Link = tuple[str, str, bool]
Row = tuple[str, tuple[Link, ...]]


class Address(NamedTuple):
    """Where a list stands: the view, and what its address asks for besides the filters."""

    endpoint: str
    more: tuple[tuple[str, str], ...] = ()

    def __call__(self, filters: Filters, **more: str) -> str:
        # What was typed is asked for on the page of what is found.
        endpoint = "home.search" if self.endpoint == "home.front" and filters.words else self.endpoint
        return url_for(endpoint, **{**filters.args, **dict(self.more), **more})


class Network(Protocol):
    """What a filter needs to know of a network."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


def of(filters: Filters, address: Address, regions: Iterable[str], networks: Iterable[Network]) -> dict[str, Any]:
    """The filters, and as `filter_bar` what a page shows of them."""
    names = tuple(sorted((network.name, network.id) for network in networks))
    return {"filters": filters, "filter_bar": _bar(filters, address, tuple(regions), names)}


@pieces.remembered
def _bar(filters: Filters, address: Address, regions: tuple[str, ...], networks: tuple[tuple[str, int], ...]) -> Markup:
    return pieces.part(
        "home/_filters.html",
        filters=filters,
        first_filters=_first(filters, address),
        further_filters=_further(filters, address, regions, networks),
        more_filters=bool(filters.region or filters.network or filters.language),
    )


def _first(filters: Filters, address: Address) -> tuple[Row, ...]:
    """What most people ask for: which kind, online, open to guests."""
    kinds = ((words.kinds(kind), address(filters.but(kind=kind)), filters.kind == kind) for kind in KINDS)
    return (
        (_("Kind"), ((_("All"), address(filters.but(kind="")), not filters.kind), *kinds)),
        (
            _("Only"),
            (
                (words.online(), address(filters.but(online=not filters.online)), filters.online),
                (_("Open to guests"), address(filters.but(guests=not filters.guests)), filters.guests),
            ),
        ),
    )


def _further(
    filters: Filters, address: Address, regions: tuple[str, ...], networks: tuple[tuple[str, int], ...]
) -> tuple[Row, ...]:
    """Where, in which network (some; each has its own page), in which language."""
    codes = ((name, code) for code, name in languages.NAMES.items())
    return (
        _choice(_("Region"), filters, address, "region", ((region, region) for region in regions)),
        _choice(_("Network"), filters, address, "network", networks),
        _choice(_("Language"), filters, address, "language", codes),
    )


def _choice(
    label: str, filters: Filters, address: Address, field: str, options: Iterable[tuple[str, str | int]]
) -> Row:
    now = getattr(filters, field)
    nothing = type(filters).__dataclass_fields__[field].default
    links = ((text, address(filters.but(**{field: value})), now == value) for text, value in options)
    return label, ((_("All"), address(filters.but(**{field: nothing})), not now), *links)
