"""Who may do what with the notes of meetings, for the page that says it."""

from datetime import timedelta

from netapp.core import clock
from netapp.core.languages import lazy_gettext as _l
from netapp.events.models import Meeting
from netapp.home.rights_table import NETWORK, Deed, network
from netapp.notes import policy as notes


def _meeting() -> Meeting:
    now = clock.now()
    meeting = Meeting(group_id=NETWORK, state="held", starts_at=now - timedelta(hours=3), ends_at=now)
    meeting.group = network()
    return meeting


DEEDS = (
    Deed(
        "notes.may_begin", _l("Begin the notes, and say who writes along"), lambda who: notes.may_begin(who, _meeting())
    ),
    Deed("notes.may_write", _l("Write in them"), lambda who: notes.may_write(who, _meeting(), False)),
    Deed(
        "notes.may_close",
        _l("Publish them, and close the meeting"),
        lambda who: notes.may_close(who, _meeting()),
    ),
)
