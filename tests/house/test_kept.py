"""Kept pages: nothing that anybody does, and no time that passes, leaves one behind that is not true any more.

Every deed of every role is done in the made world of world.py, and all guests' pages are asked for again.
tests/support/watching.py compares what would be served with what is true, and raises Stale.
"""

import random
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy import update

from netapp.core import clock, kept
from netapp.core.db import db, session
from netapp.events.models import Meeting, SignUp
from netapp.forums import panels as forum_panels
from netapp.groups.models import Group
from netapp.home import standing
from netapp.members.models import Person
from netapp.news import panels as news_panels
from tests.house import html
from tests.house.test_headers import FRAMED
from tests.house.world import NOON, TYPED, Row, Snapshot, World
from tests.support.watching import Stale

# Between them they may do everything; who comes first and gets something done does it for all.
DOERS = ("owner", "admin", "member", "newcomer", "invited", "guest")
# Deeds after which a guest's page must look different: were they not done here, the test would show nothing.
SEEN = {
    "events.cancel",
    "events.edit",
    "events.publish",
    "events.record",
    "events.sign_up",
    "groups.close",
    "groups.approve",
    "groups.edit",
    "home.admin",
    "home.erasure",
    "home.settings",
    "home.welcome",
}


# Pieces that are found by a group's revision.
BY_REVISION = {forum_panels.made_for_guests, news_panels.made}
MORE_TYPED = {"home.welcome": {"name": "Another", "company": "Another Ltd"}}


@pytest.fixture
def world(app):
    with time_machine.travel(NOON, tick=False):
        made = World(app)
        made.fill_secrets()
        session.execute(update(Meeting).values(shown_to="everyone"))
        session.execute(update(SignUp).values(show_name=True))
        session.execute(update(Person).where(Person.name != "").values(show_name=True))
        session.commit()
        yield made


def is_kept(app: Flask, row: Row) -> bool:
    return row.method == "GET" and getattr(app.view_functions[row.endpoint], "is_kept", False)


def guest_pages(world: World) -> list[str]:
    """The addresses of all kept pages that a guest gets, about whatever they are."""
    rows = [row.path for row in world.rows("GET") if is_kept(world.app, row) and "tail" not in row.rule]
    rows.append(f"/meetings/{past_meeting()}")
    return [path for path in rows if world.ask("guest", "GET", path).status_code == 200]


