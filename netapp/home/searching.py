"""The page of what is found: something of everything, or all of one sort, in three statements at most."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import finding, links, marking, pieces, words
from netapp.core.finding import BODY, ENDS, TITLE, Found, Leg, Shelf
from netapp.core.languages import gettext as _
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.core.words import Asked
from netapp.events import searching as events
from netapp.events.lists import Filters
from netapp.forums import searching as forums
from netapp.forums.searching import Narrowed, Said
from netapp.groups import searching as groups
from netapp.home import filters as filtering
from netapp.home import front
from netapp.home import narrowing as narrowings
from netapp.members import searching as members
from netapp.news import searching as news
from netapp.promises import searching as promises

PAGE = 20
# Of each sort, where something of everything is shown; if there are no more in all, words are looked for within words.
FEW = 4


class Tab(NamedTuple):
    """One sort of what can be found."""

    name: str
    label: str
    all_label: str
    shelves: tuple[Shelf, ...]


class Section(NamedTuple):
    """Some hits of one sort. `more_url`: where all are, if there are more."""

    tab: Tab
    hits: Markup
    more_url: str | None


def nothing_asked() -> dict[str, Any]:
    """The page with an empty field."""
    return _shown(Filters(), (), "")


def of(viewer: Viewer, filters: Filters, name: str, after: str, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything on the page: of one sort, if it is named or filters of meetings are, else something of each."""
    asked, narrowing = words.asked(filters.words), filters.but(words="")
    narrowed = Narrowed.read(args) if name == "discussions" else Narrowed()
    tabs = _tabs(narrowing, narrowed)
    if narrowing.args:
        name = "meetings"
    tab = next((one for one in tabs if one.name == name), None)
    shown = _shown(filters, tuple((one.name, one.label) for one in tabs), tab.name if tab else "")
    if tab is None:
        return shown | {"sections": _sections(viewer, filters, asked, tabs)}
    values = {**narrowing.values, **narrowed.values}
    legs, found, goes_on = _all(viewer, asked + narrowed.words if asked else (), tab, _place(after), values)
    hits = [_hit(legs[hit.leg][0], hit, asked) for hit in _each_once(legs, found)]
    here = _address(filters, tab.name) | narrowed.args
    next_url = url_for("home.search", **here, after=goes_on) if goes_on else None
    sections = [Section(tab, Markup().join(hits), None)] if hits else []
    page = Page(hits, next_url=next_url, previous_url=url_for("home.search", **here) if _place(after) else None)
    shown |= {"sections": sections, "page": page}
    if tab.name == "meetings":
        bar = filtering.Address("home.search", (("in", "meetings"),))
        shown |= filtering.of(filters, bar, *front.choices(viewer, filters))
    if tab.name == "discussions" and (hits or narrowed.args):
        shown["rows"] = narrowings.rows(narrowed, filters.words, [Said.of(hit) for hit in found])
        shown["kept"] = narrowed.args
        shown["is_narrowed"] = bool(narrowed.args)
    return shown


def _shown(filters: Filters, tabs: tuple[tuple[str, str], ...], name: str) -> dict[str, Any]:
    """What the page says however much is found."""
    return {
        "words": filters.words,
        "tab": name,
        "tabs": _links(filters, tabs, name) if tabs else (),
        "sections": [],
        "page": Page(()),
        "filter_bar": "",
        "rows": (),
        "kept": {},
        "is_narrowed": bool(filters.but(words="").args),
    }


@pieces.remembered
def _links(filters: Filters, tabs: tuple[tuple[str, str], ...], name: str) -> tuple[tuple[str, str, bool], ...]:
    everything = (_("Everything"), url_for("home.search", q=filters.words), not name)
    each = ((label, url_for("home.search", **_address(filters, one)), one == name) for one, label in tabs)
    return everything, *each


def _tabs(narrowing: Filters, narrowed: Narrowed) -> list[Tab]:
    shape = narrowing.shape
    return [
        Tab("meetings", _("Meetings"), _("All meetings"), (events.upcoming(shape), events.past(shape))),
        Tab("articles", _("Articles"), _("All articles"), (news.SHELF,)),
        Tab("networks", _("Networks"), _("All networks"), (groups.NETWORKS,)),
        Tab("companies", _("Companies"), _("All companies"), (members.COMPANIES,)),
        Tab("people", _("People"), _("All people"), (members.PEOPLE,)),
        Tab("discussions", _("Discussions"), _("All discussions"), (forums.shelf(narrowed),)),
        Tab("promises", _("Promises"), _("All promises"), (promises.PROMISES,)),
    ]


