"""No input gives a 500 (X4): every address, query field, form field and header gets what no browser would send."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from netapp.core.db import db, session
from netapp.members.models import Person
from netapp.signin.models import Session
from tests.house import addresses
from tests.support.visitors import Visitor

HUGE = "9" * 20
# What PostgreSQL refuses, what Unicode forbids, what is a digit and no number, what fits nowhere, what folds to
# signs.
NASTY = [
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "²",
    "٣",
    "-1",
    HUGE,
    "9" * 5000,
    "1e400",
    "x" * 10001,
    "<b>'\"%s{{7*7}}",
    "//[",
    "⑴ ⒈ab ͺ ﷺ",
]
# What only reaches Python is tried on SQLite alone; these are read by the engine, each in its own way.
READ_BY_ENGINE = {"\x00", "a\x00b", "\ud800", HUGE, "x" * 10001, "⑴ ⒈ab ͺ ﷺ"}
# What a view is to find when it goes through all that was sent; whatever it asks for by name it gets, see Noticing.
SENT = ("answer", "times-day", "times-at", "times-fold", "time-1", "List-Unsubscribe")
HEADERS = (
    *("Accept-Language", "Authorization", "Cookie", "Host", "If-Modified-Since", "If-None-Match", "Origin", "Range"),
    *("Referer", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"),
)
LINES = [
    "",
    "\xff",
    "[",
    "http://[",
    "http://[::1",
    "//x:y",
    "q=;;,;q=x",
    "a" * 9000,
    "en;q=nan, *;q=1e999",
    "bytes=9-1,-",
]
# The fields that were asked for since somebody looked; and by address those of the first request, but for what every
# page looks at.
READ: set[str] = set()
FIRST_READ: dict[str, frozenset[str]] = {}
ALWAYS_READ = {"lang", "_sent_by_me"}
# Whether the token with this number leads to a page: found out once.
LEADS: dict[tuple[str, int], bool] = {}
NUMBERS = ["0", str(2**31), str(2**63), HUGE, "9" * 5000, "٣"]


@pytest.fixture
def place(town) -> dict[str, list[str]]:
    return addresses.leading(town)


@pytest.fixture
def noticing(app, monkeypatch) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noticing)


def test_no_address_breaks_anything(place, app, town, as_):
    alice = as_(town.alice)
    every = {path for rule in _rules(app) for path in _paths(rule, place, nasty=True)}
    paths = _once_where_nothing_is(app, sorted(every))
    visitors = (alice, as_()) if db.engine.dialect.name == "sqlite" else (alice,)
    assert not _broken((who, "get", path, {}) for path in paths for who in visitors)


def test_no_query_breaks_anything(place, app, noticing, town, as_):
    alice = as_(town.alice)
    paths = [next(_paths(rule, place)) for rule in _rules(app) if "GET" in rule.methods]
    tried = NASTY if db.engine.dialect.name == "sqlite" else [nasty for nasty in NASTY if nasty in READ_BY_ENGINE]
    queries = [urlencode({"q": nasty}, errors="surrogatepass") for nasty in tried if len(nasty) < 6000]
    asked = ((path, (alice, "get", f"{path}?{query}", {})) for path in paths for query in queries)
    assert not _broken(_where_it_is_read(asked))


def test_no_head_request_breaks_or_does_anything(place, app, town, as_):
    """A program that looks ahead asks by HEAD; a view that takes it for a POST would act."""
    alice = as_(town.alice)
    paths = [path for rule in _rules(app) if "HEAD" in rule.methods for path in _paths(rule, place)]
    assert not _broken((alice, "head", path, {}) for path in paths)


@pytest.mark.parametrize(
    ("database_url", "nasty"),
    [*(("sqlite", nasty) for nasty in NASTY), *(("postgresql", nasty) for nasty in NASTY if nasty in READ_BY_ENGINE)],
    ids=lambda value: ascii(value)[:12],
    indirect=["database_url"],
)
def test_no_form_breaks_anything(place, app, noticing, town, as_, nasty):
    data = dict.fromkeys(SENT, nasty.encode("utf-8", "surrogatepass"))
    alice = as_(town.alice)
    rules = [rule for rule in _rules(app) if "POST" in rule.methods and rule.rule not in ("/sign-out", "/me/erasure")]
    places = [(f"{rule.rule} {n}", path) for rule in rules for n, path in enumerate(_fitting(rule, place, alice))]
    asked = ((name, (who, "post", path, {"data": data})) for name, path, who in _one_after_the_other(as_, town, places))
    assert not _broken(_where_it_is_read(asked))


def _one_after_the_other(as_: Any, town: Any, places: list[tuple[str, str]]) -> Iterator[tuple[str, str, Visitor]]:
    """Each address and who asks: Alice, who is signed in again when a deed has ended her session."""
    alice_id, who = town.alice.id, as_(town.alice)
    for name, path in places:
        held = select(Session.id).where(Session.person_id == alice_id, Session.ended_at.is_(None)).limit(1)
        if session.scalar(held) is None:
            who = as_(session.get_one(Person, alice_id))
        yield name, path, who


def _where_it_is_read(asked: Iterator[tuple[str, Any]]) -> Iterator[Any]:
    """Requests with a name each; a view that has read nothing of what was sent first is not sent more."""
    for name, one in asked:
        if FIRST_READ.get(name, True):
            READ.clear()
            yield one
            FIRST_READ.setdefault(name, frozenset(READ - ALWAYS_READ))


def test_each_page_behind_a_letter_is_tried(place, app, town, as_):
    """Else the forms there would be sent nothing."""
    rules = [rule for rule in _rules(app) if "token" in rule.arguments and "POST" in rule.methods]
    alice = as_(town.alice)
    assert [rule.rule for rule in rules if not list(_fitting(rule, place, alice))] == []


def test_no_header_breaks_anything(place, app, town, as_):
    paths = ["/", "/sign-in?lang=da", "/meetings.ics", f"/meetings/{place['meeting_id'][0]}", "/nowhere", "/outbox"]
    gets = [(as_(), "get", path, {"headers": {name: line}}) for path in paths for name in HEADERS for line in LINES]
    posts = [
        (as_(), "post", path, {"data": {}, "headers": {name: line}})
        for path in ("/sign-in", f"/meetings/{place['meeting_id'][0]}/signup")
        for name in HEADERS
        for line in LINES
    ]
    assert not _broken([*gets, *posts])


def _once_where_nothing_is(app: Any, paths: list[str]) -> list[str]:
    """Without most of those that no view is asked for: what is odd in them is all that tells their answers apart."""
    adapter, left, seen = app.url_map.bind(""), [], set()
    for path in paths:
        try:
            adapter.match(unquote(path), "GET")
        except HTTPException as answer:
            odd = (type(answer), *(nasty for nasty in NASTY + NUMBERS if nasty and nasty in unquote(path)))
            if odd in seen:
                continue
            seen.add(odd)
        left.append(path)
    return left


def _rules(app: Any) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _paths(rule: Any, place: dict[str, list[str]], nasty: bool = False) -> Iterator[str]:
    """The rule's address with what is there; `nasty`: with one parameter after the other made odd."""
    known = {name: place.get(name, ["1"]) for name in rule.arguments}
    longest = max((len(values) for values in known.values()), default=1)
    for number in range(longest):
        yield _filled(rule, {name: values[number % len(values)] for name, values in known.items()})
    for name in known if nasty else ():
        for odd in NUMBERS + NASTY[1:]:
            yield _filled(rule, {**{each: values[0] for each, values in known.items()}, name: odd})


