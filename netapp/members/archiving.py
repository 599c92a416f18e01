"""What of people and companies goes into archives."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import aliased

from netapp.core import clock, forms, search, text
from netapp.core.archives import Arrived, Carried, Drawn, Pictures, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files import shelf
from netapp.files.drawn import NoPicture
from netapp.files.models import File
from netapp.members import companies, logos, policy, queries, searching, sectors, tending
from netapp.members.models import (
    PERSON_ABOUTS,
    Affiliation,
    Colleague,
    Company,
    CompanyLine,
    CompanyMerge,
    CompanySector,
    Person,
    PersonLine,
    Picture,
    Profile,
)

_PROFILE = (
    "name",
    "email",
    "email_confirmed_at",
    "language",
    "zone",
    "show_name",
    "is_admin",
    "created_at",
    "digest_day",
)
_COMPANY = ("name", "kind", "place", "latitude", "longitude", "website", "register_number", "size", "language")
_SAID = ("about", "texts", "is_public", "confirmed_on", "created_at")


def own(viewer: Viewer) -> Iterator[Sheet]:
    person = queries.me(viewer)
    shown = {name: plain(getattr(person, name)) for name in (*_PROFILE, "signed_in_at", "welcomed_at")}
    yield Sheet("profile", _("Who you are here, and your preferences."), shown)
    yield Sheet("about-me", _("What you say of yourself, and who sees it."), _said_by(person))
    places = session.execute(
        select(Affiliation, Company).join(Affiliation.company).where(Affiliation.person_id == person.id)
    ).all()
    yield Sheet("companies", _("Where you work and have worked."), [_place(*place) for place in places])
    tended = [company for place, company in places if policy.may_tend(viewer, place)]
    yield Sheet("company-pages", _("The pages of the companies that you answer for."), _pages(tended), json_only=True)
    waits = select(Colleague, Company).join(Colleague.company).where(Colleague.person_id == person.id)
    asked = [{"company": at.name, "asked_at": plain(one.asked_at)} for one, at in session.execute(waits)]
    yield Sheet("company-requests", _("Companies that have not yet said that you work there."), asked)
    yield Sheet("company-merges", _("Records of companies that you want made one."), _merges(person.id))
    sent = session.scalars(select(File).where(File.made_by == person.id).order_by(File.id))
    yield Sheet("files", _("The files that you have sent for others to see."), [_file(one) for one in sent])
    picture = session.get(Picture, person.id)
    if picture is not None:
        yield Sheet("picture.webp", _("Your picture."), picture.content)


def _said_by(person: Person) -> Row:
    profile = session.get(Profile, person.id)
    names = ("job_title", "speaks", "links", "seen_by", "email_to")
    lines = session.scalars(select(PersonLine).where(PersonLine.person_id == person.id).order_by(PersonLine.rank)).all()
    said = {about: [line.said for line in lines if line.about == about] for about in PERSON_ABOUTS}
    return {name: getattr(profile, name) for name in names if profile} | said


def _merges(person_id: int) -> list[Row]:
    other = aliased(Company)
    chosen = select(CompanyMerge, Company.name, other.name).join(Company, Company.id == CompanyMerge.company_id)
    chosen = chosen.join(other, other.id == CompanyMerge.other_id).where(CompanyMerge.person_id == person_id)
    return [
        {"company": company, "other": name, "kept": one.kept, "asked_at": plain(one.asked_at)}
        for one, company, name in session.execute(chosen.order_by(CompanyMerge.id))
    ]


def _file(one: File) -> Row:
    return {"name": one.name, "media_type": one.media_type, "bytes": one.size, "sent_at": plain(one.made_at)}


def _place(place: Affiliation, company: Company) -> Row:
    at = {"company": company.name, "place": company.place, "website": company.website}
    return at | {"role": place.role, "since": plain(place.since), "until": plain(place.until)}


def _pages(found: Sequence[Company]) -> list[Row]:
    numbers = [company.id for company in found]
    said, divisions = companies.lines(numbers), companies.divisions(numbers)
    return [
        {name: plain(getattr(company, name)) for name in (*_COMPANY, *_SAID)}
        | {"nace": list(divisions[company.id])}
        | {str(about): list(lines) for about, lines in said[company.id].items()}
        for company in found
    ]


# A network's archive


def _companies(within: Within) -> Select[int]:
    """Where the members work now."""
    at_work = Affiliation.until.is_(None), Affiliation.person_id.in_(within.members)
    return select(Affiliation.company_id).where(*at_work)


def _told(within: Within) -> Mapping[str, ColumnElement[Any]]:
    """Of who is only invited nothing but the address is said."""
    is_stranger = Person.id.in_(within.strangers)
    return {
        "name": case((is_stranger, ""), else_=Person.name),
        "language": case((~is_stranger, Person.language)),
        "show_name": and_(~is_stranger, Person.show_name),
    }


def _check_person(row: Row) -> None:
    if row["email"] is not None and not (row["email"] == row["email"].lower() and forms.is_address(row["email"])):
        raise ValueError("no address")


def _known_people(rows: Sequence[Row]) -> list[int | None]:
    """By address only; who has none is nobody that could be known again."""
    emails = [row["email"] for row in rows if row["email"]]
    if len(set(emails)) < len(emails):
        raise ValueError("an address comes twice")
    found = session.execute(select(Person.email, Person.id).where(Person.email.in_(emails)))
    known: dict[Any, int] = {row[0]: row[1] for row in found}
    return [known.get(row["email"]) for row in rows]


def _made_person(row: Row) -> Row:
    """Nobody has confirmed the address here. Who had neither name nor address was forgotten, and stays so."""
    return {"is_admin": False, "erased_at": None if row["name"] or row["email"] else clock.now()}


def _check_company(row: Row) -> None:
    if not queries.folded(row["name"]):
        raise ValueError("no name")
    if not (-90 <= (row["latitude"] or 0) <= 90 and -180 <= (row["longitude"] or 0) <= 180):
        raise ValueError("no place on earth")
    if any(not key.startswith("about.") for key in row["texts"] or {}):
        raise ValueError("no such text")


def _known_companies(rows: Sequence[Row]) -> list[int | None]:
    names = {queries.folded(row["name"]) for row in rows}
    found = session.execute(select(Company.folded, Company.id).where(Company.folded.in_(names)).order_by(Company.id))
    known: dict[str, int] = {}
    for folded, number in found:
        known.setdefault(folded, number)
    return [known.get(queries.folded(row["name"])) for row in rows]


def _of_new_companies(arrived: Arrived, rows: Sequence[Row]) -> list[Row | None]:
    """What a company that is known here says of itself is its contacts' to say."""
    known = arrived.known["company"]
    return [None if row["company_id"] in known else row for row in rows]


