"""What follows for old lists from what is heard elsewhere."""

import re

from sqlalchemy import delete, or_, select, update

from netapp.core.db import session
from netapp.forums.importing import uploads
from netapp.forums.importing.models import OldLetter, OldList
from netapp.members.facts import PersonErased


def forget_person(fact: PersonErased) -> None:
    """What they gave and nobody said yes to is gone; in what others gave and is no post yet their name is."""
    mine = OldList.made_by == fact.person_id
    waiting = mine, OldList.state.in_(("reading", "draft", "broken"))
    for one in session.scalars(select(OldList).where(*waiting)).all():
        uploads.drop(one.key)
        session.execute(delete(OldLetter).where(OldLetter.list_id == one.id))
        session.delete(one)
    session.flush()
    session.execute(update(OldList).where(mine).values(made_by=None))
    theirs = [OldLetter.author_id == fact.person_id, *([OldLetter.author_name == fact.name] if fact.name else [])]
    words = [word for word in (fact.name, fact.address) if word]
    said = re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None
    for letter in session.scalars(select(OldLetter).where(or_(*theirs))):
        letter.author_id, letter.author_name = None, ""
        letter.body = said.sub("…", letter.body) if said else letter.body
