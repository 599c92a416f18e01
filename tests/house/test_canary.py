"""The canary (A5): two secret groups are full of a marker word, and nobody outside meets it or can tell they are there.

Every address is read in a world without the secret groups, then again once they are there: for whoever is not in them,
the answers are the same to the byte. test_roles.py looks for the word in every answer to everybody, posts too.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.routing import Map, Rule

from netapp.core import finding
from netapp.core.db import db, session
from netapp.core.letters import Order
from netapp.events import attendances, listed, lists, of_group, spans, years
from netapp.events import queries as events
from netapp.events import reading as meeting_pages
from netapp.events import searching as event_shelves
from netapp.events.feeds import calendars as feeds
from netapp.events.series import reading as series_pages
from netapp.forums import lists as thread_lists
from netapp.forums import queries as forums
from netapp.forums import reading as threads
from netapp.groups import lists as group_lists
from netapp.groups import queries as groups
from netapp.groups import reading as group_pages
from netapp.home import networks
from netapp.home import queries as home
from netapp.mail import writing
from netapp.members import atlas, companies, directory, profiles
from netapp.news import lists as article_lists
from netapp.news import queries as articles
from netapp.news import reading as article_pages
from tests.house import letters
from tests.house.lists import MORE
from tests.house.world import INSIDERS, NOON, ROLES, World, told
from tests.town import CANARY

OUTSIDERS = [role for role in ROLES if role not in INSIDERS]
# One in each kind of standing; the others have the same keys as one of these, or fewer. On PostgreSQL one is asked: the
# clauses are the same, and it is their translation that is tried there.
APART = {"sqlite": ("guest", "left", "member", "admin"), "postgresql": ("left",)}

# Where statements are built once.
ROOMS = (
    attendances,
    feeds,
    listed,
    lists,
    spans,
    of_group,
    years,
    meeting_pages,
    series_pages,
    group_lists,
    group_pages,
    home,
    networks,
    directory,
    finding,
    event_shelves,
    atlas,
    threads,
    thread_lists,
    article_lists,
    article_pages,
)
# Where the worlds may differ, and why.
KNOWN = {
    ("admin", "/site"): "administrators see by number which groups are shut to them, to be able to enter one",
    ("admin", "/outbox"): "administrators see that letters have left, and to whom",
}
MAY_DIFFER = {
    ("admin", "groups.enter"): "the logged step begins with the group's number",
    ("admin", "mail.letter"): "as the outbox",
    ("admin", "mail.body"): "as the outbox",
} | {(role, "members.picture"): "the address of a picture can't be guessed; who has it was shown it" for role in ROLES}


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def addresses(world: World) -> list[str]:
    """All that can be asked for about what is no secret, and every calendar of everybody."""
    found = [row.path for row in world.rows("GET") if row.about not in {"secret", "hidden"}]
    group_ids = [scene.values["group_id"] for name, scene in world.scenes.items() if "group_id" in scene.values]
    for key in world.keys.values():
        found += [f"/calendar/{key}/mine.ics", f"/calendar/{key}/all.ics"]
        found += [f"/calendar/{key}/groups/{group_id}.ics" for group_id in group_ids]
    return [*dict.fromkeys(found), *MORE]


def read(world: World, role: str, path: str) -> str:
    """All of an answer that a reader could compare."""
    return told(world.ask(role, "GET", path))


def same(answer: str, path: str) -> str:
    """Without the asked address, which the page offers to come back to, and what follows from its length."""
    text = re.sub(r"(?m)^(content-length|etag): .*$", "", answer)
    for address in (path.lower(), path.lower().partition("-")[0]):
        text = text.replace(address, "…").replace(quote(address, safe="").lower(), "…").replace(quote(address), "…")
    return text


def holds(answer: str) -> bool:
    return CANARY in answer


def may_ask(role: str, path: str) -> bool:
    """A calendar's key is a secret of its own, whoever uses it: it is tried once."""
    return not path.startswith("/calendar/") or role == "left"


def apart() -> tuple[str, ...]:
    return APART[db.engine.dialect.name]


