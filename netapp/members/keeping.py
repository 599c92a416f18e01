"""Who is still needed: each floor above says whom, so that guests are forgotten when nobody does."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import Select, select

from netapp.core.db import session
from netapp.members.models import Person

# From an instant to the numbers of the people who were needed after it.
Needed = Callable[[datetime], Select[int]]


def ask(app: Flask, needed: Needed) -> None:
    """Let a floor above have its say before a guest is forgotten."""
    app.extensions.setdefault("needed", []).append(needed)


def unneeded_guests(since: datetime, most: int = 500) -> Sequence[Person]:
    """Guests known from before `since` whom nothing has needed after it; people who ever signed in are none."""
    chosen = select(Person).where(
        Person.signed_in_at.is_(None), Person.erased_at.is_(None), Person.is_admin.is_(False), Person.created_at < since
    )
    for needed in current_app.extensions.get("needed", []):
        chosen = chosen.where(Person.id.not_in(needed(since)))
    return session.scalars(chosen.order_by(Person.id).limit(most)).all()