def deeds(world: World) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of every deed, about whatever it can be; and one about a meeting that is over."""
    found = [(row.endpoint, row.method, row.path) for row in world.rows() if row.method != "GET"]
    return [*found, ("events.record", "POST", f"/meetings/{past_meeting()}/attendance")]


def past_meeting() -> int:
    """A public meeting that is over, and of which nobody has said how many came."""
    over = sa.select(sa.func.min(Meeting.id)).where(Meeting.state == "published", Meeting.ends_at < clock.now())
    return session.scalar(over) or 0


# A file can be put back after each deed. What other processes learn, and when, is tests/core/test_changes.py's.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_deed_leaves_an_untrue_page_behind(world, count_queries):
    pages, seen = guest_pages(world), set()
    held, snapshot = world.app.extensions["kept"], Snapshot(world.app)
    before, reads = {}, {}
    for path in pages:
        with count_queries() as counted:
            before[path] = world.ask("guest", "GET", path).data
        reads[path] = {table for table in snapshot.rows if re.search(rf"\b{table}\b", " ".join(counted.statements))}
    asked_for, known = dict(held._pages), dict(held._known)
    pieces = world.app.extensions["pieces"]._pieces
    by_revision = {key for key in pieces if key[0] in BY_REVISION}
    assert by_revision
    for endpoint, method, path in deeds(world):
        for role in DOERS:
            typed = MORE_TYPED.get(endpoint) or TYPED.get(endpoint) or typed_anew(world, role, path)
            world.ask(role, method, path, typed)
            if not snapshot.has_changed():
                continue
            # As a process that has not looked since; its next look finds what the deed has left. What would be served
            # again is compared, if it was made of anything that the deed has changed; what would be made anew need only
            # be made to see that it differs.
            held._pages.update(asked_for)
            changed = snapshot.changed()
            served = [key[0] for key in asked_for if reads[key[0]] & changed and kept.Pages.get(held, key)]
            session.rollback()
            after = {path: world.ask("guest", "GET", path) for path in (pages if endpoint in SEEN else served)}
            if any(answer.data != before[path] for path, answer in after.items()):
                seen.add(endpoint)
            snapshot.put_back()
            # Revisions go back, too: the next deed's is another one of the same number.
            for key in [key for key in pieces if key[0] in BY_REVISION and key not in by_revision]:
                del pieces[key]
            world.app.extensions["changes"].committed()
            held._pages.clear()
            held._known.clear()
            held._known.update(known)
            break
    snapshot.close()
    assert not SEEN - seen, f"nothing is seen of {SEEN - seen}"


def test_time_changes_no_page_before_its_standing_says_so(world):
    """Made at a turn or at a random moment, kept until just before the next turn: it is what would be made then."""
    pages, chance, moment = guest_pages(world), random.Random(3), NOON
    # The turns are worked out by the same lines; on PostgreSQL the statements are tried that find them.
    for _ in range(25 if db.engine.dialect.name == "sqlite" else 10):
        with time_machine.travel(moment, tick=False):
            turn = min(standing.of(scope).until for scope in (kept.EVERYWHERE, 1, 2))
            asked_for = [world.ask("guest", "GET", path).data for path in pages]
        with time_machine.travel(turn - timedelta(seconds=1), tick=False):
            for path in pages:
                world.ask("guest", "GET", path)
        moment = turn if chance.random() < 0.7 else turn + timedelta(minutes=chance.randrange(9 * 24 * 60))
    assert asked_for


def test_a_change_that_counts_no_revision_is_found_out(world):
    """The watcher itself: were a deed to forget the revision, the tests above would fail."""
    group_id = world.scenes["open"].values["group_id"]
    path = f"/networks/{group_id}-x"
    world.ask("guest", "GET", path)
    with db.engine.begin() as connection:
        connection.execute(update(Group).where(Group.id == group_id).values(name="Another name"))
    with pytest.raises(Stale):
        world.ask("guest", "GET", path)


def test_a_moment_that_is_overlooked_is_found_out(world, monkeypatch):
    monkeypatch.setattr(world.app.extensions["kept"], "_standings", lambda scope: kept.Standing("", clock.now(), None))
    world.ask("guest", "GET", "/")
    with time_machine.travel(NOON + timedelta(days=40), tick=False), pytest.raises(Stale):
        world.ask("guest", "GET", "/")


def test_what_moves_in_a_secret_group_leaves_no_trace(world):
    """Neither in what pages rest on nor in their validators."""
    secret = world.scenes["secret"].values
    scopes = (kept.EVERYWHERE, world.scenes["open"].values["group_id"])
    pages = guest_pages(world)
    before = [standing.of(scope).revisions for scope in scopes]
    etags = [world.ask("guest", "GET", path).headers["ETag"] for path in pages]
    revision = session.scalar(sa.select(Group.revision).where(Group.id == secret["group_id"]))
    answer = world.ask("owner", "POST", f"/meetings/{secret['meeting_id']}/cancellation", {"reason": "Snow."})
    assert answer.status_code == 303
    session.expire_all()
    assert session.scalar(sa.select(Group.revision).where(Group.id == secret["group_id"])) > revision
    assert [standing.of(scope).revisions for scope in scopes] == before
    assert [world.ask("guest", "GET", path).headers["ETag"] for path in pages] == etags


def test_a_guests_page_depends_on_no_cookie_but_the_language(world):
    """Something said to one guest must not be kept for all, nor a cookie that is no session make a page of its own."""
    said = world.app.session_interface.get_signing_serializer(world.app).dumps({"_flashes": [("good", "For you!")]})
    for path in guest_pages(world):
        plain = world.ask("guest", "GET", path)
        for cookie in (f"netapp={said}", "netapp=broken", "other=1"):
            answer = world.ask("guest", "GET", path, Cookie=cookie)
            assert answer.data == plain.data, path
            assert answer.headers["ETag"] == plain.headers["ETag"]
        spoken = world.ask("guest", "GET", path, Cookie="language=fi")
        assert spoken.status_code == 200


def test_a_members_page_is_in_no_cache(world):
    for row in world.rows("GET"):
        answer = world.ask("owner", "GET", row.path)
        if answer.mimetype == "text/html" and answer.status_code == 200 and row.endpoint not in FRAMED:
            assert answer.headers["Cache-Control"] == "private, no-store", row.said
            # The screen of a room names its state to its own script, which asks every few seconds; nobody keeps it.
            assert "ETag" not in answer.headers or row.endpoint == "events.screen", row.said


def typed_anew(world: World, role: str, path: str) -> dict[str, str]:
    """The form that this address shows, as it is, with a word more in each line; nothing where there is none."""
    page = world.ask(role, "GET", path)
    if page.status_code != 200 or page.mimetype != "text/html":
        return {}
    values: dict[str, str] = {}
    select, inside = "", False
    for tag in html.tags(page.text):
        name = tag.attributes.get("name", "")
        if tag.name == "form":
            inside = tag.attributes.get("method") == "post" and tag.attributes.get("action", path) in {path, ""}
        elif not inside:
            continue
        elif tag.name == "select":
            select = name
        elif tag.name == "option" and (select not in values or "selected" in tag.attributes):
            values[select] = tag.attributes.get("value", tag.text)
        elif tag.name == "textarea":
            values[name] = f"{tag.text} More." if tag.text.strip() else ""
        elif tag.name == "input" and name:
            kind = tag.attributes.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in tag.attributes:
                continue
            value = tag.attributes.get("value", "")
            values[name] = f"{value} more" if kind == "text" and value and "://" not in value else value
    # A text in another language would need its title there, too.
    others = {name: "" for name in values if name.startswith("body_")}
    return {**values, **others, "agreed": "yes"}