def _fitting(rule: Any, place: dict[str, list[str]], who: Visitor) -> Iterator[str]:
    """As `_paths`, but a letter's token only where it leads somewhere: others are not found, whatever is sent there."""
    for number, path in enumerate(_paths(rule, place)):
        page = (rule.rule.partition("<token>")[0], number)
        if "token" in rule.arguments and page not in LEADS:
            LEADS[page] = who.get(page[0] + path[len(page[0]) :].partition("/")[0]).status_code != 404
        if LEADS.get(page, True):
            yield path


def _filled(rule: Any, values: dict[str, str]) -> str:
    def put(found: re.Match[str]) -> str:
        return quote(values[found[1]].encode("utf-8", "surrogatepass"), safe="")

    return re.sub(r"<(?:[^:>]+:)?(\w+)>", put, rule.rule)


class Noticing(ImmutableMultiDict[str, str]):
    """What was sent, which notes the fields that are asked for, and has each: one that was not sent says the same."""

    def __getitem__(self, key: str) -> Any:
        READ.add(key)
        return super().__getitem__(key if super().__contains__(key) else next(iter(super().keys()), key))

    def __contains__(self, key: object) -> bool:
        READ.add(str(key))
        return len(self) > 0

    def __iter__(self) -> Iterator[str]:
        READ.add("all")
        return super().__iter__()

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        try:
            return type(self[key]) if type else self[key]
        except (KeyError, ValueError, TypeError):
            return default

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        READ.add(key)
        found = super().getlist(key) or list(super().values())[:1]
        return [type(one) for one in found] if type else found


def _broken(asked: Any) -> list[str]:
    """What failed. The tests' app lets errors through; a site would show its page for 500."""
    found = []
    for who, method, path, options in asked:
        try:
            answer = _sent(who, method, path, options)
        except Exception as error:
            session.rollback()
            found.append(
                f"{method} {path[:90]} {options.get('headers', '')!s:.80}: {type(error).__name__} {error!s:.90}"
            )
        else:
            if answer.status_code >= 500:
                found.append(f"{method} {path[:90]}: {answer.status_code}")
    return found


def _sent(who: Visitor, method: str, path: str, options: dict[str, Any]) -> Any:
    if method == "head":
        return who._alone(who.client.head, path)
    return getattr(who, method)(path, **options)
