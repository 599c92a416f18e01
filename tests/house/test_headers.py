"""What every answer says to the browser: pages, feeds, static files, refusals and failures alike."""

import re

import pytest
import time_machine

from netapp.core import access, headers
from netapp.core.db import db, session
from netapp.core.errors import TooMany
from tests.house.world import NOON, World
from tests.support.visitors import Visitor
from tests.town import Town

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
# Answers that say more than the others; each is stricter, save for the frame that shows a letter on its own page.
ELSE = {
    "mail.body": {"X-Frame-Options": "SAMEORIGIN"},
    "events.personal_feed": {"Referrer-Policy": "no-referrer"},
    "events.own_feed": {"Referrer-Policy": "no-referrer"},
    "events.own_group_feed": {"Referrer-Policy": "no-referrer"},
    "events.own_group_news": {"Referrer-Policy": "no-referrer"},
    "forums.own_feed": {"Referrer-Policy": "no-referrer"},
    "news.own_feed": {"Referrer-Policy": "no-referrer"},
    "events.embed_script": {"Cross-Origin-Resource-Policy": "cross-origin"},
}
# The only answers that other sites may show in a frame, found or not: what everybody may read, without a form.
FRAMED = {"events.site_frame", "events.group_frame", "events.meeting_frame"}
SHUT = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'")
# May be kept by anybody, whoever asks: what is the same for all.
FOR_ALL = {"static", "events.site_feed", "events.group_feed", "events.meeting_feed", "home.robots"}
FOR_ALL |= {"events.series_feed", "home.sitemap_index", "home.sitemap_part"}
FOR_ALL |= {"home.sitemap_index", "home.sitemap_part", "api.openapi_document"}
FOR_ALL |= {
    "events.door_worker",
    "events.programme_feed",
    "events.site_news",
    "events.group_news",
    "forums.feed",
    "news.feed",
    "news.group_feed",
    "events.embed_script",
    *FRAMED,
}


def lacking(answer, wanted=ALWAYS, may_style=False):
    """What is wrong with the headers of an answer. A letter's own HTML brings its styles along."""
    said = answer.headers
    slips = [f"{name}: {said.get(name)}" for name, value in wanted.items() if said.get(name) != value]
    policy = said.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or ("unsafe" in policy and not may_style):
        slips.append(f"Content-Security-Policy: {policy}")
    slips += [name for name in ("Permissions-Policy", "Cache-Control") if name not in said]
    return slips


def test_every_answer_says_it(answers):
    slips = set()
    for one in answers:
        more = ELSE.get(one.endpoint, {}) if one.status == 200 else {}
        more = {"X-Frame-Options": None} if one.endpoint in FRAMED else more
        found = lacking(one, {**ALWAYS, **more}, may_style=one.endpoint == "mail.body")
        slips |= {f"{one.said} ({one.status}): {slip}" for slip in found}
    assert not slips, "\n".join(sorted(slips))


def test_the_policy_of_pages_lets_nothing_in(pages):
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        if page.endpoint in FRAMED:
            assert "frame-ancestors *;" in policy
            assert "form-action 'none'" in policy
            policy = policy.replace("frame-ancestors *", SHUT[2]).replace("form-action 'none'", SHUT[3])
        assert all(part in policy for part in SHUT), page.said
        assert "unsafe" not in policy
        assert "http" not in policy


def test_refusals_and_failures_say_it_too(make_app, make_database):
    app = make_app(make_database("sqlite"))

    def fail():
        raise ZeroDivisionError

    def wait():
        raise TooMany(60)

    app.add_url_rule("/fail", "odd.fail", access.public(fail))
    app.add_url_rule("/wait", "odd.wait", access.public(wait))
    client = app.test_client()
    asked = {
        404: client.get("/nothing/here"),
        405: client.get("/sign-out"),
        403: client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}),
        429: client.get("/wait"),
        500: client.get("/fail"),
        413: client.post("/sign-in", data={"email": "x" * 3_000_000}, headers={"Sec-Fetch-Site": "same-origin"}),
    }
    for status, answer in asked.items():
        assert answer.status_code == status
        assert lacking(answer) == [], status
    with app.app_context():
        db.engine.dispose()


