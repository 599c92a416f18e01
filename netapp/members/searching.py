"""People and companies in the search index: their rows, who finds them, and what is said of them there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, select

from netapp.core import db, languages, search, several, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.languages import gettext as _
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import PUBLIC, Viewer, group_key
from netapp.members import acquaintance, addresses, companies, company_words, profiles, queries
from netapp.members.models import Affiliation, Company, CompanyLine, Person, PersonLine, Profile

A: Any = Affiliation.__table__.c
C: Any = Company.__table__.c
L: Any = CompanyLine.__table__.c
P: Any = Person.__table__.c
PL: Any = PersonLine.__table__.c
PR: Any = Profile.__table__.c


def people(ids: Sequence[int]) -> Iterable[Thing]:
    """Whoever shows their name, by that, by what they say of themselves, and by where they work; for those who may see
    their page: everybody, or who meets them. Whether closely enough is settled when they are found.

    Where everybody may, a company that not everybody sees is left out.
    """
    lines = select(several.in_one(PL.about, PL.rank, PL.said)).where(PL.person_id == P.id).scalar_subquery()
    chosen = select(P.id, P.name, queries.company_name_of(P.id), PR.job_title, PR.seen_by, lines)
    chosen = chosen.add_columns(queries.company_is_public_of(P.id))
    chosen = chosen.outerjoin(Profile.__table__, PR.person_id == P.id)
    met = acquaintance.places(ids)
    shows = (P.show_name, P.erased_at.is_(None), P.name != "", func.coalesce(PR.seen_by, "") != "nobody")
    for number, name, company, title, seen_by, said, is_known in db.rows(chosen.where(P.id.in_(ids), *shows)):
        keys = {*map(group_key, met.get(number, ())), *([PUBLIC] if seen_by == "everybody" else [])}
        if keys:
            company = company if is_known or PUBLIC not in keys else None
            told = "; ".join(filter(None, [title, *_in_order(said)]))
            bodies = {"": " · ".join(filter(None, (told, company)))}
            more = {"at": ", ".join(filter(None, (title, company)))}
            yield Thing(number, search.by_name(name), {"": name}, bodies, keys, more)


def organisations(ids: Sequence[int]) -> Iterable[Thing]:
    """Companies, by all that their pages say. Who sees one only in time is settled when it is found."""
    lines = select(several.in_one(L.about, L.rank, L.said)).where(L.company_id == C.id).scalar_subquery()
    chosen = select(C.id, C.name, C.kind, C.place, C.language, C.about, C.texts, C.is_public, lines)
    keys = _keys(ids)
    for row in db.rows(chosen.where(C.id.in_(ids))):
        own = keys[row.id] | ({PUBLIC} if row.is_public else set())
        said = "; ".join(_in_order(row[-1]))
        bodies = {row.language: "\n".join(filter(None, (text.plain(row.about), said, row.place)))}
        for name, about in (row.texts or {}).items():
            bodies.setdefault(name.removeprefix("about."), text.plain(about))
        if own:
            titles, place = {"": row.name}, search.by_name(row.name)
            yield Thing(row.id, place, titles, bodies, own, {"kind": row.kind, "language": row.language})


def _in_order(said: str | None) -> list[str]:
    """Lines as they were written, so that a row made anew is the same."""
    return [line for _about, _rank, line in sorted(several.rows(said), key=lambda one: (one[0], int(one[1])))]


def _keys(company_ids: Sequence[int]) -> Mapping[int, set[str]]:
    """Of each company: who works there, and whoever meets them. Organisers meet also who shows no name."""
    chosen = select(A.company_id, A.person_id, P.show_name).join(Person.__table__, P.id == A.person_id)
    found = db.rows(chosen.where(A.company_id.in_(company_ids), A.until.is_(None)))
    met = acquaintance.places([row.person_id for row in found])
    keys: dict[int, set[str]] = defaultdict(set)
    for company_id, person_id, shows in found:
        groups = met.get(person_id, ())
        keys[company_id] |= {search.person_key(person_id), *map(search.organiser_key, groups)}
        keys[company_id] |= set(map(group_key, groups)) if shows else set()
    return keys


def _after(table: Any) -> Any:
    return lambda last, most: [
        row[0] for row in db.rows(select(table.id).where(table.id > last).order_by(table.id).limit(most))
    ]


def _companies_of(person_ids: Sequence[int]) -> Iterable[int]:
    return {row[0] for row in db.rows(select(A.company_id).where(A.person_id.in_(person_ids)))}


def _people_of(company_ids: Sequence[int]) -> Iterable[int]:
    return {row[0] for row in db.rows(select(A.person_id).where(A.company_id.in_(company_ids), A.until.is_(None)))}


# They are found by the names of their companies, too.
PERSON = Kind("person", 4, people, _after(P), {"name of a company": _people_of})
COMPANY = Kind("company", 3, organisations, _after(C), {"person": _companies_of})
WATCHES = (
    Watch(Person, "person", lambda person: [person.id], frozenset({"name", "show_name", "erased_at"})),
    Watch(Profile, "person", lambda profile: [profile.person_id], frozenset({"job_title", "seen_by"})),
    Watch(PersonLine, "person", lambda line: [line.person_id]),
    Watch(Affiliation, "person", lambda place: [place.person_id]),
    Watch(Affiliation, "company", lambda place: [place.company_id]),
    Watch(
        Company,
        "company",
        lambda company: [company.id],
        frozenset({"name", "kind", "place", "language", "about", "texts", "is_public"}),
    ),
    Watch(Company, "name of a company", lambda company: [company.id], frozenset({"name", "is_public"})),
    Watch(CompanyLine, "company", lambda line: [line.company_id]),
)


def _seen_company(viewer: Viewer, number: Any) -> ColumnElement[Any]:
    if viewer.is_guest:
        seen = companies.is_listed(bindparam("listed_since", type_=Date()))
    else:
        seen = companies.visible(viewer)
    return select(C.place).where(C.id == number, seen).scalar_subquery()


def _seen_person(viewer: Viewer, number: Any) -> ColumnElement[Any]:
    return select(Person.name).where(Person.id == number, profiles.visible(viewer)).scalar_subquery()


def _since(_viewer: Viewer) -> Mapping[str, Any]:
    return {"listed_since": companies.today() - companies.HOLDS_FOR}


def _company_line(found: Found) -> Line:
    more, language = found.more, languages.current()
    own = language if language in more["bodies"] else more["language"]
    name = more["titles"][""]
    return Line(
        url=addresses.of(found.thing_id, name),
        title=name,
        title_lang=None,
        sort=str(company_words.KINDS[more["kind"]]),
        facts=(found.said,) if found.said else (),
        body=more["bodies"].get(own, ""),
        body_lang=own if own != language else None,
        icon="building-2",
    )


def _person_line(found: Found) -> Line:
    more = found.more
    name = more["titles"][""]
    facts = (more["at"],) if more["at"] else ()
    url = addresses.of_person(found.thing_id, name)
    return Line(url, name, None, _("Person"), facts, body=more["bodies"][""], icon="user-round")


COMPANIES = Shelf("companies", COMPANY, _seen_company, _since, _company_line)
PEOPLE = Shelf("people", PERSON, _seen_person, lambda _viewer: {}, _person_line)
