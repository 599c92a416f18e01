"""Pieces of pages that depend on nothing but what they are given and the language: made once, and used again.

A macro that is called so may not read the request, the viewer or the clock. What it is given must be hashable, since
that, all of it, is what the piece is found by; so nothing ever has to be thrown away.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from netapp.core import languages

# Of about a kilobyte each.
MOST = 2048


def init_app(app: Flask) -> None:
    """Give templates `piece(template, macro, …)`."""

    @lru_cache(maxsize=MOST)
    def made(template: str, macro: str, _language: str, given: tuple[Hashable, ...]) -> Markup:
        return Markup(getattr(app.jinja_env.get_template(template).module, macro)(*given))  # noqa: S704 (a macro's own)

    app.extensions["pieces"] = made
    app.jinja_env.globals["piece"] = piece


def part(template: str, **shown: Any) -> Markup:
    """A template that is no page: it gets this and nothing of the frame, which a page has already."""
    return Markup(current_app.jinja_env.get_template(template).render(shown))  # noqa: S704 (our own template)


def piece(template: str, macro: str, *given: Hashable) -> Markup:
    """What the macro makes of this."""
    made: Any = current_app.extensions["pieces"]
    found: Markup = made(template, macro, languages.current(), given)
    return found
