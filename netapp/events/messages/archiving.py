"""What of messages goes into archives: a person's own, and those of a network for who runs it."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Carried, Row, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import NAMES
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.messages.models import LONGEST, STATES, Message
from netapp.events.models import Meeting


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What the person has written; a meeting that they do not see any more stands without a title (A5)."""
    written = select(Message, Meeting).join(Meeting, Meeting.id == Message.meeting_id)
    rows = session.execute(written.where(Message.created_by == viewer.person_id).order_by(Message.id)).all()
    chosen = queries.meetings(viewer).where(Meeting.id.in_({meeting.id for _one, meeting in rows}))
    seen = set(session.scalars(chosen.with_only_columns(Meeting.id))) if rows else set()
    said = [_said(one, meeting.title if meeting.id in seen else "") for one, meeting in rows]
    yield Sheet(
        "letters-to-participants", _("The letters that you have written to participants."), said, json_only=True
    )


def _said(one: Message, title: str) -> Row:
    """Companies are others' answers, and stay here."""
    said: Row = {"meeting": title, "states": list(one.states), "subject": one.subject if title else ""}
    times = {"created_at": plain(one.created_at), "sent_at": plain(one.sent_at)}
    return said | {"body": one.body if title else ""} | times


def _check(row: Row) -> None:
    if not row["states"] or not set(row["states"]) <= set(STATES) or row["language"] not in NAMES:
        raise ValueError("to nobody")
    if len(row["body"]) > LONGEST or not all(isinstance(one, str) for one in row["companies"]):
        raise ValueError("no such letter")
    # Nobody is written to because an archive was read.
    row["goes_on"] = False


CARRIED = (
    Carried(
        name="letters-to-participants",
        model=Message,
        chosen=lambda within: Message.meeting_id.in_(archiving.run_in(within)),
        check=_check,
    ),
)
