"""What the layout of every page needs: the site, who looks, where one can go, the same page in other languages."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, get_flashed_messages, has_request_context, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from netapp.core import kept, languages, pieces, site, text, viewer
from netapp.core.languages import gettext as _

# Pages for everybody; they tell search engines of themselves in each language.
_INDEXED = {"events.meeting", "members.company"} | {
    f"home.{name}"
    for name in ("front", "month", "past", "how_it_works", "rights", "privacy", "accessibility", "imprint")
}
_MEETINGS = {"home.front", "home.month", "home.past"}
_LANGUAGES = tuple(languages.NAMES.items())
_MINE = {"home.me", "home.settings", "home.erasure", "members.own_picture", "members.profile"}


def init_app(app: Flask) -> None:
    app.context_processor(_frame)
    app.jinja_env.filters["markdown"] = text.markdown


def _frame() -> dict[str, Any]:
    if not has_request_context():
        return {}  # A letter has a frame of its own.
    try:
        who, here = viewer.current(), site.current()
    except SQLAlchemyError:
        return {}  # The page that says so stands alone; it must not fail for want of a frame.
    return {
        "viewer": who,
        "site": here,
        "lang": languages.current(),
        "languages": _LANGUAGES,
        "query": tuple(request.args.to_dict().items()),
        "nav": _nav(who.is_signed_in, request.blueprint, request.endpoint or ""),
        "sign_in_url": "" if who.is_signed_in else _sign_in_url(),
        "alternates": _alternates(),
        "canonical": _canonical(),
        "feed_url": _feed_url(),
        "flashes": _flashes,
    }


def _sign_in_url() -> str:
    """The way back is kept, unless one is signing in already."""
    comes_back = request.method == "GET" and request.blueprint != "signin"
    return url_for("signin.door", next=request.full_path.rstrip("?") if comes_back else None)


@pieces.remembered
def _feed_url() -> str:
    return url_for("events.site_feed")


@pieces.remembered
def _nav(is_signed_in: bool, room: str | None, page: str) -> tuple[tuple[str, str, bool], ...]:
    """(what it is called, its address, whether the page belongs to it)."""
    nav = [
        (_("Meetings"), url_for("home.front"), page in _MEETINGS or room == "events"),
        (_("Networks"), url_for("groups.networks"), room == "groups"),
        (_("Companies"), url_for("members.directory"), room == "members" and page not in _MINE),
    ]
    if is_signed_in:
        nav.append((_("My page"), url_for("home.me"), page in _MINE))
    return tuple(nav)


def _flashes() -> list[Any]:
    """What is said to this visitor alone, once; on a page that others get too it waits for the next one."""
    if kept.is_for_all():
        return []
    return [*get_flashed_messages(with_categories=True)]


def _alternates() -> list[tuple[str, str]]:
    """(language, address) of this page, for search engines."""
    if request.endpoint not in _INDEXED:
        return []
    return [*((code, _address(code)) for code in languages.NAMES), ("x-default", _address(None))]


def _canonical() -> str:
    """The page's own address: without filters, with the language when the address asks for one."""
    if request.endpoint not in _INDEXED:
        return ""
    asked = request.args.get("lang")
    return _address(asked if asked in languages.NAMES else None)


def _address(language: str | None) -> str:
    query = "?" + urlencode({"lang": language}) if language else ""
    return f"{current_app.config['SITE_URL']}{request.path}{query}"
