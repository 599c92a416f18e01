"""The outbox in words: what the states of a letter are called, and when something was."""

from datetime import datetime

from netapp.core import languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l

# Names, and the kinds of chip that show them.
STATES = {
    "queued": (_l("Queued"), "wait"),
    "sent": (_l("Sent"), "good"),
    "kept": (_l("Kept"), ""),
    "missed": (_l("Not needed any more"), ""),
    "failed": (_l("Failed"), "stop"),
}
# The longest first.
_WHY = {
    "5.1.2": _l("there is no such domain"),
    "5.4.4": _l("there is no such domain"),
    "5.1": _l("there is no such mailbox"),
    "5.2.1": _l("the mailbox is closed"),
    "5.2.2": _l("the mailbox is full"),
    "4.2.2": _l("the mailbox is full"),
    "5.7": _l("its server refuses our letters"),
    "4.": _l("its server does not answer"),
}
# An administrator who has told no zone of their own reads the outbox in this one; the page says which it is.
ZONE = "Europe/Copenhagen"


def moment(instant: datetime) -> str:
    """Tue 24 Nov, 13:00, on the reader's clock."""
    local = localtime.to_local(instant, languages.viewer_zone(ZONE))
    return _("%(day)s, %(time)s", day=languages.date_short(local), time=languages.clock_time(local))


def clock_of() -> str:
    """The city whose clock `moment` reads."""
    return localtime.place_name(languages.viewer_zone(ZONE), str(languages.locale()))


def why(status: str) -> str:
    """What a mail server means by its status (RFC 3463), in a few words; "" where it says nothing."""
    for begins, said in _WHY.items():
        if status.startswith(begins):
            return str(said)
    return ""
