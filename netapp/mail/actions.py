"""Stopping letters and wanting them again; sending once more what was kept or has failed."""

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, facts, signed
from netapp.core.db import action, db, locked, session
from netapp.core.errors import Refused, require
from netapp.core.viewer import Viewer
from netapp.mail import policy, smtp
from netapp.mail.facts import Resumed, Stopped
from netapp.mail.models import Letter, Stop

PURPOSE = "stop"


def stop_token(address: str, scope: str) -> str:
    """What stands in the link at the foot of a letter. It never expires (M5)."""
    return signed.token(PURPOSE, address.lower(), scope)


def stop_values(token: str) -> tuple[str, str]:
    """(address, scope) of a link; NotVisible when we did not write it."""
    address, scope = signed.values(PURPOSE, token)
    return address, scope


@action
def stop(token: str) -> None:
    """Whoever holds the link may: it was sent to that address and to nobody else. Twice is harmless."""
    address, scope = stop_values(token)
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Stop)
    new = insert.values(address=address, scope=scope, since=clock.now()).on_conflict_do_nothing(
        index_elements=["address", "scope"]
    )
    if session.scalar(new.returning(Stop.id)):
        facts.announce(Stopped(address, scope))


@action
def resume(token: str) -> None:
    """Take a stop back, by the same link."""
    address, scope = stop_values(token)
    gone = delete(Stop).where(Stop.address == address, Stop.scope == scope)
    if session.scalar(gone.returning(Stop.id)):
        facts.announce(Resumed(address, scope))


@action
def send_all(viewer: Viewer, state: str) -> int:
    """Queue all kept letters, or all failed ones, once more; the worker leaves out what no longer makes sense (M3)."""
    require(policy.may_send_again(viewer))
    if state not in {"kept", "failed"} or not smtp.is_set_up():
        raise Refused(_("Letters can be sent once the site has its mail settings."))
    again = update(Letter).where(Letter.state == state).values(**_afresh())
    return session.execute(again.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined, no-any-return]


@action
def send_again(viewer: Viewer, letter_id: int) -> None:
    """Try a failed letter once more."""
    require(policy.may_send_again(viewer))
    letter = locked(Letter, letter_id)
    if letter.state != "failed":
        raise Refused(_("Only a letter that has failed can be tried again."))
    for name, value in _afresh().items():
        setattr(letter, name, value)


def _afresh() -> dict[str, object]:
    return {"state": "queued", "due_at": clock.now(), "attempts": 0, "done_at": None, "error": "", "source": None}
