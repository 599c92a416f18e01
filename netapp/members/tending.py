"""What a company's contacts do about its page: write it, show it to everybody or not, say that it still holds."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from netapp.core import log, search, text
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files.fields import Chosen
from netapp.members import companies, facts, logos, notices, places, policy, queries, sectors
from netapp.members.models import ABOUTS, About, Affiliation, Company, CompanyLine, CompanySector

# What is said in a field of its own.
FIELDS = (
    *("name", "kind", "place", "website", "register_number", "size", "language", "about", "is_public"),
    *("latitude", "longitude"),
)
MOST_LINES = 12
# The yearly question comes this many days before the page would drop out of the directory.
BEFORE = 30


@action
def describe(
    viewer: Viewer,
    company: Company,
    seen: str,
    *,
    values: Mapping[str, Any],
    texts: Mapping[str, str],
    divisions: Sequence[str],
    lines: Mapping[About, Sequence[str]],
    logo: Chosen | None = None,
    drops_logo: bool = False,
) -> None:
    """Write the whole page; it is confirmed thereby. `seen` is the fingerprint of what was shown (X5).

    Without a new `logo` the one before stays, unless it is dropped.
    """
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    company = companies.locked_now(company.id)
    if seen != fingerprint(company):
        raise Refused(_("A colleague has saved this page while you were writing."))
    _look_at_name(company, queries.folded(values["name"]))
    was_public, was_named = company.is_public, company.name
    values = {**values, **_point(company, values)}
    for name in FIELDS:
        setattr(company, name, values[name])
    company.folded, company.texts = queries.folded(company.name), dict(texts)
    write_sectors(company.id, divisions)
    write_lines(company.id, lines)
    company.sought = sought(company, lines)
    company.confirmed_on = companies.today()
    if was_public != company.is_public:
        deed = "show company" if company.is_public else "hide company"
        log.write(viewer.person_id, deed, "company", company.id, "admin")
    logos.change(viewer, company, logo, removes=drops_logo)
    session.flush()
    if was_named != company.name:
        tell_of(company)


@action
def confirm(viewer: Viewer, company: Company) -> None:
    """What the page says still holds; it stays in the directory for a year from today."""
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    company.confirmed_on = companies.today()
    put_on_map(company)


def ask_whether_they_hold(today: date) -> int:
    """Write to the contacts of public companies that nobody has confirmed for eleven months; returns how many letters.

    Each is asked once for each time that the page was confirmed (M2). Nobody asks for it: a timed task.
    """
    last = today - companies.HOLDS_FOR
    due = companies.to_ask(last, date.fromordinal(last.toordinal() + BEFORE))
    for company, person in due:
        notices.company_holds(company, person)
    return len(due)


def fingerprint(company: Company) -> str:
    """The same as long as nobody has changed what the form shows."""
    shown = [getattr(company, name) for name in FIELDS]
    said = companies.lines([company.id])[company.id]
    all_of_it = [*shown, company.texts or {}, companies.divisions([company.id])[company.id], said]
    return hashlib.sha256(json.dumps(all_of_it, sort_keys=True).encode()).hexdigest()[:20]


def sought(company: Company, lines: Mapping[About, Sequence[str]]) -> str:
    """All words of the page, as they are compared."""
    said = [line for about in ABOUTS for line in lines.get(about, ())]
    texts = [text.plain(one) for one in (company.about, *(company.texts or {}).values())]
    return " ".join(text.fold(" ".join([company.name, company.place, *said, *texts])).split())


def put_on_map(company: Company) -> None:
    """At its town, where nobody has said where it is. Joins the deed."""
    if company.latitude is None or company.longitude is None:
        town = places.of_town(company.place, company.language)
        company.latitude, company.longitude = (town.latitude, town.longitude) if town else (None, None)


def write_sectors(company_id: int, divisions: Sequence[str]) -> None:
    """These instead of those before. Joins the deed."""
    session.execute(delete(CompanySector).where(CompanySector.company_id == company_id))
    letters = sectors.divisions()
    for division in dict.fromkeys(divisions):
        session.add(CompanySector(company_id=company_id, division=division, section=letters[division]))


def write_lines(company_id: int, lines: Mapping[About, Sequence[str]]) -> None:
    """These instead of those before, each at most 80 characters, and no more than the form takes: of two records that
    became one it takes as many as there are. Joins the deed.
    """
    there = companies.lines([company_id])[company_id]
    write_all_lines(company_id, {about: lines.get(about, ())[: max(MOST_LINES, len(there[about]))] for about in ABOUTS})


def write_all_lines(company_id: int, lines: Mapping[About, Sequence[str]]) -> None:
    """The same however many there are: of two records that become one, nothing is lost. Joins the deed."""
    session.execute(delete(CompanyLine).where(CompanyLine.company_id == company_id))
    search.note("company", [company_id])
    for about in ABOUTS:
        for rank, said in enumerate(lines.get(about, ())):
            line = CompanyLine(company_id=company_id, about=about, rank=rank, said=said)
            line.folded = text.fold(said)[:80]
            session.add(line)


def _look_at_name(company: Company, folded: str) -> None:
    if not folded:
        raise Refused(_("What is it called?"), "name")
    if folded != company.folded and queries.company_named(folded) is not None:
        raise Refused(_("There is another company of this name here."), "name")


def _point(company: Company, values: Mapping[str, Any]) -> dict[str, float | None]:
    """Where a contact has put it; else where its town is. A point that nobody has touched moves with the town."""
    typed, was = (values["latitude"], values["longitude"]), (company.latitude, company.longitude)
    has_moved = queries.folded(values["place"]) != queries.folded(company.place)
    if typed[0] is not None and (typed != was or not has_moved):
        return {"latitude": typed[0], "longitude": typed[1]}
    town = places.of_town(values["place"], values["language"])
    return {"latitude": town.latitude if town else None, "longitude": town.longitude if town else None}


def tell_of(company: Company) -> None:
    """Pages that name people name their companies, too. Joins the deed."""
    at = select(Affiliation.person_id).where(Affiliation.company_id == company.id, Affiliation.until.is_(None))
    for person_id in session.scalars(at):
        announce(facts.PersonChanged(person_id))
