"""The letter that reminds, by an organiser's setting or as usual."""

from datetime import datetime
from typing import Any

from netapp.core import clock, localtime
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import letters, telling
from netapp.events.calendars import in_letters as entries
from netapp.events.checkin import tickets
from netapp.events.models import Meeting
from netapp.events.notices import SOON
from netapp.events.reminders import timing
from netapp.events.reminders.models import Reminder


def as_read(meeting: Meeting, texts: dict[str, str], language: str, now: datetime) -> dict[str, Any]:
    """What its templates say beside what every letter says; also for the preview on the page."""
    spoken = language if language in texts else meeting.language
    own = [line for line in texts.get(spoken, "").splitlines() if line.strip()]
    days = (meeting.starts_local.date() - localtime.to_local(now, meeting.zone).date()).days
    return {"own": own, "said_in": spoken, "days": max(0, days)}


def _reminder(order: Order) -> Written | None:
    found = letters.sign_up_of(order, "going")
    if found is None or found[0].state != "published":
        return None
    meeting, sign_up, person = found
    starts, texts = datetime.fromisoformat(order.data["starts"]), _texts(order)
    due = datetime.fromisoformat(order.data["due"]) if "due" in order.data else starts - SOON
    if texts is None or meeting.starts_at != starts or not timing.is_useful(due, starts, clock.now()):
        return None
    own = as_read(meeting, texts, order.language, clock.now())
    return Written(
        context={**letters.about_sign_up(meeting, sign_up, order), **own},
        reason=_("You get this letter because you signed up for this meeting."),
        # Nothing has changed; the entry of a series is long, and there already.
        calendar=None if meeting.series_id else entries.part(meeting, sign_up, person, "REQUEST", order.language),
        pictures=tickets.of(meeting, sign_up).pictures,
        stop=telling.scope(meeting),
        sender=telling.sender(meeting),
    )


def _texts(order: Order) -> dict[str, str] | None:
    """What its organiser says in it as it stands now; None when the reminder was taken back."""
    if "reminder" not in order.data:
        return {}
    found = session.get(Reminder, order.data["reminder"])
    return found.texts if found else None


LETTERS = (Letter("reminder", _reminder),)
