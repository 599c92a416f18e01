"""Who pays for a network, in its archive."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import languages
from netapp.core.archives import Carried, Drawn, Pictures, Row
from netapp.core.db import session
from netapp.files import shelf
from netapp.files.drawn import NoPicture
from netapp.files.models import File
from netapp.groups.funding.models import Funder, Funding


def _check(row: Row) -> None:
    said = row["statements"]
    if not set(said) <= set(languages.NAMES) or any(type(one) is not str for one in said.values()):
        raise ValueError("no such statement")


def _check_funder(row: Row) -> None:
    if not row["name"].strip():
        raise ValueError("no name")


def _contents(numbers: Sequence[int]) -> Mapping[int, bytes]:
    chosen = select(Funder.id, File).join(File, File.id == Funder.file_id).where(Funder.id.in_(numbers))
    found = {number: shelf.content_of(file) for number, file in session.execute(chosen).all()}
    return {number: content for number, content in found.items() if content is not None}


def _check_emblem(content: bytes) -> None:
    from netapp.files import shrinking

    try:
        shrinking.check(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _draw(content: bytes) -> Drawn:
    from netapp.files import shrinking

    try:
        return shrinking.again(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _keep(drawn: Mapping[int, Any]) -> None:
    for number, one in drawn.items():
        session.get_one(Funder, number).file_id = shelf.keep_picture(one, "emblem.webp", None).id
    session.flush()


CARRIED = (
    Carried(name="funding", model=Funding, chosen=lambda within: Funding.group_id.in_(within.groups), check=_check),
    Carried(
        name="funders",
        model=Funder,
        chosen=lambda within: Funder.group_id.in_(within.groups),
        without={"file_id": "the emblem lies in emblems/, and is drawn anew"},
        check=_check_funder,
        pictures=Pictures(folder="emblems", of=_contents, check=_check_emblem, draw=_draw, keep=_keep),
    ),
)
