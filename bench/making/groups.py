"""Networks and sub-groups of a made world, each with the town that it is in."""

from datetime import date, timedelta
from random import Random
from typing import Any

from bench.making import words
from netapp.demo.place import at
from netapp.groups import audience
from netapp.groups.models import PRESETS, Group, JoinRule, Scope, folded

LANGUAGES = {"da": 35, "sv": 25, "fi": 20, "en": 20}
ZONES = {
    "da": ("Europe/Copenhagen",),
    "sv": ("Europe/Stockholm",),
    "fi": ("Europe/Helsinki",),
    "en": ("Europe/Oslo", "Europe/Tallinn", "Europe/Berlin", "Atlantic/Reykjavik"),
}
# The three switches, and in how many networks of a hundred they stand so.
SWITCHES: dict[tuple[Scope, JoinRule, Scope], int] = {
    ("everyone", "open", "everyone"): 70,
    ("everyone", "approval", "everyone"): 20,
    ("everyone", "approval", "members"): 7,
    ("members", "invitation", "members"): 3,
}
SUB_GROUPS = (1, 2, 2, 3)


def networks(chance: Random, many: int, today: date) -> list[tuple[Group, str]]:
    """(network, its town), numbered from 1. The first is Danish and public, so that a bench can rely on it."""
    found, named = [], dict[str, int]()
    for number in range(1, many + 1):
        language = "da" if number == 1 else chance.choices([*LANGUAGES], [*LANGUAGES.values()])[0]
        switches = next(iter(SWITCHES)) if number == 1 else chance.choices([*SWITCHES], [*SWITCHES.values()])[0]
        town, region = chance.choice(words.of(language).towns)
        name = chance.choice(words.of(language).networks).format(town=town)
        named[name] = named.get(name, 0) + 1
        name = f"{name} {named[name]}" if named[name] > 1 else name
        group = Group(
            id=number,
            parent_id=None,
            name=name,
            folded=folded(name),
            language=language,
            zone=chance.choice(ZONES[language]),
            region=region,
            website=f"https://network-{number}.example" if chance.random() < 0.5 else "",
            domains="",
            **_rest(chance, language, town, switches),
            **_since(today - timedelta(chance.randint(2200, 3000))),
            created_by=number,
        )
        audience.set_keys(group)
        found.append((group, town))
    return found


def sub_groups(chance: Random, networks: list[tuple[Group, str]], today: date) -> list[Group]:
    """About two in each network, numbered on; some are secret, so that the clauses about audiences have work."""
    found: list[Group] = []
    for network, town in networks:
        for name in chance.sample(words.of(network.language).sub_groups, chance.choice(SUB_GROUPS)):
            switches = PRESETS[chance.choices(("public", "network", "secret"), (40, 35, 25))[0]]
            group = Group(
                id=len(networks) + len(found) + 1,
                parent_id=network.id,
                name=name,
                folded=folded(name),
                language=network.language,
                zone=network.zone,
                region=network.region,
                website="",
                domains="",
                **_rest(chance, network.language, town, switches),
                **_since(today - timedelta(chance.randint(1900, 2150))),
                created_by=network.created_by,
            )
            audience.set_keys(group, network)
            found.append(group)
    return found


def _rest(chance: Random, language: str, town: str, switches: tuple[Scope, JoinRule, Scope]) -> dict[str, Any]:
    """Texts in the group's own language and often in English, and the switches."""
    said, english = words.of(language), words.of("en")
    values: dict[str, Any] = dict(zip(("seen_by", "join_rule", "read_by"), switches, strict=True))
    values |= {"lead": chance.choice(said.leads).format(town=town), "about": said.body(chance, town, town), "texts": {}}
    if language != "en" and chance.random() < 0.6:
        lead = chance.choice(english.leads).format(town=town)
        values["texts"] = {"lead.en": lead, "about.en": english.body(chance, town, town)}
    return values | {"revision": chance.randint(1, 400)}


def _since(day: date) -> dict[str, Any]:
    return {"created_at": at(day), "approved_at": at(day), "closed_at": None}
