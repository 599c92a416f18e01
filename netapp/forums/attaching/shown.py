"""What is shown of a post's files. Pure, but for their addresses."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from netapp.core import languages, links, several
from netapp.core.languages import gettext as _
from netapp.files.models import mark

# A picture in a post is shown within so many pixels; its own page has all of them.
WIDEST, HIGHEST = 640, 400
_KB, _MB = 1_000, 1_000_000


class Shown(NamedTuple):
    """`digest` is "" for what was not kept; `width` and `height` are 0 for what is no picture."""

    rank: int
    id: int
    name: str
    alt: str
    digest: str
    size: int
    width: int
    height: int

    @property
    def is_kept(self) -> bool:
        return bool(self.digest)

    @property
    def is_picture(self) -> bool:
        return self.width > 0

    @property
    def url(self) -> str:
        return url_for("forums.file", attached_id=self.id, seal=mark(self.digest))

    @property
    def absolute_url(self) -> str:
        return links.absolute("forums.file", attached_id=self.id, seal=mark(self.digest))

    @property
    def sides(self) -> tuple[int, int]:
        """Its width and height on a page."""
        scale = min(1, WIDEST / self.width, HIGHEST / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    @property
    def said(self) -> str:
        """What it shows; its name where nobody has said it."""
        return self.alt or self.name

    @property
    def how_large(self) -> str:
        if self.size < _MB:
            return _("%(size)s kB", size=max(1, round(self.size / _KB)))
        return _("%(size)s MB", size=languages.number(round(self.size / _MB, 1)))


def read(said: str) -> tuple[Shown, ...]:
    """What `queries.column` has found, in the post's order."""
    return tuple(sorted(_one(*cells) for cells in several.rows(said)))


def kept(files: Sequence[Shown]) -> tuple[Shown, ...]:
    return tuple(one for one in files if one.is_kept)


def _one(rank: str, number: str, name: str, alt: str, digest: str, *sizes: str) -> Shown:
    size, width, height = (int(one or 0) for one in sizes)
    return Shown(int(rank), int(number), name, alt, digest, size, width, height)
