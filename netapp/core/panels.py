"""Panels: a higher floor lends a piece to a lower floor's page.

The page names a place (`"meeting"`, `"network"`), and shows what was lent there; it imports
nobody. A panel is a function from the page's own thing to markup, or None when it has nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[[Any], Markup | None]


def init_app(app: Flask) -> None:
    app.extensions["panels"] = defaultdict(list)
    app.jinja_env.globals["panels"] = shown


def lend(app: Flask, place: str, panel: Panel) -> None:
    """Show `panel` at `place`, after those lent before."""
    app.extensions["panels"][place].append(panel)


def shown(place: str, thing: Any) -> list[Markup]:
    """The pieces lent to `place` that have something to say about `thing`."""
    pieces = (panel(thing) for panel in current_app.extensions["panels"][place])
    return [piece for piece in pieces if piece]
