"""The words that were asked for, marked in the text in which they were found."""

import re

from markupsafe import Markup, escape

_MARK = Markup("<mark>{}</mark>")
# So much of a text stands before the first word that was found in it.
_BEFORE = 60


def marked(said: str, marker: re.Pattern[str] | None) -> Markup:
    """The text with <mark> around these words; all else is escaped."""
    if marker is None:
        return escape(said)
    parts, last = [], 0
    for found in marker.finditer(said):
        parts += [escape(said[last : found.start()]), _MARK.format(found.group())]
        last = found.end()
    return Markup().join([*parts, escape(said[last:])])


def snippet(said: str, marker: re.Pattern[str] | None, most: int = 180) -> Markup:
    """So much of a text, on one line, that the first of these words stands in it; its beginning when none does."""
    found = marker.search(said) if marker else None
    start = max(0, found.start() - _BEFORE) if found else 0
    if start:
        start = said.find(" ", start, found.start() if found else None) + 1 or start
    part = said[start : start + most]
    if len(said) > start + most:
        part = part.rsplit(" ", 1)[0].rstrip(",.;:–-") + "…"
    return marked(("…" if start else "") + part, marker)
