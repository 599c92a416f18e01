"""Webhooks and their messages, for a group's organisers."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from netapp.api.webhooks import policy
from netapp.api.webhooks.models import Delivery, Webhook
from netapp.core.db import session
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.groups import queries as groups
from netapp.groups.models import Group

SHOWN = 30


def get_group(viewer: Viewer, group_id: int) -> Group:
    """A group whose webhooks the viewer may set up; Forbidden for who only sees it."""
    group = groups.get_seen(viewer, group_id)
    require(policy.may_hook(viewer, group))
    return group


def webhooks(group: Group) -> Sequence[Webhook]:
    return session.scalars(select(Webhook).where(Webhook.group_id == group.id).order_by(Webhook.id)).all()


def get_webhook(group: Group, webhook_id: int) -> Webhook:
    chosen = select(Webhook).options(joinedload(Webhook.group).joinedload(Group.parent))
    found = session.scalar(chosen.where(Webhook.id == webhook_id, Webhook.group_id == group.id))
    if found is None:
        raise NotVisible
    return found


def deliveries(webhook: Webhook) -> Sequence[Delivery]:
    """The last ones, the newest first."""
    chosen = select(Delivery).where(Delivery.webhook_id == webhook.id)
    return session.scalars(chosen.order_by(Delivery.id.desc()).limit(SHOWN)).all()


def get_delivery(webhook: Webhook, delivery_id: int) -> Delivery:
    found = session.get(Delivery, delivery_id)
    if found is None or found.webhook_id != webhook.id:
        raise NotVisible
    return found


def still(webhook_id: int) -> Webhook:
    """For the deed about it: as it is by now."""
    found = known(webhook_id)
    if found is None:
        raise NotVisible
    return found


def known(webhook_id: int) -> Webhook | None:
    """For a letter and for the worker; nobody looks."""
    chosen = select(Webhook).options(joinedload(Webhook.group).joinedload(Group.parent))
    return session.scalar(chosen.where(Webhook.id == webhook_id).execution_options(populate_existing=True))


def seen_keys(webhook_ids: Sequence[int]) -> Mapping[int, str]:
    """Who may know of each one's group, as an audience key: for the letters about them."""
    rows = session.execute(
        select(Webhook.id, Group.seen_key).join(Group, Group.id == Webhook.group_id).where(Webhook.id.in_(webhook_ids))
    )
    return {row[0]: row[1] for row in rows}
