"""What two records of one company say together: where both say something else, somebody chooses; the rest is joined."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from netapp.core import text
from netapp.core.languages import gettext as _
from netapp.members import companies, company_words, places, queries, tending
from netapp.members.models import ABOUTS, About, Company

_PLAIN = ("name", "kind", "place", "website", "register_number", "size")


class Question(NamedTuple):
    """Something that both say otherwise, as a reader sees it; `fuller`: which of them is kept when nobody says so."""

    name: str
    label: str
    company: str
    other: str
    fuller: str


def questions(company: Company, other: Company) -> list[Question]:
    """What is to be chosen; "company" is the record with the higher number."""
    found = []
    for name in (*_PLAIN, *_texts_of_both(company, other), *_points(company, other), "is_public"):
        said, others = _said(company, name), _said(other, name)
        if said != others and said and others:
            found.append(Question(name, _label(name), said, others, _fuller(company, other, name)))
    if company.logo_id and other.logo_id:
        found.append(Question("logo", _label("logo"), company.name, other.name, "company"))
    return found


def fingerprint(company: Company, other: Company) -> str:
    """The same as long as nobody has changed either."""
    return f"{tending.fingerprint(company)}{tending.fingerprint(other)}"


def values(company: Company, other: Company, kept: Mapping[str, str]) -> dict[str, Any]:
    """The columns of both as one."""

    def chosen(name: str) -> Company:
        said, others = _said(company, name), _said(other, name)
        side = kept.get(name) if said and others else "company" if said else "other"
        side = side if side in {"company", "other"} else _fuller(company, other, name)
        return company if side == "company" else other

    found = {name: getattr(chosen(name), name) for name in _PLAIN}
    found["folded"] = queries.folded(found["name"])
    where = chosen("point" if _points(company, other) else "place")
    where = where if where.latitude is not None else other if where is company else company
    found["latitude"], found["longitude"] = where.latitude, where.longitude
    found["is_public"] = chosen("is_public").is_public if company.is_public != other.is_public else company.is_public
    found["created_at"] = min(company.created_at, other.created_at)
    found["confirmed_on"] = max(filter(None, (company.confirmed_on, other.confirmed_on)), default=None)
    every = {name: _texts(chosen(name))[name] for name in {*_texts(company), *_texts(other)}}
    language = chosen("name").language
    main = language if f"about.{language}" in every or not every else min(every)[-2:]
    found["language"], found["about"] = main, every.pop(f"about.{main}", "")
    found["texts"] = every
    return found


def hides(company: Company, other: Company, kept: Mapping[str, str]) -> bool:
    """Whether a page that everybody sees is seen by fewer then."""
    return company.is_public != other.is_public and not values(company, other, kept)["is_public"]


def lines(company: Company, other: Company) -> dict[About, list[str]]:
    """All of both; what is said twice, however it is typed, once."""
    said = companies.lines([company.id, other.id])
    found: dict[About, list[str]] = {}
    for about in ABOUTS:
        by_fold: dict[str, str] = {}
        for line in (*said[company.id][about], *said[other.id][about]):
            by_fold.setdefault(text.fold(line), line)
        found[about] = list(by_fold.values())
    return found


def divisions(company: Company, other: Company) -> Sequence[str]:
    """All of both."""
    found = companies.divisions([company.id, other.id])
    return list(dict.fromkeys([*found[company.id], *found[other.id]]))


def _points(company: Company, other: Company) -> list[str]:
    """Asked about once somebody has put one by hand: where a town is follows its name."""
    return ["point"] if _has_put(company) or _has_put(other) else []


def _has_put(company: Company) -> bool:
    if company.latitude is None:
        return False
    town = places.of_town(company.place, company.language)
    return town is None or (town.latitude, town.longitude) != (company.latitude, company.longitude)


def _texts(company: Company) -> dict[str, str]:
    """What it does, in each language: "about.da" → Markdown."""
    own = {f"about.{company.language}": company.about} if company.about else {}
    return {**(company.texts or {}), **own}


def _texts_of_both(company: Company, other: Company) -> list[str]:
    return sorted(_texts(company).keys() & _texts(other).keys())


def _said(company: Company, name: str) -> str:
    """As a reader sees it; nothing where nothing is said."""
    if name.startswith("about."):
        return _texts(company).get(name, "")
    if name == "point":
        return f"{company.latitude}, {company.longitude}" if company.latitude is not None else ""
    value = getattr(company, name)
    if name == "kind":
        return str(company_words.KINDS[company.kind])
    if name == "size":
        return str(company_words.SIZES[company.size]) if company.size else ""
    if name == "is_public":
        return _("Everybody sees this page") if value else _("Only your networks see this page")
    return str(value)


def _fuller(company: Company, other: Company, name: str) -> str:
    """Who says more; "company" says the least of all kinds. What only some may see stays so, unless somebody wishes."""
    if name == "is_public":
        return "other" if company.is_public else "company"
    if name == "kind":
        return "other" if company.kind == "company" else "company"
    if name == "point":
        return "other" if _has_put(other) and not _has_put(company) else "company"
    return "other" if len(_said(other, name)) > len(_said(company, name)) else "company"


def _label(name: str) -> str:
    labels = {
        "name": _("Name"),
        "kind": _("Kind"),
        "place": _("Town"),
        "website": _("Website"),
        "register_number": _("Business register"),
        "size": _("Size"),
        "point": _("Point on the map"),
        "logo": _("Logo"),
        "is_public": _("Who sees it"),
        "about.en": _("Text in English"),
        "about.da": _("Text in Danish"),
        "about.sv": _("Text in Swedish"),
        "about.fi": _("Text in Finnish"),
    }
    return labels[name]
