"""What a message says: numbers, times and addresses, and no name or word of anybody."""

import json
import secrets
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, literal, or_, select

from netapp.api.webhooks.models import TEST, Delivery, Webhook
from netapp.core import clock, links
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.events import seats
from netapp.events.models import Meeting
from netapp.groups.models import Group


def tell(event: str, meeting_id: int) -> None:
    """Order a message for each webhook that wants such an event, in the transaction of the deed."""
    wanting = [number for number, events in _wanting(meeting_id) if event in events]
    if not wanting:
        return
    session.flush()
    said = _payload(event, _of(meeting_id))
    session.add_all(order(webhook_id, event, said) for webhook_id in wanting)


def _wanting(meeting_id: int) -> list[tuple[int, list[str]]]:
    """The webhooks of what happens in the meeting's group, with what each wants: asked once in a transaction for all
    meetings of a group that are at hand, as the dates of a series are.
    """
    here = session()
    known: tuple[Any, dict[int, list[tuple[int, list[str]]]]] = here.info.get("webhooks", (None, {}))
    if known[0] is not here.get_transaction():
        known = here.info["webhooks"] = (here.get_transaction(), {})
    at_hand = here.identity_map.get(here.identity_key(Meeting, meeting_id))
    group_id = at_hand.__dict__.get("group_id") if at_hand is not None else None
    if group_id in known[1]:
        return known[1][group_id]
    found = [(number, events.split()) for number, events in _WANTING.rows({"meeting_id": meeting_id})]
    if group_id is not None:
        known[1][group_id] = found
    return found


def order(webhook_id: int, event: str, payload: str) -> Delivery:
    return Delivery(
        webhook_id=webhook_id,
        message_id=f"msg_{secrets.token_hex(16)}",
        event=event,
        payload=payload,
        due_at=clock.now(),
    )


def trial(webhook: Webhook) -> str:
    return _payload(TEST, {"group_id": webhook.group_id})


def _payload(event: str, data: dict[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": clock.now().isoformat(), "data": data})


def _of(meeting_id: int) -> dict[str, Any]:
    meeting = session.get_one(Meeting, meeting_id)
    taken, waiting = seats.count(meeting)
    return {
        "meeting_id": meeting.id,
        "group_id": meeting.group_id,
        "state": meeting.state,
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "seats": meeting.seats,
        "taken": taken,
        "waiting": waiting,
        "url": links.absolute("events.meeting", meeting_id=meeting.id),
        "document": links.absolute("api.meeting", meeting_id=meeting.id),
    }


_M, _G, _W = Meeting.__table__.c, Group.__table__.c, Webhook.__table__.c
# Of the meeting's group; and of its network, whose organisers run it, unless only its own members read it.
_RUN_ABOVE = and_(_W.group_id == _G.parent_id, _G.read_key != literal("g:") + cast(_G.id, String))
_WANTING = Prepared(
    select(_W.id, _W.events)
    .join(_G.id.table, or_(_W.group_id == _G.id, _RUN_ABOVE))
    .join(_M.id.table, _M.group_id == _G.id)
    .where(_M.id == bindparam("meeting_id"), _W.ended_at.is_(None))
)
