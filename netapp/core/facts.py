"""Facts: what others may hear about. A room announces in the past tense, floors above react.

Reactions run in the transaction of the deed, so what follows from it happens with it or not at
all. Which reaction hears which fact is wired in `create_app` and nowhere else.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app

F = TypeVar("F")


def init_app(app: Flask) -> None:
    app.extensions["facts"] = defaultdict(list)


def on(app: Flask, fact: type[F], reaction: Callable[[F], None]) -> None:
    """Let `reaction` hear every `fact` of this type."""
    app.extensions["facts"][fact].append(reaction)


def announce(fact: Any) -> None:
    """Tell everybody who listens, in the order of the wiring."""
    for reaction in current_app.extensions["facts"][type(fact)]:
        reaction(fact)
