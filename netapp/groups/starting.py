"""A new network from a template, or as a copy of another one: its texts and sub-groups, and no people.

Floors above add what they know by `bring`: the drafts of a template's meetings, say.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from netapp.core import languages
from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import policy, queries, running
from netapp.groups.models import PRESETS, Group

FOLDER = Path(__file__).parent / "patterns"
# Where somebody who writes in this language most likely is; the organiser can change it.
ZONES = {"da": "Europe/Copenhagen", "sv": "Europe/Stockholm", "fi": "Europe/Helsinki"}
_COPIED = ("lead", "about", "texts", "language", "zone", "seen_by", "join_rule", "read_by", "questions")


@dataclass(frozen=True)
class Pattern:
    """A template as its file holds it: texts by language, sub-groups, and what floors above read from `more`."""

    key: str
    order: int
    switches: str
    join: str
    read: str
    name: Mapping[str, str]
    lead: Mapping[str, str]
    about: Mapping[str, str]
    groups: Sequence[Mapping[str, Any]]
    more: Mapping[str, Any]


@dataclass(frozen=True)
class Start:
    """A network that has just been made. `made`: the new groups by the numbers of those that they are copies of."""

    viewer: Viewer
    network: Group
    pattern: Pattern | None
    made: Mapping[int, Group]


Part = Callable[[Start], None]


def bring(app: Flask, part: Part) -> None:
    """Let a floor above put its own into new networks."""
    app.extensions.setdefault("starts", []).append(part)


@cache
def patterns() -> tuple[Pattern, ...]:
    """In the order in which they are offered."""
    return tuple(sorted(map(_read, FOLDER.glob("*.toml")), key=lambda pattern: pattern.order))


@action
def start_from(viewer: Viewer, by_members: bool, pattern: Pattern, name: str, region: str, language: str) -> Group:
    """A network with the template's texts in each language, its sub-groups, and what floors above bring."""
    require(policy.may_create_network(viewer, by_members))
    zone = viewer.zone or ZONES.get(language) or "Europe/Copenhagen"
    values = {
        **_texts(pattern.lead, pattern.about, language),
        **_switches(pattern.switches, pattern.join, pattern.read),
    }
    network = running.create_network(
        viewer, by_members, name=name, region=region, language=language, zone=zone, **values
    )
    for written in pattern.groups:
        texts = _texts(written["lead"], written.get("about", {}), language)
        running.create_inside(
            viewer, network, name=written["name"][language], **texts, **_switches(written["switches"])
        )
    _bring(Start(viewer, network, pattern, {}))
    return network


@action
def start_like(viewer: Viewer, by_members: bool, source: Group, name: str, region: str) -> Group:
    """A copy: texts, switches, and the sub-groups that the viewer organises; nobody is in it but who makes it."""
    require(policy.may_create_network(viewer, by_members))
    require(policy.may_copy(viewer, source))
    network = running.create_network(viewer, by_members, name=name, region=region, **_copied(source))
    made = {source.id: network}
    for inner in queries.sub_groups(viewer, source.id):
        if policy.may_copy(viewer, inner) and not inner.is_closed:
            made[inner.id] = running.create_inside(viewer, network, name=inner.name, **_copied(inner))
    _bring(Start(viewer, network, None, made))
    return network


def sources(viewer: Viewer) -> Sequence[Group]:
    """The networks that the viewer may copy."""
    return [group for group in queries.organised(viewer) if group.is_network]


def _read(path: Path) -> Pattern:
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    own = {name: known.pop(name) for name in ("order", "switches", "join", "name", "lead", "about")}
    return Pattern(key=path.stem, read=known.pop("read", ""), groups=known.pop("groups", ()), more=known, **own)


def _texts(lead: Mapping[str, str], about: Mapping[str, str], language: str) -> dict[str, Any]:
    """In the network's language, and the other languages beside it."""
    others = [code for code in languages.NAMES if code != language]
    texts = {f"lead.{code}": lead[code] for code in others}
    texts |= {f"about.{code}": about[code].strip() for code in others if code in about}
    return {"lead": lead[language], "about": about.get(language, "").strip(), "texts": texts}


def _switches(preset: str, join: str = "", read: str = "") -> dict[str, Any]:
    """A preset's, but for what is said otherwise."""
    seen_by, join_rule, read_by = PRESETS[preset]
    return {"seen_by": seen_by, "join_rule": join or join_rule, "read_by": read or read_by}


def _copied(group: Group) -> dict[str, Any]:
    return {name: getattr(group, name) for name in _COPIED} | {"texts": dict(group.texts)}


def _bring(start: Start) -> None:
    for part in current_app.extensions.get("starts", []):
        part(start)
