"""What comes with a form about files: new ones, what pictures show, and which shall go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import request

from netapp.core import links, text
from netapp.core.errors import Refused
from netapp.core.viewer import Viewer
from netapp.files import fields, receiving, uploads
from netapp.files.receiving import Chosen
from netapp.forums.attaching import queries
from netapp.forums.attaching.models import LONGEST_ALT, MOST
from netapp.forums.attaching.shown import Shown, kept

FIELD = "files"


@dataclass(frozen=True)
class Wishes:
    """`drops`: the numbers of files that shall go. `alts`: what a picture shows, by its number."""

    drops: frozenset[int] = frozenset()
    alts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attached:
    """The files of what is being written, looked for when somebody asks. `wrong`: a sentence for each that came and is
    not taken.
    """

    look: Callable[[], Sequence[Shown]] = tuple
    wrong: Sequence[str] = ()
    wishes: Wishes = field(default_factory=Wishes)

    accepted = receiving.ACCEPTED
    most, most_bytes, most_mb = MOST, uploads.MOST, uploads.MOST_MB

    @cached_property
    def files(self) -> Sequence[Shown]:
        return self.look()

    @property
    def too_large(self) -> str:
        """Also said by the page itself, before anything is sent."""
        return fields.too_large()

    @property
    def is_empty(self) -> bool:
        return all(one.id in self.wishes.drops for one in self.files)


NONE = Wishes()


def wishes() -> Wishes:
    """As the request says it."""
    drops = frozenset(number for said in request.form.getlist("drop") if (number := links.number(said)))
    alts = {
        number: text.one_line(said)[:LONGEST_ALT]
        for name, said in request.form.items()
        if name.startswith("alt-") and (number := links.number(name.removeprefix("alt-")))
    }
    return Wishes(drops, alts)


def taken(
    deed: Callable[..., Any],
    viewer: Viewer,
    number: int,
    place: str,
    post_id: int | None = None,
    *,
    always: bool = False,
) -> Attached:
    """Keep what the request has brought, and tell what there is now. `post_id`: of the post that is edited.
    `always`: do the deed, which asks whether the viewer may, also where nothing has come.
    """
    wrong: list[str] = []
    asked = wishes()
    if request.method == "POST":
        chosen, refused = receiving.received(FIELD)
        wrong += refused
        wrong += _kept(deed, viewer, number, chosen, asked) if chosen or always else []

    def look() -> Sequence[Shown]:
        there = kept(queries.of_posts([post_id])[post_id]) if post_id else ()
        return tuple(_as_asked(one, asked) for one in (*there, *queries.begun(viewer, place).files))

    return Attached(look, wrong, asked)


def _kept(
    deed: Callable[..., Any], viewer: Viewer, number: int, chosen: Sequence[Chosen], asked: Wishes
) -> Sequence[str]:
    try:
        deed(viewer, number, chosen, asked)
    except Refused as refusal:
        return [refusal.message]
    return []


def _as_asked(one: Shown, asked: Wishes) -> Shown:
    return one._replace(alt=asked.alts.get(one.id, one.alt))
