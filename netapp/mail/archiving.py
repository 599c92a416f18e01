"""What of letters goes into a person's take-out."""

import re
from collections.abc import Iterator

from sqlalchemy import and_, or_, select

from netapp.core import letters
from netapp.core.archives import Row, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.mail import queries, reading
from netapp.mail.models import Letter, Returned, Stop

# The long pieces of addresses in letters open something, and whoever finds the archive could use them.
_KEYS = re.compile(r"(?<=[/=])[\w.~-]{24,}")


def own(viewer: Viewer) -> Iterator[Sheet]:
    """Letters to the person; about what they do not read any more, that it was sent and nothing of it (A5)."""
    theirs = Letter.person_id == viewer.person_id
    if viewer.email:
        theirs = or_(theirs, and_(Letter.person_id.is_(None), Letter.address == viewer.email))
    rows = session.scalars(select(Letter).where(theirs).order_by(Letter.id)).all()
    readers = letters.readers_of(row.thing for row in rows)
    said = [_letter(row, readers[row.thing] in viewer.keys) for row in rows]
    yield Sheet("letters", _("The letters that this site has sent you, as far as they are kept."), said, json_only=True)
    stops = session.scalars(select(Stop).where(Stop.address == (viewer.email or "")).order_by(Stop.id))
    stopped = [{"letters_about": stop.scope, "since": plain(stop.since)} for stop in stops]
    yield Sheet("stopped-letters", _("The letters that you have stopped."), stopped)
    came_back = session.scalars(select(Returned).where(Returned.address == (viewer.email or "")))
    rows_back = [
        {
            "address": one.address,
            "status": one.status,
            "said": one.said,
            "last_at": plain(one.last_at),
            "stopped_at": plain(one.stopped_at),
        }
        for one in came_back
    ]
    yield Sheet("returned-letters", _("What mail servers say of letters to you that came back."), rows_back)


def _letter(row: Letter, is_readable: bool) -> Row:
    may_tell = is_readable and not queries.opens_door(row.letter)
    return {
        "kind": row.letter,
        "subject": row.subject if is_readable else "",
        "address": row.address,
        "name": row.name,
        "state": row.state,
        "ordered_at": plain(row.created_at),
        "sent_at": plain(row.done_at),
        "text": _KEYS.sub("…", reading.read(row.source).text) if row.source and may_tell else "",
    }
