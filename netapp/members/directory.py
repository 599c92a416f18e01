"""The directory of companies: a page of it in one statement, read as rows; a guest's is built once for each shape."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
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

from netapp.core import db, several, text
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.files.models import File
from netapp.members import companies, sectors
from netapp.members.models import ABOUTS, KINDS, About, Company, CompanyLine, CompanySector, Kind

PAGE = 24
# Each number of words is a statement of its own, which is kept.
MOST_WORDS = 8
C: Any = Company.__table__.c
L: Any = CompanyLine.__table__.c
S: Any = CompanySector.__table__.c
F: Any = File.__table__.c
# What says who sees, and what says where a page begins; everything else in `values` narrows.
_SINCE: Any = bindparam("since", type_=Date())
_BEGINS = ("after_name", "after_id")


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to. `about`: among lines of this kind only, or companies that have any."""

    words: str = ""
    about: About | None = None
    section: str = ""
    kind: Kind | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what is not known narrows nothing."""
        return cls(
            words=text.one_line(args.get("q", ""))[:100],
            about=next((about for about in ABOUTS if about == args.get("about")), None),
            section=args["sector"] if args.get("sector") in sectors.SECTIONS else "",
            kind=next((kind for kind in KINDS if kind == args.get("kind")), None),
        )

    @property
    def args(self) -> dict[str, str]:
        """For an address; only what narrows."""
        asked = (("q", self.words), ("about", self.about), ("sector", self.section), ("kind", self.kind))
        return {name: value for name, value in asked if value}

    def but(self, **changes: Any) -> "Filters":
        return replace(self, **changes)

    @property
    def values(self) -> dict[str, str]:
        """What fills a statement; its names are the statement's shape."""
        words = {f"word{n}": text.pattern(word) for n, word in enumerate(text.fold(self.words).split()[:MOST_WORDS])}
        asked = (("about", self.about), ("section", self.section), ("kind", self.kind))
        return {**words, **{name: value for name, value in asked if value}}


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
    """The companies that the viewer sees, by name. A page begins after the one whose number stands in its address."""
    values: dict[str, Any] = {**filters.values, "since": companies.today() - companies.HOLDS_FOR}
    values |= _beginning(viewer, after) if after is not None else {}
    is_first = _BEGINS[1] not in values
    shape = tuple(name for name in values if name != "since")
    if viewer.is_guest:
        found = _for_guests(shape).rows(values)
    else:
        found = list(db.rows(_chosen(companies.visible(viewer), shape), values))
    rows = [Listed._make(row) for row in found[:PAGE]]
    return Part(rows, rows[-1].id if len(found) > PAGE else None, is_first)


def sections(viewer: Viewer) -> Sequence[str]:
    """The sections of NACE under which the viewer sees a company; each is looked for, and none is counted."""
    values = {"since": companies.today() - companies.HOLDS_FOR}
    if viewer.is_guest:
        return [row[0] for row in _sections_for_guests().rows(values)]
    return [row[0] for row in db.rows(_sections(companies.visible(viewer)), values)]


def count(viewer: Viewer) -> int:
    """How many companies the viewer sees."""
    return int(db.rows(select(func.count(Company.id)).where(companies.visible(viewer)))[0][0])


def _beginning(viewer: Viewer, after: int) -> dict[str, Any]:
    """Where this company stands; nothing for one that the viewer does not see, whose place would tell its name."""
    found = db.rows(select(C.folded).where(C.id == after, companies.visible(viewer)))
    return dict(zip(_BEGINS, (found[0][0], after), strict=True)) if found else {}


@cache
def _for_guests(shape: tuple[str, ...]) -> Prepared:
    return Prepared(_chosen(companies.is_listed(_SINCE), shape))


@cache
def _sections_for_guests() -> Prepared:
    return Prepared(_sections(companies.is_listed(_SINCE)))


def _chosen(seen: ColumnElement[bool], shape: Sequence[str]) -> Select[Any]:
    """First the numbers of a page, from an index as far as it goes; then what is said of these few."""
    numbers = select(C.id).where(seen, *_clauses(shape)).order_by(C.folded, C.id).limit(PAGE + 1)
    lines = select(several.in_one(L.about, L.rank, L.said)).where(L.company_id == C.id).scalar_subquery()
    divisions = select(several.in_one(S.division)).where(S.company_id == C.id).scalar_subquery()
    columns = (C.id, C.name, C.kind, C.place, C.language, C.about, cast(C.texts, Text), lines, divisions)
    logo = (F.digest, F.width, F.height, F.is_light)
    return (
        select(*columns, *logo)
        .outerjoin_from(Company, File, F.id == C.logo_id)
        .where(C.id.in_(numbers))
        .order_by(C.folded, C.id)
    )


def _clauses(shape: Sequence[str]) -> list[ColumnElement[bool]]:
    words: list[Any] = [bindparam(name, type_=String()) for name in shape if name.startswith("word")]
    found: list[ColumnElement[bool]] = []
    if "about" in shape:
        said = [L.folded.like(word, escape="/") for word in words]
        found.append(exists().where(L.company_id == C.id, L.about == bindparam("about", type_=String()), *said))
    else:
        found += [C.sought.like(word, escape="/") for word in words]
    if "section" in shape:
        found.append(C.id.in_(select(S.company_id).where(S.section == bindparam("section", type_=String()))))
    if "kind" in shape:
        found.append(C.kind == bindparam("kind", type_=String()))
    if _BEGINS[1] in shape:
        name: Any = bindparam("after_name", type_=String())
        number: Any = bindparam("after_id", type_=Integer())
        found += [C.folded >= name, or_(C.folded > name, and_(C.folded == name, C.id > number))]
    return found


def _sections(seen: ColumnElement[bool]) -> Select[Any]:
    letters = union_all(*(select(literal(letter).label("letter")) for letter in sectors.SECTIONS)).subquery()
    stands = exists().where(S.section == letters.c.letter, S.company_id == C.id, seen)
    return select(letters.c.letter).where(stands).order_by(letters.c.letter)
