"""A program of one network's organisers that is told of meetings, and what it has answered.

Its address leads nowhere, and it is told only of what organisers publish or call off: what visitors of an open demo do
sends nothing.
"""

import json
import secrets
from datetime import timedelta

from netapp.api.webhooks.models import Delivery, Webhook
from netapp.core import clock
from netapp.core.db import session
from netapp.demo.place import Place, at

NETWORK, MAKER = "zealand", "Mette Lindeborg"
URL = "https://kalender.lindeborg.example/netapp"
# As long as the site keeps what was sent, nearly.
SINCE = timedelta(days=25)


def write(place: Place) -> None:
    hook = Webhook(group_id=place.networks[NETWORK].id, person_id=place.people[MAKER].id, url=URL)
    hook.events, hook.nonce = "meeting.published meeting.cancelled", secrets.token_urlsafe(32)
    hook.created_at = at(place.today - timedelta(60))
    session.add(hook)
    session.flush()
    group = place.networks[NETWORK].id
    told = [one for one in place.meetings.values() if one.group_id == group and one.published_at]
    told = [one for one in told if one.published_at and one.published_at > clock.now() - SINCE]
    for number, meeting in enumerate(sorted(told, key=lambda one: (one.published_at, one.id))):
        when = meeting.published_at
        assert when is not None, "it was published"
        payload = {"type": "meeting.published", "timestamp": when.isoformat(), "data": {"meeting_id": meeting.id}}
        row = Delivery(webhook_id=hook.id, message_id=f"msg_{meeting.id:032x}", event="meeting.published")
        row.payload, row.state, row.status, row.attempts = json.dumps(payload), "sent", 204, 1
        row.created_at, row.due_at, row.done_at = when, when, when + timedelta(seconds=2)
        if number == 0:
            # The calendar was away for a while: the fourth try came through.
            row.attempts, row.done_at = 4, when + timedelta(minutes=52)
        session.add(row)
    session.flush()