def _new_places(arrived: Arrived, rows: Sequence[Row]) -> list[Row | None]:
    """Nobody begins at a company that is known here: its contacts say who works there. Nor does who works elsewhere."""
    people = {row["person_id"] for row in rows} & arrived.known["person"]
    at_work = select(Affiliation.person_id).where(Affiliation.person_id.in_(people), Affiliation.until.is_(None))
    busy = set(session.scalars(at_work))
    fitting = _of_new_companies(arrived, rows)
    return [row if row is not None and row["person_id"] not in busy else None for row in fitting]


def _describe(numbers: Sequence[int]) -> None:
    """The words that a search looks in, which follow from the lines."""
    search.note(searching.COMPANY.name, numbers)
    said = companies.lines(numbers)
    for company in session.scalars(select(Company).where(Company.id.in_(numbers))):
        company.sought = tending.sought(company, said[company.id])


def _logos(numbers: Sequence[int]) -> Mapping[int, bytes]:
    return logos.contents(session.scalars(select(Company).where(Company.id.in_(numbers))))


def _check_logo(content: bytes) -> None:
    from netapp.files import shrinking

    try:
        shrinking.check(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _draw_logo(content: bytes) -> Drawn:
    from netapp.files import shrinking

    try:
        return shrinking.again(content)
    except NoPicture as error:
        raise ValueError("no picture") from error


def _keep_logos(drawn: Mapping[int, Any]) -> None:
    for number, one in drawn.items():
        logos.put_on(session.get_one(Company, number), shelf.keep_picture(one, "logo.webp", None))
    session.flush()


def _check_sector(row: Row) -> None:
    if row["division"] not in sectors.divisions():
        raise ValueError("no division of NACE")


def _check_place(row: Row) -> None:
    if row["until"] is not None or not date(1900, 1, 1) <= row["since"] <= date(2100, 1, 1):
        raise ValueError("not at work now")


_THEIRS = "the person's own: they say it again where they are"
CARRIED = (
    Carried(
        name="people",
        model=Person,
        chosen=lambda within: Person.id.in_(within.people),
        told=_told,
        order=lambda row: (row["email"] is None, row["email"] or "", row["name"]),
        without={
            "email_confirmed_at": "each site asks for itself",
            "zone": _THEIRS,
            "is_admin": "a right over the site, not over the network",
            "calendar_key": "opens the person's calendars",
            "created_at": _THEIRS,
            "signed_in_at": _THEIRS,
            "welcomed_at": _THEIRS,
            "digest_day": _THEIRS,
            "erased_at": "made anew: who has neither name nor address",
        },
        check=_check_person,
        match=_known_people,
        make=_made_person,
    ),
    Carried(
        name="companies",
        model=Company,
        chosen=lambda within: Company.id.in_(_companies(within)),
        without={
            "folded": "made anew from the name",
            "sought": "made anew from what the company says",
            "logo_id": "the picture lies in logos/, and is drawn anew",
        },
        check=_check_company,
        match=_known_companies,
        make=lambda row: {"folded": queries.folded(row["name"]), "sought": ""},
        done=_describe,
        pictures=Pictures(folder="logos", of=_logos, check=_check_logo, draw=_draw_logo, keep=_keep_logos),
    ),
    Carried(
        name="company-sectors",
        model=CompanySector,
        chosen=lambda within: CompanySector.company_id.in_(_companies(within)),
        without={"section": "made anew from the division"},
        check=_check_sector,
        make=lambda row: {"section": sectors.divisions()[row["division"]]},
        fit=_of_new_companies,
    ),
    Carried(
        name="company-lines",
        model=CompanyLine,
        chosen=lambda within: CompanyLine.company_id.in_(_companies(within)),
        without={"folded": "made anew from what is said"},
        make=lambda row: {"folded": text.fold(row["said"])[:80]},
        fit=_of_new_companies,
    ),
    Carried(
        name="working-places",
        model=Affiliation,
        chosen=lambda within: Affiliation.until.is_(None) & Affiliation.person_id.in_(within.members),
        check=_check_place,
        fit=_new_places,
    ),
)
