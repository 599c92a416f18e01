"""What organisers do with webhooks: set one up, change its secret, try it, send again, take it away."""

import secrets
from collections.abc import Sequence

from netapp.api.webhooks import policy, queries, telling
from netapp.api.webhooks.models import TEST, Webhook
from netapp.core import clock, limits, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.groups import queries as groups
from netapp.mail import ticks

TASK = "webhooks"
MOST = 10


@action
def hook(viewer: Viewer, group_id: int, url: str, events: Sequence[str]) -> Webhook:
    group = groups.get_seen(viewer, group_id)
    require(policy.may_hook(viewer, group))
    if len(queries.webhooks(group)) >= MOST:
        raise Refused(_("There are %(most)s already. Take one away first.", most=MOST))
    made = Webhook(group_id=group.id, person_id=viewer.person_id, url=url, events=" ".join(events), nonce=_nonce())
    session.add(made)
    session.flush()
    _write_down(viewer, "hook", made)
    return made


@action
def unhook(viewer: Viewer, webhook: Webhook) -> None:
    """With all its messages. Twice is not found."""
    webhook = queries.still(webhook.id)
    require(policy.may_hook(viewer, webhook.group))
    _write_down(viewer, "unhook", webhook)
    session.delete(webhook)


@action
def rotate(viewer: Viewer, webhook: Webhook) -> Webhook:
    """A new secret; the old one signs nothing from now on. Who rotates answers for it, and it is on again."""
    webhook = queries.still(webhook.id)
    require(policy.may_hook(viewer, webhook.group))
    webhook.nonce, webhook.person_id = _nonce(), viewer.person_id or 0
    webhook.ended_at, webhook.why = None, ""
    _write_down(viewer, "rotate hook", webhook)
    return webhook


@action
def try_out(viewer: Viewer, webhook: Webhook) -> None:
    """Send a message that tells of nothing."""
    webhook = queries.still(webhook.id)
    require(policy.may_hook(viewer, webhook.group))
    _refuse_ended(webhook)
    session.add(telling.order(webhook.id, TEST, telling.trial(webhook)))
    session.flush()
    ticks.wake(TASK)


@action
def send_again(viewer: Viewer, webhook: Webhook, delivery_id: int) -> None:
    """The same message with the same number, as if for the first time."""
    webhook = queries.still(webhook.id)
    require(policy.may_hook(viewer, webhook.group))
    _refuse_ended(webhook)
    delivery = queries.get_delivery(webhook, delivery_id)
    delivery.state, delivery.due_at, delivery.attempts, delivery.done_at = "queued", clock.now(), 0, None
    session.flush()
    ticks.wake(TASK)


def limit(viewer: Viewer) -> None:
    """Each press makes us call somebody."""
    limits.spend("webhook", str(viewer.person_id), 60, limits.HOUR)


def _refuse_ended(webhook: Webhook) -> None:
    if webhook.ended_at is not None:
        raise Refused(_("It is switched off. A new secret switches it on again."))


def _nonce() -> str:
    return secrets.token_urlsafe(32)


def _write_down(viewer: Viewer, deed: str, webhook: Webhook) -> None:
    log.write(viewer.person_id, deed, "group", webhook.group_id, group_key(webhook.group_id), webhook=webhook.id)
