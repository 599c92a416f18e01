"""Which events follow from what happens; and what becomes of the webhooks of who is forgotten."""

from sqlalchemy import delete, select

from netapp.api.webhooks import telling
from netapp.api.webhooks.models import Delivery, Webhook
from netapp.core.db import session
from netapp.events import facts
from netapp.members.facts import PersonErased


def published(fact: facts.MeetingPublished) -> None:
    telling.tell("meeting.published", fact.meeting_id)


def changed(fact: facts.MeetingChanged) -> None:
    telling.tell("meeting.changed", fact.meeting_id)


def cancelled(fact: facts.MeetingCancelled) -> None:
    telling.tell("meeting.cancelled", fact.meeting_id)


def held(fact: facts.MeetingHeld) -> None:
    telling.tell("meeting.held", fact.meeting_id)


def came(fact: facts.SignedUp) -> None:
    telling.tell("sign_up.came", fact.meeting_id)


def withdrew(fact: facts.Withdrew) -> None:
    telling.tell("sign_up.withdrew", fact.meeting_id)


def person_erased(fact: PersonErased) -> None:
    theirs = select(Webhook.id).where(Webhook.person_id == fact.person_id)
    session.execute(delete(Delivery).where(Delivery.webhook_id.in_(theirs)))
    session.execute(delete(Webhook).where(Webhook.person_id == fact.person_id))
