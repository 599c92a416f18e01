"""Doors are shut by default: each route has said who may come in, and no post from another site gets through (X6)."""

import io
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask import Blueprint
from sqlalchemy import func, select

from netapp import members
from netapp.core import access
from netapp.core.db import session
from netapp.groups.models import Membership
from netapp.members.models import Picture
from tests.house.world import World
from tests.support import drawings

# The only posts that may come from elsewhere, and why.
FROM_ANYWHERE = ("mail.stopped",)  # A mail program presses it by itself, without cookie or origin: RFC 8058.
# What programs send with a token, which no browser adds by itself; a cookie is not looked at there.
BY_TOKEN = ("add", "cancel", "change", "discard", "draft", "publish", "record", "sign_up", "take_off", "withdraw")

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
)


def test_every_route_has_said_who_may_come_in(app):
    doors = {rule.endpoint: access.door(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert {endpoint for endpoint, door in doors.items() if door not in {"public", "signed in"}} == set()


def test_the_start_fails_when_one_has_not(make_app, make_database, monkeypatch):
    silent = Blueprint("members", "members")
    silent.add_url_rule("/silent", "silent", lambda: "")
    monkeypatch.setattr(members, "blueprint", lambda: silent)
    with pytest.raises(RuntimeError, match=r"members\.silent"):
        make_app(make_database("sqlite"))


def test_no_address_hides_another(app):
    """Two views under one address: the second would never be asked."""
    world, adapter = World(app), app.url_map.bind("localhost")
    hidden = [row.said for row in world.rows() if adapter.match(row.path, row.method)[0] != row.endpoint]
    assert hidden == []


def test_guests_are_shown_the_door_and_brought_back(app):
    world = World(app)
    for row in world.rows():
        if access.door(app, row.endpoint) == "public" or row.about not in {"", "open"}:
            continue
        answer = world.ask("guest", row.method, row.path)
        back = f"?next={quote(row.path)}" if row.method == "GET" else ""
        assert (answer.status_code, answer.location) == (303, f"/sign-in{back}"), row.said


def test_only_the_listed_posts_may_come_from_elsewhere(app):
    open_to_all = [name for name, view in app.view_functions.items() if getattr(view, "from_anywhere", False)]
    assert set(open_to_all) == {*FROM_ANYWHERE, *(f"api.{name}" for name in BY_TOKEN)}
    methods = {True: set(), False: set()}
    for rule in app.url_map.iter_rules():
        methods[rule.rule.startswith("/api/v1/")] |= rule.methods
        assert rule.endpoint not in open_to_all or rule.rule.startswith(("/api/v1/", "/letters/")), rule.rule
    assert methods[False] == {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_other_post_from_another_site_is_refused(app):
    world, let_in = World(app), []
    for number, row in enumerate(world.rows("POST")):
        if row.endpoint in FROM_ANYWHERE or row.path.startswith("/api/v1/") or row.about not in {"", "open"}:
            continue
        for role in ("guest", "owner"):
            # Each way to come from elsewhere is tried, in turn: the guard is one for all.
            foreign = FOREIGN[(number + len(role)) % len(FOREIGN)]
            answer = world.ask(role, "POST", row.path, origin=foreign)
            if answer.status_code != 403:
                let_in.append(f"{role} at {row.said}: {answer.status_code} with {foreign}")
    assert not let_in, "\n".join(let_in)


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_each_way_to_come_from_elsewhere_is_seen(town, as_, foreign):
    visitor = as_(town.nina)
    answer = visitor.client.post(f"/groups/{town.builders.id}/membership", headers=foreign)
    assert answer.status_code == 403


def test_a_get_may_come_from_anywhere(town, as_):
    assert as_(town.bob).get("/me", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def button(page):
    """(where it leads, what goes along) of the page's only form in its middle."""
    (form,) = re.findall(r"<main.*?</main>", page.text, re.DOTALL)
    assert form.count("<form") == form.count("<button") == 1
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    (action,) = re.findall(r'action="([^"]*)"', form)
    return unescape(action), {name: unescape(value) for name, value in fields}


@pytest.fixture
def path(town):
    return f"/groups/{town.builders.id}/mail-level"


def asked_again(visitor, path, data):
    page = visitor.client.post(path, data=data)
    assert page.status_code == 200
    return button(page)


def test_a_browser_that_says_nothing_gets_one_button_that_works(town, as_, path):
    bob = as_(town.bob)
    action, sent = asked_again(bob, path, {"mail_level": "nothing", "odd": '<b>"&'})
    assert (action, sent["mail_level"], sent["odd"]) == (path, "nothing", '<b>"&')
    assert bob.client.post(action, data=sent).status_code == 303
    levels = select(Membership.mail_level).where(Membership.person_id == town.bob.id)
    assert session.scalar(levels.where(Membership.group_id == town.builders.id)) == "nothing"


def test_a_file_is_chosen_once_more(town, as_):
    """Where it were left out, a form would be saved without it."""
    bob = as_(town.bob)
    sent = {"picture": (io.BytesIO(drawings.picture()), "me & you.png"), "picture-kept": ""}
    page = bob.client.post("/settings/picture", data=sent, content_type="multipart/form-data")
    field = re.search(r"<input [^>]*type=\"file\"[^>]*>", page.text)[0]
    assert 'name="picture"' in field
    assert "me &amp; you.png" in page.text
    assert 'enctype="multipart/form-data"' in page.text
    action, fields = button(page)
    fields["picture"] = (io.BytesIO(drawings.picture()), "me.png")
    assert bob.client.post(action, data=fields, content_type="multipart/form-data").status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Picture).where(Picture.person_id == town.bob.id)) == 1


def test_nothing_is_done_before_the_button(town, as_):
    bob = as_(town.bob)
    asked_again(bob, "/me/erasure", {})
    assert "Bob Bobsen" in bob.get("/me").text


@pytest.mark.parametrize("thief", ["another session", "another path", "a made one", "no session"])
def test_the_token_is_good_for_its_own_session_and_path_only(town, as_, path, thief):
    bob = as_(town.bob)
    action, sent = asked_again(bob, path, {"mail_level": "nothing"})
    if thief == "another session":
        bob = as_(town.bob)
        asked_again(bob, path, {})
    elif thief == "another path":
        action = f"/groups/{town.builders.id}/leaving"
    elif thief == "a made one":
        sent["_sent_by_me"] = sent["_sent_by_me"][:-2] + "xx"
    else:
        bob = as_()
    answer = bob.client.post(action, data=sent)
    assert answer.status_code == 200
    assert button(answer)[0] == action


def test_the_token_does_not_help_a_post_from_elsewhere(town, as_, path):
    bob = as_(town.bob)
    action, sent = asked_again(bob, path, {"mail_level": "nothing"})
    answer = bob.client.post(action, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