def _legs(tab: Tab) -> tuple[list[Leg], list[Leg]]:
    """(where whole words are found, first in titles; where ends of words are)."""
    return [(shelf, where) for shelf in tab.shelves for where in (TITLE, BODY)], [
        (shelf, ENDS) for shelf in tab.shelves
    ]


def _sections(viewer: Viewer, filters: Filters, asked: Asked, tabs: Sequence[Tab]) -> list[Section]:
    """A few of each sort; of meetings that were only when few are to come. When there was hardly anything, a second
    look: within words, and for a guest, to whom few show themselves, among people.
    """
    first = [tab for tab in tabs if not (viewer.is_guest and tab.name == "people")]
    near = [(tab.shelves[0], where) for tab in first for where in (TITLE, BODY)]
    found = [(near[hit.leg][0], hit) for hit in finding.find(viewer, asked, near, FEW + 1)]
    few = {tab.name for tab in first if sum(shelf in tab.shelves for shelf, _hit in found) < FEW}
    then = [(shelf, where) for tab in first if tab.name in few for shelf in tab.shelves[1:] for where in (TITLE, BODY)]
    if len(found) <= FEW:
        then += [leg for tab in tabs if tab not in first for leg in _legs(tab)[0]]
        then += [leg for tab in tabs for leg in _legs(tab)[1]]
    found += [(then[hit.leg][0], hit) for hit in finding.find(viewer, asked, then, FEW + 1)]
    sections = []
    for tab in tabs:
        hits = _each_thing_once([(shelf, hit) for shelf, hit in found if shelf in tab.shelves])
        if hits:
            all_url = url_for("home.search", **_address(filters, tab.name)) if len(hits) > FEW else None
            said = Markup().join(_hit(shelf, hit, asked) for shelf, hit in hits[:FEW])
            sections.append(Section(tab, said, all_url))
    return sections


def _all(
    viewer: Viewer, asked: Asked, tab: Tab, place: tuple[int, int] | None, values: Mapping[str, Any]
) -> tuple[list[Leg], list[Found], str | None]:
    """A page of one sort, and the place of the next one: whole words, then ends of words."""
    near, far = _legs(tab)
    found: list[Found] = []
    if place is None or place[0] < len(near):
        found = finding.find(viewer, asked, near, PAGE + 1, place, **values)
        place = None
    if len(found) <= PAGE:
        beyond = (place[0] - len(near), place[1]) if place else None
        more = finding.find(viewer, asked, far, PAGE + 1, beyond, **values)
        found += [replace(hit, leg=hit.leg + len(near)) for hit in more]
    shown = found[:PAGE]
    goes_on = "{}-{}".format(*shown[-1].place) if len(found) > PAGE else None
    return [*near, *far], shown, goes_on


def _each_once(legs: Sequence[Leg], found: Sequence[Found]) -> list[Found]:
    return [hit for _shelf, hit in _each_thing_once([(legs[hit.leg][0], hit) for hit in found])]


def _each_thing_once(found: Sequence[tuple[Shelf, Found]]) -> list[tuple[Shelf, Found]]:
    """Of a thread one post alone, the first that was found."""
    seen, each = set[object](), []
    for shelf, hit in found:
        one = shelf.one_of(hit) if shelf.one_of else (hit.id,)
        if one not in seen:
            each.append((shelf, hit))
        seen.add(one)
    return each


@pieces.remembered
def _hit(shelf: Shelf, found: Found, asked: Asked) -> Markup:
    """A hit with the words marked: the same as long as its row is."""
    line, marker = shelf.line(found), words.marker(asked)
    title, snippet = marking.marked(line.title, marker), marking.snippet(line.body, marker)
    return pieces.part("home/_hit.html", line=line, title=title, snippet=snippet)


def _address(filters: Filters, name: str) -> dict[str, Any]:
    """Meetings keep their filters; the others have none."""
    return {**(filters.args if name == "meetings" else {"q": filters.words}), "in": name}


def _place(after: str) -> tuple[int, int] | None:
    """What `Found.place` was; nothing for an address that somebody has changed by hand."""
    leg, _dash, number = after.partition("-")
    known = links.number(leg)
    is_number = number.isascii() and number.isdigit() and len(number) < 20
    return (known, min(int(number), 2**63 - 1)) if known is not None and is_number else None
