"""Sending: what is due goes out, one by one, with nothing open in the database while a message travels."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, delete, select, update

from netapp.api.webhooks import letters, policy, queries, signing
from netapp.api.webhooks.models import Delivery, Webhook, Why
from netapp.core import clock, outbound
from netapp.core.db import changed, reading, session, transaction
from netapp.events import queries as events
from netapp.mail import outbox, ticks
from netapp.members.models import Person

# Nine times over about three days; Standard Webhooks advises to be this patient.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60))
LEASE = timedelta(minutes=5)
# Letters wait for as long as this takes, so that a slow address may hold them up for seconds only.
ENOUGH = timedelta(seconds=10)
MOST = 50
KEPT = timedelta(days=30)


class Taken(NamedTuple):
    """A message in the hands of this worker; `attempts` counts this one too."""

    id: int
    webhook_id: int
    message_id: str
    payload: str
    due_at: datetime
    attempts: int


def send() -> Any:
    """What is due, as far as time allows. One address that fails is not asked again in this round."""
    begun, failing = clock.now(), set[int]()
    with reading():
        due = [Taken(*row) for row in session.execute(_DUE, {"now": begun})]
    for one in due:
        if clock.now() - begun > ENOUGH:
            return ticks.AGAIN
        if one.webhook_id not in failing and _take(one) and not _sent(one):
            failing.add(one.webhook_id)
    return ticks.AGAIN if len(due) == MOST and not failing else None


def forget_old() -> None:
    """What was sent, or failed, a month ago."""
    with transaction():
        session.execute(delete(Delivery).where(Delivery.created_at < clock.now() - KEPT, Delivery.state != "queued"))


def _take(one: Taken) -> bool:
    """Lease it; False when another worker was faster, or it was taken away."""
    mine = update(Delivery).where(Delivery.id == one.id, Delivery.state == "queued", Delivery.due_at == one.due_at)
    values = {"due_at": clock.now() + LEASE, "attempts": Delivery.attempts + 1}
    with transaction():
        return changed(mine.values(values).execution_options(synchronize_session=False)) > 0


def _sent(one: Taken) -> bool:
    with reading():
        webhook = queries.known(one.webhook_id)
        may = webhook is not None and webhook.ended_at is None and _may(webhook)
        url, nonce = (webhook.url, webhook.nonce) if webhook else ("", "")
    if not may:
        _end(one.webhook_id, "rights")
        return False
    body = one.payload.encode()
    headers = signing.headers(nonce, one.message_id, int(clock.now().timestamp()), body)
    headers["User-Agent"] = f"netapp ({current_app.config['SITE_URL']})"
    try:
        status, error = outbound.post(url, body, headers), ""
    except outbound.Unreachable as unreachable:
        status, error = None, str(unreachable)
    if status is not None and 200 <= status < 300:
        _write_down(one, state="sent", status=status, error="", done_at=clock.now())
        return True
    _put_off(one, status, error or f"answered {status}")
    return False


def _may(webhook: Webhook) -> bool:
    """Whether its maker, as they stand now, may still hear of the group."""
    person = session.get(Person, webhook.person_id)
    if person is None or person.erased_at is not None:
        return False
    return policy.may_hear(events.viewer_of(person), webhook.group)


def _put_off(one: Taken, status: int | None, error: str) -> None:
    """Again after a pause; after the last one, or when it answers that it wants no more (410), it is switched off."""
    attempts = one.attempts + 1
    if status == 410 or attempts > len(PAUSES):
        _write_down(one, state="failed", status=status, error=error[:200], done_at=clock.now())
        _end(one.webhook_id, "gone" if status == 410 else "failing")
        return
    _write_down(one, status=status, error=error[:200], due_at=clock.now() + PAUSES[attempts - 1])


def _end(webhook_id: int, why: Why) -> None:
    """Switch it off, and what still waits with it. Its maker is told, while they organise there."""
    with transaction():
        ended = update(Webhook).where(Webhook.id == webhook_id, Webhook.ended_at.is_(None))
        is_told = changed(ended.values(ended_at=clock.now(), why=why)) > 0 and why != "rights"
        waits = update(Delivery).where(Delivery.webhook_id == webhook_id, Delivery.state == "queued")
        session.execute(waits.values(state="failed", done_at=clock.now(), error=f"switched off: {why}"))
        webhook = queries.known(webhook_id)
        person = session.get(Person, webhook.person_id) if webhook else None
        if is_told and webhook and webhook.ended_at and person and person.email:
            to = outbox.To(person.id, person.email, person.name, person.language or webhook.group.language)
            occurrence = str(webhook.ended_at.timestamp())
            outbox.post(letters.OFF, f"webhook:{webhook.id}", to, occurrence=occurrence, webhook=webhook.id)


def _write_down(one: Taken, **values: Any) -> None:
    with transaction():
        session.execute(update(Delivery).where(Delivery.id == one.id).values(values))


_DUE = (
    select(Delivery.id, Delivery.webhook_id, Delivery.message_id, Delivery.payload, Delivery.due_at, Delivery.attempts)
    .where(Delivery.state == "queued", Delivery.due_at <= bindparam("now", type_=Delivery.due_at.type))
    .order_by(Delivery.due_at, Delivery.id)
    .limit(MOST)
)
