"""What a program of each role sends: a token that may do all that its person may, and a body for each address."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from netapp.api import policy, queries
from netapp.api.models import Token
from netapp.core import clock
from netapp.core.db import session
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
