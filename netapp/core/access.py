"""Doors are shut by default: each view says who may come in, and the start fails when one has not."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.core import viewer

V = TypeVar("V", bound=Callable[..., object])


def public(view: V) -> V:
    """Anybody may ask; what they may see is the query's to say."""
    view.door = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: V) -> V:
    """Only who is signed in; others are shown the sign-in page, with the way back kept."""
    view.door = "signed in"  # type: ignore[attr-defined]
    return view


def from_anywhere(view: V) -> V:
    """A POST that may come from another site or from none: the exceptions of X6, which one test lists."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.before_request(_ask_at_the_door)


def check(app: Flask) -> None:
    """Stop the start when a route has not said whether it is public."""
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if door(app, rule.endpoint) is None]
    if silent:
        raise RuntimeError(f"these views are neither @public nor @signed_in: {', '.join(sorted(set(silent)))}")


def door(app: Flask, endpoint: str) -> str | None:
    """How the view's door stands: "public", "signed in", or None when it has not said."""
    stands: str | None = getattr(app.view_functions[endpoint], "door", None)
    return stands


def _ask_at_the_door() -> BaseResponse | Response | None:
    if request.endpoint is None or door(current_app, request.endpoint) == "public" or viewer.current().is_signed_in:
        return None
    way_back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("signin.door", next=way_back or None), 303)
