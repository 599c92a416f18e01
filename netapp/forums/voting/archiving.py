"""What of polls goes into a person's take-out: what they have chosen."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import queries
from netapp.forums.models import Thread
from netapp.forums.voting.models import ThreadChoice, Vote


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
