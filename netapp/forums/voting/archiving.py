"""What of polls goes into archives: a person's own answers, and of a network's polls the choices and the numbers."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select

from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import archiving, queries
from netapp.forums.models import Thread
from netapp.forums.voting.models import MOST, ThreadChoice, ThreadPoll, Vote


def own(viewer: Viewer) -> Iterator[Sheet]:
    """A thread that they do not read any more stands without title, and the choice without words (A5)."""
    chosen = select(Vote.at, ThreadChoice.text, ThreadChoice.position, Thread.id, Thread.title)
    chosen = chosen.join(ThreadChoice, ThreadChoice.id == Vote.choice_id).join(Thread, Thread.id == Vote.thread_id)
    rows = session.execute(chosen.where(Vote.person_id == viewer.person_id).order_by(Vote.at, Vote.choice_id)).all()
    seen = queries.seen_among(viewer, {row.id for row in rows})
    said = [
        {
            "thread": row.title if row.id in seen else "",
            "choice": row.text if row.id in seen else "",
            "position": row.position,
            "at": plain(row.at),
        }
        for row in rows
    ]
    yield Sheet("votes", _("What you have chosen in polls."), said, json_only=True)


def _in(within: Within) -> ColumnElement[bool]:
    """Of the threads that are carried, too."""
    return ThreadPoll.thread_id.in_(select(Thread.id).where(archiving.chosen(within)))


def _check_poll(row: Row) -> None:
    if row["people"] < 0:
        raise ValueError("no such poll")


def _check_choice(row: Row) -> None:
    if not 1 <= row["position"] <= MOST or not row["text"].strip() or row["votes"] < 0:
        raise ValueError("no such choice")


# Who has chosen what goes to nobody: of the answers only the numbers are carried.
CARRIED = (
    Carried(name="thread-polls", model=ThreadPoll, chosen=_in, check=_check_poll),
    Carried(
        name="thread-choices",
        model=ThreadChoice,
        chosen=lambda within: ThreadChoice.thread_id.in_(select(ThreadPoll.thread_id).where(_in(within))),
        check=_check_choice,
    ),
)
