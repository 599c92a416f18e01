"""What follows at the doors when somebody is forgotten: they are out everywhere, and no way in is left."""

from sqlalchemy import delete, or_

from netapp.core.db import session
from netapp.members.facts import PersonErased
from netapp.signin.models import Attempt, Identity, Link, Session


def person_erased(fact: PersonErased) -> None:
    for model in (Session, Identity, Attempt):
        session.execute(delete(model).where(model.person_id == fact.person_id))
    theirs = Link.person_id == fact.person_id
    session.execute(delete(Link).where(or_(theirs, Link.email == fact.address) if fact.address else theirs))
