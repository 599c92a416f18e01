"""How a thread's page shows the meeting that it is about, and those that its posts became; see forums/ties.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, queries
from netapp.events.models import Meeting
from netapp.events.talking import policy
from netapp.forums.models import Thread
from netapp.forums.ties import Offer, Shown, Tie

M: Any = Meeting.__table__.c


def _of_thread(thread_id: Any) -> Any:
    return select(M.id).where(M.thread_id == thread_id).correlate_except(Meeting.__table__)


def _of_post(post_id: Any) -> Any:
    return select(M.id).where(M.post_id == post_id).correlate_except(Meeting.__table__)


def _shown(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Shown]:
    found = session.scalars(queries.meetings(viewer).where(Meeting.id.in_(ids)))
    return {meeting.id: _told(meeting) for meeting in found}


def _told(meeting: Meeting) -> Shown:
    language, title = meeting.title_in(languages.current())
    is_off = meeting.state == "cancelled"
    return Shown(
        about=_("About the meeting"),
        became=_("Became the meeting"),
        title=title,
        language=language,
        when=_("Cancelled") if is_off else languages.date_short(meeting.starts_local),
        url=page.url(meeting),
        icon="calendar-days",
    )


def _offer(viewer: Viewer, thread: Thread) -> Offer | None:
    if not policy.may_begin_with(viewer, thread):
        return None
    return Offer(_("Make a meeting of this"), "calendar-plus", "events.new")


MEETING = Tie("meeting", _of_thread, _of_post, _shown, _offer)