def test_hsts_is_said_behind_tls_only(make_app, make_database):
    url = make_database("sqlite")
    for site, said in (("https://net.example", "max-age=31536000; includeSubDomains"), ("http://localhost:8000", None)):
        app = make_app(url, NETAPP_SITE_URL=site)
        assert app.test_client().get("/how-it-works").headers.get("Strict-Transport-Security") == said
        with app.app_context():
            db.engine.dispose()


def may_be_kept(one):
    """By anybody what is the same for all, by one browser alone a picture, nothing else at all."""
    kept = one.headers["Cache-Control"]
    if one.status == 200 and one.endpoint in FOR_ALL:
        return True
    if one.status == 200 and one.endpoint in {"members.picture", "members.logo", "news.picture", "groups.emblem"}:
        return kept.startswith(("private", "no-store"))
    if one.endpoint in FRAMED:
        return kept == "public, max-age=300"
    if (
        one.role == "guest"
        or one.mimetype == "text/calendar"
        or one.endpoint in {"events.own_group_news", "forums.own_feed", "news.own_feed"}
    ):
        return kept in {"private, no-cache", "private, no-store", "no-store"}
    return "no-store" in kept


def test_what_a_member_sees_is_kept_by_nobody(answers):
    """Neither on the way nor on the disk of a machine that others use, too."""
    slips = {f"{one.said}: {one.headers['Cache-Control']}" for one in answers if not may_be_kept(one)}
    assert not slips, "\n".join(sorted(slips))


def test_what_is_the_same_for_all_is_the_same(answers):
    found = {}
    for one in answers:
        if one.endpoint in FOR_ALL and one.status == 200:
            found.setdefault(one.asked, set()).add(one.content)
            assert "Set-Cookie" not in one.headers
    assert {asked for asked, contents in found.items() if len(contents) > 1} == set()


def test_a_page_that_may_be_kept_says_that_it_differs_by_cookie_and_language(pages):
    for page in pages:
        if "no-store" not in page.headers["Cache-Control"] and page.endpoint not in FRAMED:
            said = {part.strip() for part in page.headers.get("Vary", "").split(",")}
            assert {"Cookie", "Accept-Language"} <= said, page.said


@pytest.mark.parametrize(("site", "is_secure"), [("http://localhost", False), ("https://net.example", True)])
def test_cookies_are_for_this_site_alone_and_out_of_reach_of_scripts(make_app, make_database, site, is_secure):
    app = make_app(make_database("sqlite"), NETAPP_SITE_URL=site)
    with app.app_context():
        town = Town.build()
        visitor = Visitor(app)
        session_cookie = visitor.client.post("/sign-in", data={"email": "a@b.example"}).headers["Set-Cookie"]
        language = visitor.get("/?lang=da", headers={"Sec-Fetch-Site": "same-origin"}).headers["Set-Cookie"]
        assert town.bob
        session.rollback()
        db.engine.dispose()
    for cookie in (session_cookie, language):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is is_secure
    assert session_cookie.startswith("__Host-netapp=" if is_secure else "netapp=")
    assert language.startswith("language=da")


def test_there_are_no_other_cookies(answers):
    names = {one.split("=")[0] for read in answers for one in read.headers.getlist("Set-Cookie")}
    assert names <= {"netapp", "language"}


def test_the_test_would_see_a_slip(app, monkeypatch):
    with time_machine.travel(NOON, tick=False):
        world = World(app)
        monkeypatch.setattr(headers, "_ALWAYS", {})
        slips = lacking(world.ask("guest", "GET", "/"))
    assert len(slips) >= len(ALWAYS)
    assert re.search("Content-Security-Policy", " ".join(slips))
