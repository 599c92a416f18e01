"""Where names stand in a text, and links put upon them. Pure."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from netapp.core import text

# So many names are looked for in a post: more is a list, and nobody's call.
MOST = 20
_LONGEST, _MOST_WORDS = 120, 8
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{0,500}`", re.DOTALL)
_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
_AT = re.compile(r"(?<![\w@/.])@(?=\w)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)(?:\"[^\"]*\"|[^>\"])*>")
_SHUT = {"a", "code", "pre", "blockquote"}


class Spot(NamedTuple):
    """A place at which a name may begin: each that it may be, the longest first, and what follows that."""

    names: tuple[tuple[str, str], ...]


class Known(NamedTuple):
    """Somebody, or a company, that may be named: "person:5"; `at`: where they work."""

    key: str
    name: str
    at: str = ""


def spots(body: str) -> list[Spot]:
    """What is quoted or code names nobody: the one was said before, the other is no speech."""
    said = _QUOTED.sub("", _CODE.sub(" ", body))
    return [Spot(tuple(_names(said[at.end() :]))) for at in list(_AT.finditer(said))[:MOST]]


def named(body: str, known: Sequence[Known]) -> list[str]:
    """Whom the text names, each once, in its order. Of two with one name it is the one whose company is said."""
    by_name: dict[str, list[Known]] = {}
    for one in known:
        by_name.setdefault(text.fold(one.name), []).append(one)
    found = (_meant(spot, by_name) for spot in spots(body))
    return list(dict.fromkeys(one for one in found if one))


def linked(page: Markup, urls: Mapping[str, str]) -> Markup:
    """Clean HTML with a link at each of these names that stands behind an @, but for code, quotes and other links."""
    if not urls:
        return page
    by_name = {html.escape(name, quote=False).lower(): url for name, url in urls.items()}
    each = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    names = re.compile(rf"(?<![\w@/.])@({each})(?!\w)", re.IGNORECASE)

    def link(found: re.Match[str]) -> str:
        return f'<a href="{escape(by_name[found[1].lower()])}">{found[0]}</a>'

    made, shut, end = [], 0, 0
    for tag in _TAG.finditer(page):
        between = page[end : tag.start()]
        made += [str(between) if shut else names.sub(link, str(between)), tag[0]]
        shut += (-1 if tag[1] else 1) if tag[2] in _SHUT else 0
        end = tag.end()
    rest = str(page[end:])
    return Markup("".join(made) + names.sub(link, rest))  # noqa: S704 (of clean parts, and escaped addresses)


def _names(after: str) -> Iterator[tuple[str, str]]:
    line = after[:_LONGEST].split("\n", 1)[0]
    ends = [found.end() for found in re.finditer(r"\S+", line)][:_MOST_WORDS]
    for end in reversed(ends):
        name = line[:end]
        yield name, line[end:]
        while name and not name[-1].isalnum():
            name = name[:-1]
            yield name, line[len(name) :]
        # A genitive in the tongues of this site: "@Mette Holms", "@Mette Holm's".
        for tail in ("'s", "’s"):
            if name.endswith(tail):
                yield name.removesuffix(tail), line[len(name) :]


def _meant(spot: Spot, by_name: Mapping[str, Sequence[Known]]) -> str | None:
    for name, rest in spot.names:
        found = by_name.get(text.fold(name), ())
        said = re.match(r" \(([^()\n]{1,160})\)", rest)
        there = [one for one in found if said and text.fold(one.at) == text.fold(said[1])]
        if len(there or found) == 1:
            return (there or found)[0].key
        if found:
            return None
    return None
