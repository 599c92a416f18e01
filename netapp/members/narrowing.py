"""What the directory of companies is narrowed to: read from an address, put back into one, filled into a statement."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from netapp.config import LANGUAGES
from netapp.core import languages, text
from netapp.members import places, sectors
from netapp.members.models import ABOUTS, KINDS, About, Kind
from netapp.members.north import Box
from netapp.members.places import Place

# Each number of words is a statement of its own, which is kept.
MOST_WORDS = 8
# Kilometres around a town; the second is meant where none is said.
WITHIN = (10, 25, 50, 100)


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to. `about`: among lines of this kind only, or companies that have any.

    `near`: a town as somebody typed it, and `within` how many kilometres of it; one that is not known narrows nothing.
    `box` is a part of the map. `on_map` narrows nothing, but is kept from page to page as the others are.
    """

    words: str = ""
    about: About | None = None
    section: str = ""
    kind: Kind | None = None
    language: str = ""
    near: str = ""
    within: int = WITHIN[1]
    box: Box | None = None
    on_map: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what is not known narrows nothing."""
        return cls(
            words=text.one_line(args.get("q", ""))[:100],
            about=next((about for about in ABOUTS if about == args.get("about")), None),
            section=args["sector"] if args.get("sector") in sectors.SECTIONS else "",
            kind=next((kind for kind in KINDS if kind == args.get("kind")), None),
            language=next((code for code in LANGUAGES if code == args.get("language")), ""),
            near=text.one_line(args.get("near", ""))[:80],
            within=next((km for km in WITHIN if str(km) == args.get("within")), WITHIN[1]),
            box=places.box_of(args.get("box", "")),
            on_map=args.get("view") == "map",
        )

    @property
    def args(self) -> dict[str, str]:
        """For an address; only what narrows, and which way it is shown."""
        asked = (
            ("q", self.words),
            ("about", self.about),
            ("sector", self.section),
            ("kind", self.kind),
            ("language", self.language),
            ("near", self.near),
            ("within", str(self.within) if self.near else ""),
            ("box", ",".join(f"{degrees:.4f}" for degrees in self.box) if self.box else ""),
            ("view", "map" if self.on_map else ""),
        )
        return {name: value for name, value in asked if value}

    def but(self, **changes: Any) -> "Filters":
        return replace(self, **changes)

    @cached_property
    def place(self) -> Place | None:
        """The town that is meant, the likeliest of its name for who reads this language."""
        found = places.find(self.near, languages.current()) if self.near else ()
        return found[0] if found else None

    @property
    def values(self) -> dict[str, Any]:
        """What fills a statement; its names are the statement's shape."""
        words = {f"word{n}": text.pattern(word) for n, word in enumerate(text.fold(self.words).split()[:MOST_WORDS])}
        asked = (("about", self.about), ("section", self.section), ("kind", self.kind), ("language", self.language))
        found: dict[str, Any] = {**words, **{name: value for name, value in asked if value}}
        if self.language:
            found["translated"] = f'%"about.{self.language}":%'
        if self.place:
            found |= places.around(self.place.latitude, self.place.longitude, self.within)
        if self.box:
            found |= {f"view_{side}": degrees for side, degrees in self.box._asdict().items()}
        return found
