"""The directory of companies: a page of it in one statement, read as rows; a guest's is built once for each shape."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from netapp.core import db, several
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.files.models import File
from netapp.members import companies, places, sectors
from netapp.members.models import About, Company, CompanyLine, CompanySector, Kind
from netapp.members.narrowing import Filters

PAGE = 24
C: Any = Company.__table__.c
L: Any = CompanyLine.__table__.c
S: Any = CompanySector.__table__.c
F: Any = File.__table__.c
# What says who sees, and what says where a page begins; everything else in `values` narrows.
SINCE: Any = bindparam("since", type_=Date())
_BEGINS = ("after_name", "after_id")
_NEAR_BEGINS = ("after_half", "after_id")
_CIRCLE = ("near_latitude", "near_longitude", "near_sin", "near_cos", "near_half")


class Listed(NamedTuple):
    """A company as its card shows it. `texts` is JSON as stored; `lines` and `divisions` are for `several.rows`.

    `logo` is the digest of its file, whose size in pixels stands beside it.
    """

    id: int
    name: str
    kind: Kind
    place: str
    language: str
    about: str
    texts: str | None
    lines: str | None
    divisions: str | None
    logo: str | None
    width: int | None
    height: int | None
    logo_is_light: bool | None
    latitude: float | None
    longitude: float | None
    website: str

    def about_in(self, language: str) -> tuple[str, str]:
        """As a company's."""
        translated = (json.loads(self.texts) if self.texts else {}).get(f"about.{language}")
        return (language, translated) if translated else (self.language, self.about)

    def said(self, about: About) -> list[str]:
        """Its lines of this kind, in their order."""
        found = sorted((int(rank), line) for kind, rank, line in several.rows(self.lines) if kind == about)
        return [line for _rank, line in found]

    @property
    def sectors(self) -> list[str]:
        """The English names of the divisions that it stands under."""
        return [sectors.name_of(code) for code in sorted(code for (code,) in several.rows(self.divisions))]


@dataclass(frozen=True)
class Part:
    """Some companies of the directory, and the number of the last one when there are more."""

    rows: Sequence[Listed]
    goes_on: int | None
    is_first: bool


def part(viewer: Viewer, filters: Filters, after: int | None = None) -> Part:
    """The companies that the viewer sees, by name, or near a town the nearest first. A page begins after the one whose
    number stands in its address.
    """
    values = asked(filters)
    values |= _beginning(viewer, values, after) if after is not None else {}
    found = _rows(viewer, values, PAGE)
    rows = [Listed._make(row) for row in found[:PAGE]]
    return Part(rows, rows[-1].id if len(found) > PAGE else None, _BEGINS[1] not in values)


def all_of(viewer: Viewer, filters: Filters, most: int) -> tuple[Sequence[Listed], bool]:
    """At most so many companies in one go, and whether there are more: for what is printed."""
    found = _rows(viewer, asked(filters), most)
    return [Listed._make(row) for row in found[:most]], len(found) > most


def asked(filters: Filters) -> dict[str, Any]:
    """What fills a statement that is narrowed so; `shape` says which one that is."""
    return {**filters.values, "since": companies.today() - companies.HOLDS_FOR}


def shape(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in values if name != "since")


def sections(viewer: Viewer) -> Sequence[str]:
    """The sections of NACE under which the viewer sees a company; each is looked for, and none is counted."""
    values = {"since": companies.today() - companies.HOLDS_FOR}
    if viewer.is_guest:
        return [row[0] for row in _sections_for_guests().rows(values)]
    return [row[0] for row in db.rows(_sections(companies.visible(viewer)), values)]


def count(viewer: Viewer) -> int:
    """How many companies the viewer sees."""
    return int(db.rows(select(func.count(Company.id)).where(companies.visible(viewer)))[0][0])


def _rows(viewer: Viewer, values: Mapping[str, Any], most: int) -> list[tuple[Any, ...]]:
    """So many and one more, to know whether there are more."""
    if viewer.is_guest:
        return _for_guests(shape(values), most).rows(values)
    return list(db.rows(_chosen(companies.visible(viewer), shape(values), most), values))


