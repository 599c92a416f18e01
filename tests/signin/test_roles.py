"""The demo's buttons sign in as somebody: they stand on a demo that only this machine can reach, and nowhere else."""

import pytest

from netapp.core import site as sites
from netapp.core.db import session
from tests.support.visitors import Visitor


@pytest.fixture
def demo(site, town):
    """demo(**settings): a demo site with Alice's button, and a browser at its door."""
    session.add(sites.Site(id=1, name="netapp", is_demo=True))
    session.commit()

    def make(**settings) -> Visitor:
        app = site(**settings)
        alice = town.alice.id
        app.extensions["demo_roles"] = lambda: [("organiser", "Organiser", "Runs a network.", alice)]
        return Visitor(app)

    return make


def has_buttons(visitor: Visitor, **options) -> bool:
    page = visitor.get("/sign-in", **options)
    assert page.status_code == 200
    return "/sign-in/demo" in page.text


def play(visitor: Visitor, **options) -> int:
    options["headers"] = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
    return visitor.post("/sign-in/demo", {"role": "organiser", "next": "/me"}, **options).status_code


def test_a_button_signs_in_as_its_role(demo):
    visitor = demo()
    assert has_buttons(visitor)
    answer = visitor.post("/sign-in/demo", {"role": "organiser", "next": "/me"})
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "Alice Alicesen" in visitor.get("/me").text
    assert has_buttons(visitor), "one changes roles here"


def test_a_role_that_is_not_offered_is_not_found(demo):
    for role in ("", "administrator", "1"):
        assert demo().post("/sign-in/demo", {"role": role}).status_code == 404


def test_only_a_demo_has_them(demo):
    visitor = demo()
    session.get_one(sites.Site, 1).is_demo = False
    session.commit()
    assert not has_buttons(visitor)
    assert play(visitor) == 404


@pytest.mark.parametrize(
    "settings",
    [
        {"NETAPP_SITE_URL": "https://net.example.org"},
        {"NETAPP_SITE_URL": "http://net.example.org"},
        {"NETAPP_HOST": "0.0.0.0"},
        {"NETAPP_HOST": "::"},
        {"NETAPP_HOST": "192.168.1.7"},
        {"NETAPP_TRUSTED_PROXIES": "1"},
    ],
)
def test_only_a_site_on_this_machine_alone_has_them(demo, settings):
    visitor = demo(**settings)
    assert not has_buttons(visitor)
    assert play(visitor) == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "net.example.org"},
        {"Host": "localhost.evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "evil.example:8000"},
        {"Host": "[2001:db8::1]"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "http"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
)
def test_a_visitor_who_came_another_way_gets_none(demo, headers):
    visitor = demo()
    assert not has_buttons(visitor, headers=headers)
    assert play(visitor, headers=headers) == 404


@pytest.mark.parametrize("remote", ["192.168.1.7", "10.0.0.1", "8.8.8.8", "::ffff:8.8.8.8", "fe80::1", ""])
def test_a_visitor_from_another_machine_gets_none(demo, remote):
    visitor, options = demo(), {"environ_overrides": {"REMOTE_ADDR": remote}}
    assert not has_buttons(visitor, **options)
    assert play(visitor, **options) == 404


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_every_name_of_this_machine_will_do(demo, host):
    assert has_buttons(demo(), headers={"Host": host})


def test_another_site_cannot_press_the_button(demo):
    assert (
        demo().post("/sign-in/demo", {"role": "organiser"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
