"""Where every page of the demo is, for each role that sees a page of its own there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

# Role → pages. {names} stand for what is found in the demo, see finds.py.
PLACES: Mapping[str, tuple[str, ...]] = {
    "": (
        "/",
        "/?online=1&guests=1",
        "/?region=Nowhere",
        "/month/{month}",
        "/past/{year}",
        "/search?q=workshop",
        "/search?q=nothing-of-the-kind",
        "/networks",
        "/networks/{network}",
        "/companies",
        "/companies?about=seek&q=heat",
        "/companies?q=nothing-of-the-kind",
        "/companies/{company}",
        "/people/{organiser}",
        "/colleagues/{colleague}",
        "/holds/{holds}",
        "/groups/{sub_group}",
        "/groups/{network}/following",
        "/meetings/{open}",
        "/meetings/{full}",
        "/meetings/{days}",
        "/meetings/{online}",
        "/meetings/{cancelled}",
        "/meetings/{held}",
        "/sign-in",
        "/sign-in/link/{link}",
        "/outbox",
        "/outbox?state=failed",
        "/outbox/{letter}",
        "/outbox/{queued}",
        "/letters/stop/{stop}",
        "/answers/{answer}",
        "/guests/{wish}",
        "/followings/{following}",
        "/invitations/{invitation}",
        "/come/{door}",
        "/groups/{asking}/request",
        "/joinings/{knock}",
        "/requests/{request}",
        "/how-it-works",
        "/privacy",
        "/accessibility",
        "/imprint",
        "/forgotten",
        "/nothing-here",
    ),
    "newcomer": ("/me",),
    "member": (
        "/",
        "/me",
        "/me/devices",
        "/me/erasure",
        "/me/profile",
        "/meetings/{open}/colleagues",
        "/people",
        "/people?about=competence&speaks=no",
        "/people/{member}",
        "/settings",
        "/settings/picture",
        "/meetings/{open}",
        "/networks/{network}",
        "/companies/{company}",
    ),
    "organiser": (
        "/me",
        "/meetings/new",
        "/meetings/{open}",
        "/meetings/{open}/edit",
        "/meetings/{open}/people",
        "/meetings/{open}/cancellation",
        "/meetings/{held}/attendance",
        "/meetings/{draft}",
        "/networks/{network}",
        "/networks/{network}/sub-groups/new",
        "/groups/{secret}",
        "/groups/{network}/edit",
        "/groups/{network}/members",
        "/groups/{network}/members/{membership}",
        "/groups/{network}/invitations",
        "/groups/{network}/links",
        "/groups/{network}/links/{way_in}",
        "/groups/{asking_inside}/members",
        "/groups/{network}/closing",
        "/companies/{company}",
        "/companies/{company}/edit",
    ),
    "pending": ("/me", "/networks/{asked}"),
    "admin": ("/site", "/site/administrators", "/outbox", "/networks/new", "/groups/{secret}/entry"),
}

# Not for people's eyes, or no pages of their own, and why.
NO_PAGES: Mapping[str, str] = {
    "static": "files",
    "assets.site": "the style sheet",
    "mail.body": "a letter, inside its page",
    "members.logo": "a picture",
    "members.picture": "a picture",
    "signin.visit": "leads to the provider",
    "signin.callback": "leads on from the provider",
    "home.healthz": "for machines",
    "home.sitemap_index": "for machines",
    "home.sitemap_part": "for machines",
    "home.robots": "for machines",
}

EVERY = [(role, place) for role, places in PLACES.items() for place in places]


def address(place: str, names: Mapping[str, Any], **more: str) -> str:
    """The path of a place, `more` added to its query."""
    path = place.format(**names)
    return f"{path}{'&' if '?' in path else '?'}{urlencode(more)}" if more else path
