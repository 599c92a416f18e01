"""The deed by which people say what they can, offer and look for, and who sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from netapp.core import search
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.facts import announce
from netapp.core.viewer import Viewer
from netapp.members import facts, policy, profiles
from netapp.members.models import PERSON_ABOUTS, Person, PersonAbout, PersonLine

MOST_LINES = 8
MOST_LINKS = 3
# Codes of BCP 47 for the languages around the Baltic and the North Sea, and their largest neighbours'.
LANGUAGES = ("da", "sv", "fi", "en", "no", "is", "fo", "et", "lv", "lt", "de", "pl", "nl", "fr", "es", "uk")


@action
def describe(
    viewer: Viewer, person: Person, values: Mapping[str, Any], lines: Mapping[PersonAbout, Sequence[str]]
) -> None:
    """`values` are columns of Profile by name; lines of each kind instead of those before.

    Who lets anybody see the page shows their name from now on; who lets nobody keeps the choice that they made for
    lists.
    """
    require(policy.may_edit(viewer, person))
    profile = profiles.of(person.id)
    for name, value in values.items():
        setattr(profile, name, value)
    session.add(profile)
    session.execute(delete(PersonLine).where(PersonLine.person_id == person.id))
    search.note("person", [person.id])
    for about in PERSON_ABOUTS:
        for rank, said in enumerate(lines.get(about, ())[:MOST_LINES]):
            session.add(PersonLine(person_id=person.id, about=about, rank=rank, said=said))
    person.show_name = person.show_name or profile.seen_by != "nobody"
    announce(facts.PersonChanged(person.id))
