"""Who is told of a decision: the writer; and of what waits: the moderators, once an hour at most."""

from collections.abc import Sequence

from netapp.forums.moderation.models import Ruling
from netapp.groups.models import Group
from netapp.mail import outbox
from netapp.members import queries as members
from netapp.members.models import Person


def decided(group: Group, ruling: Ruling) -> None:
    """To the post's writer; nobody for a letter of old whose writer has no account."""
    found = members.people([ruling.person_id]).get(ruling.person_id) if ruling.person_id else None
    if found is not None and found.email:
        outbox.post("ruling", f"ruling:{ruling.id}", _to(group, found), ruling=ruling.id)


def waits(group: Group, people: Sequence[Person], occurrence: str) -> None:
    """One letter to each, about all that waits when it leaves."""
    to = [_to(group, person) for person in people if person.email]
    outbox.post_many("posts_wait", f"queue:{group.id}", to, occurrence=occurrence, group=group.id)


def _to(group: Group, person: Person) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or group.language)
