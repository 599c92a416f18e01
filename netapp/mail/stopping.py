"""Stopping a kind of letters by the link at their foot, and wanting them again (M5)."""

from collections.abc import Callable, Iterable

from flask import Flask, current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, facts, links, signed
from netapp.core.db import action, db, session
from netapp.mail.facts import Resumed, Stopped
from netapp.mail.models import Letter, Stop

PURPOSE = "stop"


# What the scope of an old link is called now.
Now = Callable[[str], str]


def follow(app: Flask, now: Now) -> None:
    """Let a floor above say which scopes are part of another one by now: links in letters never end."""
    app.extensions.setdefault("scopes now", []).append(now)


def link(address: str, scope: str) -> str:
    """The address of the page that stops letters about `scope`. It is good for this reader only, and for ever."""
    return links.absolute("mail.stop", token=signed.token(PURPOSE, address.lower(), scope))


def meant(token: str) -> tuple[str, str]:
    """(address, scope) of a link, as the scope is called now; NotVisible when we did not write it."""
    address, scope = signed.values(PURPOSE, token)
    for now in current_app.extensions.get("scopes now", []):
        scope = now(scope)
    return address, scope


def is_stopped(address: str, scope: str) -> bool:
    found = select(Stop.id).where(Stop.address == address.lower(), Stop.scope == scope)
    return session.scalar(found) is not None


def stopped_among(addresses: Iterable[str], scope: str) -> frozenset[str]:
    """Those of these addresses, in lower case, that want no letters about this."""
    return frozenset(
        session.scalars(select(Stop.address).where(Stop.scope == scope, Stop.address.in_(list(addresses))))
    )


@action
def stop(token: str) -> None:
    """Whoever holds the link may: it was sent to that address and to nobody else. Twice is harmless."""
    address, scope = meant(token)
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Stop)
    new = insert.values(address=address, scope=scope, since=clock.now())
    if session.scalar(new.on_conflict_do_nothing(index_elements=["address", "scope"]).returning(Stop.id)):
        facts.announce(Stopped(address, scope))


def rename(scope: str, new: str) -> None:
    """Who wants no letters about the one thing wants none about what it is part of now. Joins the deed."""
    already = select(Stop.address).where(Stop.scope == new)
    session.execute(delete(Stop).where(Stop.scope == scope, Stop.address.in_(already)))
    session.execute(update(Stop).where(Stop.scope == scope).values(scope=new))
    session.execute(update(Letter).where(Letter.thing == scope).values(thing=new))


def drop(scope: str) -> None:
    """What it was about is gone. Joins the deed."""
    session.execute(delete(Stop).where(Stop.scope == scope))


@action
def resume(token: str) -> None:
    """Take a stop back, by the same link."""
    address, scope = meant(token)
    gone = delete(Stop).where(Stop.address == address, Stop.scope == scope)
    if session.scalar(gone.returning(Stop.id)):
        facts.announce(Resumed(address, scope))
