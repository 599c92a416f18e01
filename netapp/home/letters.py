"""The weekly letter: written when it leaves, from what is new then and may still be read (M3, A1)."""

from datetime import datetime

from netapp.core import links
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.home import digest
from netapp.members.models import Person


def _digest(order: Order) -> Written | None:
    person = session.get(Person, order.person_id) if order.person_id else None
    if person is None or person.erased_at is not None:
        return None
    news = digest.news(person, datetime.fromisoformat(order.data["since"]), datetime.fromisoformat(order.data["until"]))
    if not news:
        return None
    return Written(
        context={
            "news": [_line(meeting, order.language) for meeting in news],
            "own": [_line(meeting, order.language) for meeting in digest.own(person)],
            "url": links.absolute("home.front"),
            "settings_url": links.absolute("home.settings"),
        },
        reason=_("You get this letter because you asked for one digest a week from your networks."),
        stop=digest.scope(person.id),
        # Stopping sets the mail levels themselves; who gets one after that has asked for it again.
        even_if_stopped=True,
    )


def _line(meeting: Meeting, language: str) -> dict[str, str]:
    about = telling.about(meeting, language)
    return {
        "title": about["title"],
        "url": about["page"],
        "when": about["when"],
        "zone": about["zone"],
        "where": telling.where(meeting),
        "network": meeting.group.name,
    }


LETTERS = (Letter("digest", _digest),)
