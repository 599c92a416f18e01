"""Articles of a made world: each network's, one in so many weeks, most of them translated."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.making import words
from bench.making.society import Society
from netapp.demo.place import at
from netapp.news.models import KINDS

Row = dict[str, Any]

# Of each network so many, the first of them with the most.
EACH, FIRST = 12, 120
WEEKS = 3
# Every other one can be read in English, too.
TRANSLATED_IN = 2


def articles(society: Society) -> Iterator[Row]:
    number = 0
    for group, town in zip(society.groups[: society.size.networks], society.towns, strict=True):
        chance = society.chance(f"articles of {group.id}")
        author = group.id
        for turn in range(FIRST if group.id == 1 else EACH):
            number += 1
            spoken = [group.language, *(["en"] if turn % TRANSLATED_IN and group.language != "en" else [])]
            published = at(society.today - timedelta(weeks=1 + turn * WEEKS))
            yield _row(number, group.id, author, spoken, published) | _texts(chance, spoken, town, number)


def _texts(chance: Any, spoken: list[str], town: str, number: int) -> Row:
    stock = {code: words.of(code) for code in spoken}
    titles = {code: f"{chance.choice(one.titles)} {number}".format(town=town, host=town) for code, one in stock.items()}
    leads = {code: chance.choice(one.leads).format(town=town, host=town)[:300] for code, one in stock.items()}
    bodies = {code: f"{one.body(chance, town, town)}\n\n{one.body(chance, town, town)}" for code, one in stock.items()}
    return {"titles": {code: title[:150] for code, title in titles.items()}, "leads": leads, "bodies": bodies}


def _row(number: int, group_id: int, author: int, spoken: list[str], published: Any) -> Row:
    nobody = dict.fromkeys(("file_id", "meeting_id", "thread_id", "company_id", "approved_by"))
    never = dict.fromkeys(("updated_at", "asked_at", "approved_at"))
    nothing = dict.fromkeys(("author_name", "credit", "updated_line", "wish"), "")
    return {
        **nobody,
        **never,
        **nothing,
        "id": number,
        "group_id": group_id,
        "kind": KINDS[number % len(KINDS)] if number % len(KINDS) != 1 else "news",
        "state": "published",
        "language": spoken[0],
        "tags": [],
        "slugs": " ",
        "alts": {},
        "author_id": author,
        "created_by": author,
        "created_at": published,
        "changed_at": published,
        "published_at": published,
    }
