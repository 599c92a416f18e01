"""Logos as pages show them: within a box of so many pixels, never larger than they are."""

from typing import NamedTuple

from netapp.files.models import mark
from netapp.members import logos
from netapp.members.directory import Listed
from netapp.members.models import Company

# The boxes, in pixels, into which a logo fits on a company's page and in the directory.
LARGE, LITTLE = (240, 112), (160, 56)


class Logo(NamedTuple):
    """A company's logo, its size in pixels, and whether it needs a dark ground."""

    url: str
    width: int
    height: int
    is_light: bool


def of(company: Company) -> Logo | None:
    """For the company's own pages."""
    file = logos.of(company)
    return _within(LARGE, company.id, file.mark, file.width, file.height, file.is_light) if file else None


def little(company: Listed) -> Logo | None:
    """For a card in the directory."""
    if not company.logo:
        return None
    return _within(LITTLE, company.id, mark(company.logo), company.width, company.height, company.logo_is_light)


def _within(
    most: tuple[int, int], company_id: int, mark: str, width: int | None, height: int | None, is_light: bool | None
) -> Logo:
    width, height = width or 1, height or 1
    scale = min(1, most[0] / width, most[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Logo(logos.address(company_id, mark), *size, is_light=bool(is_light))
