"""What a made world says: names, titles and texts in four languages, put together from words.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

SHORTEST, LONGEST = 300, 1300
# A text of so many characters has a programme, too.
WITH_AGENDA = 700


@dataclass(frozen=True)
class Words:
    """One language's stock. `towns` are pairs of a town and its region."""

    networks: list[str]
    sub_groups: list[str]
    leftovers: list[str]
    companies: list[str]
    first_names: list[str]
    last_names: list[str]
    towns: list[list[str]]
    streets: list[str]
    rooms: list[str]
    titles: list[str]
    leads: list[str]
    sentences: list[str]
    agenda: list[str]
    agenda_title: str
    reasons: list[str]

    def name(self, chance: Random) -> str:
        return f"{chance.choice(self.first_names)} {chance.choice(self.last_names)}"

    def company(self, chance: Random) -> str:
        return chance.choice(self.companies).format(name=chance.choice(self.last_names))

    def body(self, chance: Random, town: str, host: str) -> str:
        """Markdown of 300 to 1500 characters, the lengths spread evenly: most of a meeting's row is its text."""
        length = chance.randint(SHORTEST, LONGEST)
        agenda = self._agenda(chance, host) if length > WITH_AGENDA else ""
        said: list[str] = []
        missing = length - len(agenda)
        for sentence in chance.sample(self.sentences, len(self.sentences)):
            if missing <= 0:
                break
            said.append(sentence.format(town=town, host=host))
            missing -= len(said[-1]) + 1
        paragraphs = [" ".join(said[start : start + 3]) for start in range(0, len(said), 3)]
        return "\n\n".join(filter(None, (*paragraphs, agenda)))

    def _agenda(self, chance: Random, host: str) -> str:
        first, hour = self.agenda[0], chance.randint(8, 14)
        chosen = [first, *(point for point in self.agenda[1:] if chance.random() < 0.7)]
        lines = (f"- {hour + n // 2}:{'30' if n % 2 else '00'} {point}" for n, point in enumerate(chosen))
        return f"## {self.agenda_title}\n\n" + "\n".join(lines).format(host=host)


@cache
def of(language: str) -> Words:
    return Words(**_stock()[language])


@cache
def _stock() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