def none(slips: list[str]) -> None:
    assert not slips, "\n".join(slips)


def test_nobody_outside_can_tell_that_the_secret_groups_exist(app):
    world = World(app)
    asked = [(role, path) for path in addresses(world) for role in apart() if may_ask(role, path)]
    if len(apart()) > 1:
        asked += [(role, path) for path in MORE for role in OUTSIDERS if role not in apart()]
    # Who has looked at a thread has seen it, which other pages tell: all is looked at once before.
    for role, path in asked:
        if path.startswith("/threads/"):
            read(world, role, path)
    before = {one: read(world, *one) for one in asked}
    world.fill_secrets()
    # The insiders' own calendars are theirs to know.
    shown = {f"/calendar/{world.keys[name]}/" for name in ("alice", "bob")}
    asked = [(role, path) for role, path in asked if not any(path.startswith(own) for own in shown)]
    after = {one: read(world, *one) for one in asked}
    none([f"{role} meets the word at {path}" for role, path in asked if holds(after[role, path])])
    differ = [one for one in asked if after[one] != before[one] and one not in KNOWN]
    none([f"{role} can tell by {path}" for role, path in differ])


def test_what_is_secret_is_answered_as_if_it_had_never_been(app):
    world = World(app)
    world.fill_secrets()
    slips = []
    for row in world.rows("GET"):
        if row.about not in {"secret", "hidden"}:
            continue
        rule = world.rule(row)
        nothing = world.nothing(row, rule)
        for role in apart():
            answer = read(world, role, row.path)
            if holds(answer):
                slips.append(f"{role} meets the word at {row.said}")
            if "_id" not in row.rule or (role, row.endpoint) in MAY_DIFFER:
                continue
            if same(answer, row.path) != same(read(world, role, nothing), nothing):
                slips.append(f"{role} can tell that there is something at {row.said}")
    none(slips)


def test_old_links_tell_nothing_new(app):
    """Who has left or was removed still has the letters: what they link to shows nothing of the group any more."""
    world = World(app)
    world.fill_secrets()
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    asked = {
        name: rules[name.split(" ")[0]].build({"token": token})[1]
        for name, token in world.links.items()
        if name.split(" ")[0] in rules
    }
    assert asked
    none([name for name, path in asked.items() if holds(read(world, "removed", path))])


def test_no_letter_to_somebody_outside_holds_the_word(app):
    """What was ordered while they were in is written for each of them now that they are not."""
    world, slips, inside = World(app), [], set()
    world.fill_secrets()
    for name in letters.MAKERS:
        order = letters.make(world, name, "secret")
        if CANARY in written(name, order):
            inside.add(name)
        for role in OUTSIDERS:
            person = world.town.people[ROLES[role] or "gus"]
            text = written(name, letters.to(order, world, person, "secret"))
            if CANARY in text and (name, role) not in letters.TOLD_ANYWAY and is_sent_to(name, role):
                slips.append(f"{name} to {role}")
        session.rollback()
    none(slips)
    assert {"announced", "cancelled", "confirmed", "digest", "invitation", "moved", "reminder", "welcome"} <= inside


def written(name: str, order: Order) -> str:
    """All of a letter, or nothing when it is no longer due."""
    with suppress(writing.Missed):
        return repr(writing.write(name, order)).lower()
    return ""


def is_sent_to(name: str, role: str) -> bool:
    """The answer to a wish for a network, and the wish, go to nobody but who wished and the administrators; whether one
    works at a company is told to who named it.
    """
    return name not in {"network_answered", "colleague_answered"} and (role == "admin" or name != "network_wish")


