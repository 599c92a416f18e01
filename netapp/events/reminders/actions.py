"""What organisers do with reminders: say when they go out, and what they say."""

from collections.abc import Sequence

from netapp.core import log
from netapp.core.db import action
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import policy
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.events.reminders import following, timing
from netapp.events.reminders.models import MOST, USUAL, Wish
from netapp.events.series import queries as series


@action
def set_reminders(viewer: Viewer, meeting_id: int, wishes: Sequence[Wish], *, following_too: bool = False) -> Meeting:
    """Let its people be reminded then, and only then; Refused for an hour after its beginning.

    `following_too`: the same for all dates after it, those to come as well.
    """
    chain = series.locked_of_date(viewer, meeting_id) if following_too else None
    meeting = meetings.locked_meeting(viewer, meeting_id)
    require(policy.may_set_reminders(viewer, meeting))
    for number, one in enumerate(wishes):
        if timing.local(meeting, one) >= meeting.starts_local:
            raise Refused(
                _("The meeting has begun by then. Choose an earlier hour, or a day before."), f"hour_{number}"
            )
    said = None if is_usual(wishes) else tuple(wishes)
    if chain is not None:
        found, since = chain
        found.reminders = None if said is None else [list(one) for one in said]
        following.give(series.locked_dates(found, since), said)
    elif said != following.wishes(meeting):
        following.give([meeting], said)
    log.write(viewer.person_id, "remind", "meeting", meeting.id, group_key(meeting.group_id))
    return meeting


def is_usual(wishes: Sequence[Wish]) -> bool:
    return tuple(wishes) == USUAL


def none_twice(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Of two at the same moment the first; as many as a meeting may have."""
    return tuple({(one.days, one.hour): one for one in reversed(wishes)}.values())[::-1][:MOST]
