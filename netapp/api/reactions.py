"""What follows here when somebody is forgotten: no key of theirs opens anything."""

from sqlalchemy import delete

from netapp.api.models import Token
from netapp.core.db import session
from netapp.members.facts import PersonErased


def person_erased(fact: PersonErased) -> None:
    session.execute(delete(Token).where(Token.person_id == fact.person_id))
