"""What the organisers of the walk have written to those who come: one letter that was sent, and one that waits."""

from datetime import timedelta

from netapp.core.db import session
from netapp.demo.place import Place, at
from netapp.events import queries
from netapp.events.messages import notices
from netapp.events.messages.models import Message

_BOOTS = """
Vi mødes **kl. 10 ved stationens østlige udgang**, der hvor busserne holder.

- Tag sko på, der kan tåle mudder. Stien langs regnvandsbassinet er ikke gruset endnu.
- Der er læ ét sted undervejs, så en jakke er en god idé.
- Bliver du forsinket? Ring til Louise; vi går den samme vej rundt hver gang.
"""
_LUNCH = """
Bageren vil vide det dagen før: **sig til, hvis din sandwich skal være uden kød**. Det er ét klik på knappen herunder.
"""


def write(place: Place) -> None:
    walk, louise = place.meetings["zealand", "naerheden-on-foot"], place.people["Louise Bregnebjerg"]
    sent = Message(subject="Godt at vide, før vi går", body=_BOOTS.strip(), states=["going"], goes_on=True)
    draft = Message(subject="Sandwich med eller uden kød?", body=_LUNCH.strip(), states=["going", "waiting"])
    draft.said = ""
    for message, days in ((sent, 2), (draft, 1)):
        message.meeting_id, message.language, message.companies = walk.id, "da", []
        message.created_by, message.tests = louise.id, 0
        message.created_at = message.changed_at = at(place.today - timedelta(days))
        session.add(message)
    sent.sent_at = sent.created_at
    session.flush()
    notices.sent(walk, sent, queries.signed_up(walk, "going"))
