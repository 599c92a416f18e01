"""What a program of each role sends: a token that may do all that its person may, and a body for each address."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from netapp.api import policy, queries
from netapp.api.models import Token
from netapp.api.webhooks import telling
from netapp.api.webhooks.models import EVENTS, Delivery, Webhook
from netapp.core import clock
from netapp.core.db import session
from netapp.groups.models import Group
from netapp.members.models import Person

SENT: Mapping[str, Mapping[str, Any]] = {
    "api.add": {"name": "Gerd", "email": "gerd@gerds.example"},
    "api.cancel": {"reason": "Snow."},
    "api.change": {"place": "Elsewhere", "titles": {"en": "Start", "da": "Start"}, "agreed": True},
    "api.draft": {"titles": {"en": "Heat"}, "starts": "2026-12-18T13:00"},
    "api.record": {"head_count": 7},
}


def token_of(person: Person, name: str = "Test") -> str:
    """Made past the deed, which the log would tell."""
    token = f"netapp_{secrets.token_urlsafe(24)}"
    row = Token(person_id=person.id, name=name, token_hash=queries.hashed(token), ends_in=token[-4:])
    row.scopes, row.expires_at = " ".join(policy.SCOPES), clock.now() + timedelta(days=30)
    session.add(row)
    session.commit()
    return token


def sent(endpoint: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an address is sent; what is drafted, in this group."""
    said = SENT.get(endpoint, {})
    return {**said, "group_id": values["group_id"]} if endpoint == "api.draft" else said


def webhook(group: Group, person: Person, meeting_id: int) -> dict[str, int]:
    """One of theirs for everything in this group, that has been told once."""
    made = Webhook(group_id=group.id, person_id=person.id, url="https://hooks.example/x", events=" ".join(EVENTS))
    made.nonce = "n" * 43
    session.add(made)
    session.flush()
    telling.tell("meeting.changed", meeting_id)
    session.flush()
    told = select(Delivery).where(Delivery.webhook_id == made.id)
    delivery = session.scalars(told).first() or telling.order(made.id, "test", telling.trial(made))
    delivery.state = "sent"
    session.add(delivery)
    session.flush()
    return {"webhook_id": made.id, "delivery_id": delivery.id}
