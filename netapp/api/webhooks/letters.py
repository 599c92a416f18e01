"""The letter to who set a webhook up: it was switched off."""

from netapp.api.webhooks import policy, queries
from netapp.core import links
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import queries as events
from netapp.members import queries as people

OFF = "webhook_off"


def off(order: Order) -> Written | None:
    """Not when it is on again, or the reader organises there no longer."""
    webhook = queries.known(order.data["webhook"])
    person = people.people([order.person_id or 0]).get(order.person_id or 0)
    if webhook is None or webhook.ended_at is None or webhook.person_id != order.person_id or person is None:
        return None
    if not policy.may_hook(events.viewer_of(person), webhook.group):
        return None
    group = webhook.group
    url = links.absolute("api.webhook", group_id=group.id, webhook_id=webhook.id)
    return Written(
        context={"group": group, "host": webhook.host, "is_gone": webhook.why == "gone", "url": url},
        reason=_("You get this because you organise %(group)s.", group=group.name),
        stop=f"organising:{group.id}",
        sender=group.name,
    )


LETTERS = (Letter(OFF, off),)
