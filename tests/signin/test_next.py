"""Where signing in leads: back to a page of ours, never to another site (I3)."""

import pytest

from tests.support.doors import asked
from tests.support.visitors import letters

OUTSIDE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\tevil",
    "/\t/evil.example",
    "/\n/evil.example",
    "/me\r\nSet-Cookie: a=b",
    "/\x00",
    "evil.example",
    "/\u2028/evil.example",
    "/" + "a" * 600,
    "/sign-in",
    "/sign-out",
    " /me",
]


@pytest.mark.parametrize("next", OUTSIDE)
def test_a_link_by_mail_leads_to_no_other_site(town, as_, next):
    visitor = as_()
    path = asked(visitor, "alice@alices.example", next=next)
    assert visitor.post(path).location == "/"


@pytest.mark.parametrize("next", OUTSIDE)
def test_a_provider_leads_to_no_other_site(town, as_, through, next):
    answer = through(as_(), next=next)
    assert answer.location == "/me"


@pytest.mark.parametrize("next", OUTSIDE)
def test_who_is_signed_in_is_sent_to_no_other_site(town, as_, next):
    answer = as_(town.alice).get("/sign-in", query_string={"next": next})
    assert answer.location == "/me"


@pytest.mark.parametrize("next", ["/meetings/7-kick-off", "/?region=Zealand&lang=da", "/a//b"])
def test_a_local_path_is_kept(town, as_, through, next):
    assert as_().get("/sign-in", query_string={"next": next}).status_code == 200
    visitor = as_()
    assert through(visitor, next=next).location == next
    assert visitor.get("/me").status_code == 200


def test_the_way_back_is_not_in_the_letter(town, as_):
    path = asked(as_(), "alice@alices.example", next="/me/devices")
    assert "devices" not in path
    assert "devices" not in str(letters("sign_in")[-1].data)