def _beginning(viewer: Viewer, values: Mapping[str, Any], after: int) -> dict[str, Any]:
    """Where this company stands; nothing for one that the viewer does not see, whose place would tell its name."""
    is_near = "near_half" in values
    stands = _half() if is_near else C.folded
    found = db.rows(select(stands).where(C.id == after, companies.visible(viewer)), values)
    names = _NEAR_BEGINS if is_near else _BEGINS
    return dict(zip(names, (found[0][0], after), strict=True)) if found and found[0][0] is not None else {}


@cache
def _for_guests(shape: tuple[str, ...], most: int) -> Prepared:
    return Prepared(_chosen(companies.is_listed(SINCE), shape, most))


@cache
def _sections_for_guests() -> Prepared:
    return Prepared(_sections(companies.is_listed(SINCE)))


def _chosen(seen: ColumnElement[bool], shape: Sequence[str], most: int) -> Select[Any]:
    """First the numbers of a page, from an index as far as it goes; then what is said of these few."""
    order = (_half(), C.id) if "near_half" in shape else (C.folded, C.id)
    numbers = select(C.id).where(seen, *narrowed(shape)).order_by(*order).limit(most + 1)
    lines = select(several.in_one(L.about, L.rank, L.said)).where(L.company_id == C.id).scalar_subquery()
    divisions = select(several.in_one(S.division)).where(S.company_id == C.id).scalar_subquery()
    columns = (C.id, C.name, C.kind, C.place, C.language, C.about, cast(C.texts, Text), lines, divisions)
    logo = (F.digest, F.width, F.height, F.is_light)
    return (
        select(*columns, *logo, C.latitude, C.longitude, C.website)
        .outerjoin_from(Company, File, F.id == C.logo_id)
        .where(C.id.in_(numbers))
        .order_by(*order)
    )


def narrowed(shape: Sequence[str]) -> list[ColumnElement[bool]]:
    """The clauses of a statement of this shape, besides the one that says who sees."""
    words: list[Any] = [bindparam(name, type_=String()) for name in shape if name.startswith("word")]
    found: list[ColumnElement[bool]] = []
    if "about" in shape:
        said = [L.folded.like(word, escape="/") for word in words]
        found.append(exists().where(L.company_id == C.id, L.about == _text("about"), *said))
    else:
        found += [C.sought.like(word, escape="/") for word in words]
    if "section" in shape:
        found.append(C.id.in_(select(S.company_id).where(S.section == _text("section"))))
    if "kind" in shape:
        found.append(C.kind == _text("kind"))
    if "language" in shape:
        own = and_(C.language == _text("language"), C.about != "")
        found.append(or_(own, cast(C.texts, Text).like(_text("translated"))))
    if "near_half" in shape:
        found += [*_inside("box"), _half() <= _number("near_half")]
    if "view_south" in shape:
        found += _inside("view")
    if "after_name" in shape:
        name: Any = _text("after_name")
        found += [C.folded >= name, or_(C.folded > name, and_(C.folded == name, C.id > _AFTER))]
    if "after_half" in shape:
        last: Any = _number("after_half")
        found.append(or_(_half() > last, and_(_half() == last, C.id > _AFTER)))
    return found


_AFTER: Any = bindparam("after_id", type_=Integer())


def _inside(box: str) -> list[ColumnElement[bool]]:
    return [
        C.latitude.between(_number(f"{box}_south"), _number(f"{box}_north")),
        C.longitude.between(_number(f"{box}_west"), _number(f"{box}_east")),
    ]


def _half() -> Any:
    """How far a company is from the town; for ordering and comparing only."""
    return places.half(C.latitude, C.longitude, {name: _number(name) for name in _CIRCLE})


def _text(name: str) -> Any:
    return bindparam(name, type_=String())


def _number(name: str) -> Any:
    return bindparam(name, type_=Float())


def _sections(seen: ColumnElement[bool]) -> Select[Any]:
    letters = union_all(*(select(literal(letter).label("letter")) for letter in sectors.SECTIONS)).subquery()
    stands = exists().where(S.section == letters.c.letter, S.company_id == C.id, seen)
    return select(letters.c.letter).where(stands).order_by(letters.c.letter)
