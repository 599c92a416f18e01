"""What the pages of webhooks show."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.api.webhooks import forms, policy, queries
from netapp.api.webhooks.models import Delivery, Webhook
from netapp.core import languages, pieces
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, current
from netapp.groups import addresses
from netapp.groups.models import Group


class Row(NamedTuple):
    """A message in the list. `kind`: how its word is coloured."""

    id: int
    event: str
    when: str
    word: str
    kind: str
    more: str
    may_again: bool


def of_group(viewer: Viewer, group_id: int, form: forms.WebhookForm) -> dict[str, Any]:
    group = queries.get_group(viewer, group_id)
    return {
        "group": group,
        "back": addresses.of(group),
        "webhooks": queries.webhooks(group),
        "form": form,
        "said": forms.SAID,
    }


def of_one(viewer: Viewer, group_id: int, webhook_id: int) -> dict[str, Any]:
    group = queries.get_group(viewer, group_id)
    webhook = queries.get_webhook(group, webhook_id)
    return {
        "group": group,
        "webhook": webhook,
        "back": addresses.of(group),
        "off": _off(webhook),
        "rows": rows(queries.deliveries(webhook)),
        "said": forms.SAID,
    }


def get(viewer: Viewer, group_id: int, webhook_id: int) -> Webhook:
    return queries.get_webhook(queries.get_group(viewer, group_id), webhook_id)


def url(webhook: Webhook) -> str:
    return url_for("api.webhook", group_id=webhook.group_id, webhook_id=webhook.id)


def rows(deliveries: Sequence[Delivery]) -> list[Row]:
    words = {"sent": (_("Sent"), "good"), "failed": (_("Not sent"), "stop"), "queued": (_("Waits"), "wait")}
    return [
        Row(
            one.id,
            str(forms.SAID.get(one.event, one.event)),
            f"{languages.date_short(one.created_at.date())}, {languages.clock_time(one.created_at)} UTC",
            *words[one.state],
            _answered(one),
            one.state != "queued",
        )
        for one in deliveries
    ]


def _answered(one: Delivery) -> str:
    if one.status:
        return _("The address answered %(status)s.", status=one.status)
    return _("The address could not be reached (%(why)s).", why=one.error) if one.error else ""


def panel(group: Group) -> Markup | None:
    """For who runs the group, among what can be done with it."""
    if not policy.may_hook(current(), group):
        return None
    return pieces.part("api/_webhooks.html", url=url_for("api.webhooks", group_id=group.id))


def _off(webhook: Webhook) -> str:
    if webhook.ended_at is None:
        return ""
    said = {
        "failing": _("Switched off: the address did not answer for three days."),
        "gone": _("Switched off: the address answered that it wants no more."),
        "rights": _("Switched off: who set it up no longer organises here."),
    }
    return said.get(webhook.why, "")
