"""How the log tells what was done with meetings."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import session
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.events.models import Meeting
from netapp.events.series import deeds as series_deeds

TOLD: Mapping[tuple[str, str], Told] = {
    ("group", "import"): Told("meetings", _l("%(who)s imported meetings from a calendar file")),
    ("meeting", "discard"): Told("meetings", _l("%(who)s threw a draft away")),
    ("meeting", "programme"): Told("meetings", _l("%(who)s changed the programme of %(what)s")),
    ("meeting", "take off"): Told("meetings", _l("%(who)s took %(whom)s off the list of %(what)s")),
    ("meeting", "put on list"): Told("meetings", _l("%(who)s put %(whom)s on the list of %(what)s")),
    ("meeting", "put back"): Told("meetings", _l("%(who)s put %(whom)s back on the waiting list of %(what)s")),
    ("meeting", "move over"): Told("meetings", _l("%(who)s moved %(whom)s from %(what)s to another meeting")),
    ("meeting", "swap"): Told("meetings", _l("%(who)s gave the seat of %(whom)s at %(what)s to a colleague")),
    ("meeting", "answer in vain"): Told(
        "meetings", _l("%(who)s answered for %(what)s by calendar, which did not count")
    ),
    ("meeting", "write to"): Told("meetings", _l("%(who)s wrote to participants of %(what)s")),
    ("meeting", "remind"): Told("meetings", _l("%(who)s set the reminders of %(what)s")),
    ("meeting", "seat"): Told("meetings", _l("%(who)s put people at tables for %(what)s")),
    ("meeting", "open list"): Told("meetings", _l("%(who)s opened a list for the door of %(what)s")),
    ("meeting", "close list"): Told("meetings", _l("%(who)s ended a link to the door of %(what)s")),
    ("meeting", "print people"): Told("files", _l("%(who)s printed names of %(what)s")),
    ("meeting", "export people"): Told("files", _l("%(who)s took the list of %(what)s as a file")),
    **series_deeds.TOLD,
}
series_titles = series_deeds.titles


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the meetings are called whose readers read of these deeds."""
    rows = session.scalars(select(Meeting).where(Meeting.id.in_(ids)))
    return {meeting.id: meeting.title_in(languages.current())[1] for meeting in rows}
