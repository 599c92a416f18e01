"""The links that narrow what was found in discussions: offered is what the hits themselves have in common."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from netapp.core.languages import gettext as _
from netapp.forums.searching import Narrowed, Said

MOST = 6
Link = tuple[str, str, bool]
Row = tuple[str, tuple[Link, ...]]


def rows(narrowed: Narrowed, typed: str, hits: Sequence[Said]) -> tuple[Row, ...]:
    """Each a name and its links; of groups, people and tags only those of the hits, which their reader sees anyway."""
    states = (("open", _("Open questions")), ("answered", _("Answered questions")))
    times = (("month", _("The last month")), ("year", _("The last year")))
    found = [
        (_("When"), _links(narrowed, typed, "since", times)),
        (_("Questions"), _links(narrowed, typed, "state", states)),
        (_("Group"), _links(narrowed, typed, "group", {(one.group_id, one.group) for one in hits})),
        (_("Who wrote"), _links(narrowed, typed, "by", {(one.author_id, one.author) for one in hits if one.author_id})),
        (_("Tag"), _links(narrowed, typed, "tag", {(tag, tag) for one in hits for tag in one.tags})),
    ]
    return tuple((name, links) for name, links in found if len(links) > 1)


def address(narrowed: Narrowed, typed: str, **more: Any) -> str:
    asked: dict[str, Any] = {"q": typed, "in": "discussions", **narrowed.args, **more}
    return url_for("home.search", **asked)


def _links(narrowed: Narrowed, typed: str, name: str, offered: Iterable[tuple[Any, str]]) -> tuple[Link, ...]:
    """All of them first. What it is narrowed to stands there even when nothing was found."""
    now = getattr(narrowed, name)
    known = sorted(offered, key=lambda one: one[1])[:MOST] if isinstance(offered, set) else list(offered)
    if now and now not in {value for value, _said in known}:
        known = [(now, str(now) if name == "tag" else _("The one that you have chosen")), *known]
    each = ((said, address(narrowed.but(**{name: value}), typed), value == now) for value, said in known)
    everything = narrowed.but(**{name: getattr(Narrowed(), name)})
    return (_("All"), address(everything, typed), not now), *each
