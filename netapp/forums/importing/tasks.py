"""Timed work for old lists: files are read, posts made and taken back; old rows go."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from netapp.core import clock
from netapp.core.db import changed, reading, session, transaction
from netapp.forums.importing import making, taking, undoing, uploads
from netapp.forums.importing.models import OldLetter, OldList
from netapp.mail import ticks

KEPT = timedelta(days=30)
# The numbers of posts are kept as long as they may be taken back.
TIES_KEPT = timedelta(days=8)


def go_on() -> object:
    """Says whether there is more at once."""
    for list_id in _in_state("reading"):
        taking.read(list_id)
    done = 0
    for state, deed in (("running", making.go_on), ("undoing", undoing.go_on)):
        for list_id in _in_state(state):
            with transaction():
                done += deed(list_id)
    return ticks.AGAIN if done else None


def forget_old() -> int:
    """Delete lists that nobody has touched for 30 days, and a week after they were done the ties to their posts;
    returns how many lists. What became of them stays.
    """
    now = clock.now()
    with transaction():
        _forget_letters((OldList.state == "done") & (OldList.done_at < now - TIES_KEPT))
        old = OldList.touched_at < now - KEPT
        _forget_letters(old)
        gone = changed(delete(OldList).where(old).execution_options(synchronize_session=False))
    uploads.forget_old()
    return gone


def _forget_letters(lists: ColumnElement[bool]) -> None:
    some = OldLetter.list_id.in_(select(OldList.id).where(lists))
    session.execute(delete(OldLetter).where(some).execution_options(synchronize_session=False))


def _in_state(state: str) -> list[int]:
    with reading():
        return list(session.scalars(select(OldList.id).where(OldList.state == state).order_by(OldList.id)))