def test_those_inside_meet_the_word(app):
    """Else the tests above would be about nothing."""
    world = World(app)
    world.fill_secrets()
    met = {row.said for row in world.rows("GET") if holds(read(world, "owner", row.path))}
    assert {
        "GET /",
        "GET /me",
        "GET /networks",
        "GET /month/<month>",
        "GET /past/<int:year>",
        "GET /articles",
        "GET /articles/<any(year, tag, language):by>/<word>",
        "GET /articles/<int:article_id> (secret)",
        "GET /articles/<int:article_id>/history (hidden)",
        "GET /meetings/<int:meeting_id> (secret)",
        "GET /meetings/<int:meeting_id> (hidden)",
        "GET /groups/<int:group_id> (secret)",
        "GET /groups/<int:group_id>/members (hidden)",
        "GET /networks/<int:group_id> (open)",
        "GET /companies",
        "GET /people",
        "GET /people/<int:person_id> (hidden)",
        "GET /companies/<int:company_id> (hidden)",
        "GET /companies/<int:company_id>/merge/<int:other_id> (hidden)",
        "GET /groups/<int:group_id>/companies.xlsx (hidden)",
        "GET /meetings/<int:meeting_id>/people (secret)",
        "GET /meetings/<int:meeting_id>/people.<any(xlsx, csv):kind> (hidden)",
    } <= met
    assert holds(read(world, "guest", f"/calendar/{world.keys['bob']}/all.ics"))
    assert holds(read(world, "insider", "/search?q=hall"))


# Where a guest's or a newcomer's answer would hold the word, were this clause always true.
CLAUSES: list[tuple[Any, str, str, str]] = [
    (events, "_visible_to_guests", "guest", "/"),
    (events, "_visible_to_guests", "guest", "/meetings.ics"),
    (events, "_visible", "newcomer", "/"),
    (groups, "_seen_by_guests", "guest", "/"),
    (groups, "_seen_by_guests", "guest", "GET /groups/<int:group_id> (secret)"),
    (events, "_visible_to_guests", "guest", "GET /meetings/<int:meeting_id> (secret)"),
    (series_pages, "seen", "guest", "GET /series/<int:series_id> (secret)"),
    (forums, "_visible_to_guests", "guest", "GET /threads/<int:thread_id> (secret)"),
    (forums, "_visible", "newcomer", "GET /threads/<int:thread_id> (secret)"),
    (forums, "_visible", "newcomer", "GET /posts/<int:post_id>/history (secret)"),
    (articles, "_visible_to_guests", "guest", "GET /articles/<int:article_id> (secret)"),
    (articles, "_visible_to_guests", "guest", "/articles"),
    (articles, "_visible_to_guests", "guest", "/articles.json"),
    (articles, "_visible", "newcomer", "GET /articles/<int:article_id> (secret)"),
    (articles, "_visible", "newcomer", "/"),
    (groups, "_seen", "newcomer", "/"),
    (groups, "_seen_by_guests", "guest", "/networks"),
    (groups, "_seen", "newcomer", "/networks"),
    (companies, "is_listed", "guest", "/companies"),
    (companies, "visible", "newcomer", "GET /companies/<int:company_id> (hidden)"),
    (profiles, "visible", "newcomer", "/people"),
    (profiles, "visible", "guest", "GET /people/<int:person_id> (hidden)"),
    (companies, "is_listed", "guest", "/companies?view=map"),
    (companies, "visible", "newcomer", "/companies?view=map"),
]


def test_a_query_without_its_clause_is_seen(app, monkeypatch, made_anew):
    world = World(app)
    world.fill_secrets()
    built_once = [one for room in ROOMS for one in vars(room).values() if hasattr(one, "cache_clear")]
    assert len(built_once) > 5
    said, slips = {row.said: row.path for row in world.rows("GET")}, []
    for module, clause, role, named in CLAUSES:
        path = said.get(named, named)
        assert not holds(read(world, role, path)), path
        with monkeypatch.context() as patched:
            patched.setattr(module, clause, lambda *_given, **_named: sa.true())
            for statement in built_once:
                statement.cache_clear()
            if not holds(read(world, role, path)):
                slips.append(f"{role} at {named} without {module.__name__}.{clause}")
        for statement in built_once:
            statement.cache_clear()
    none(slips)


def test_a_parameter_that_nothing_was_made_for_fails(app):
    world = World(app)
    rule = Rule("/odd/<int:odd_id>", endpoint="home.odd", methods=["GET"])
    Map([rule])
    with pytest.raises(KeyError):
        list(world.rows_of(rule, "GET"))
