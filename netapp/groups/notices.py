"""Who is told what about groups, by which letter."""

from collections.abc import Iterable
from typing import Any

from netapp.core import clock, signed
from netapp.core.viewer import MODERATING, ORGANISING
from netapp.groups import records
from netapp.groups.models import Entry, Group, Knock, Membership
from netapp.mail import outbox, stopping
from netapp.members import queries as members
from netapp.members.models import Person


def invitations(group: Group, found: Iterable[tuple[Membership, Person, str]], roster_id: int) -> None:
    """To people who may never have heard of us, each in their language when we know it, else in the group's.

    `found`: (membership, person, what a list calls them); the list's own line stands in it.
    """
    outbox.post_each(
        "invitation",
        [
            outbox.Wanted(
                _thing(group),
                outbox.To(person.id, person.email, person.name or name, person.language or group.language),
                str(membership.changed_at.timestamp()),
                {"membership": membership.id, "roster": roster_id},
            )
            for membership, person, name in found
            if person.email
        ],
    )


def request_waits(group: Group, membership: Membership) -> None:
    """To whoever may answer it, each with buttons of their own."""
    asked = str(membership.changed_at.timestamp())
    others = [person for person in records.in_charge(group, MODERATING) if person.id != membership.person_id]
    _post("request_waits", group, others, f"{membership.id}:{asked}", membership=membership.id)


def welcome(group: Group, membership: Membership) -> None:
    _answer("welcome", group, membership)


def declined(group: Group, membership: Membership) -> None:
    _answer("declined", group, membership)


def office_given(group: Group, membership: Membership, *, is_heir: bool = False) -> None:
    """To who owns, organises or moderates from now on; `is_heir`: nobody chose them, the last owner has gone."""
    letter = {"owner": "owner_made", "organiser": "organiser_made", "moderator": "moderator_made"}[membership.office]
    _answer(letter, group, membership, is_heir=is_heir)


def ownerless(group: Group) -> None:
    """To the administrators, by the group's number: it may be one that they don't see."""
    moment = str(clock.now().timestamp())
    _post("ownerless", group, members.administrators(), moment, group_id=group.id)


def entered(group: Group, entry: Entry) -> None:
    """An administrator has opened a shut group: its organisers hear of it at once, and why."""
    others = [person for person in records.in_charge(group, ORGANISING) if person.id != entry.person_id]
    _post("entered", group, others, str(entry.id), entry=entry.id)


def network_wish(group: Group) -> None:
    _post("network_wish", group, members.administrators(), "", group_id=group.id)


def network_answered(group: Group) -> None:
    """To whoever wished for the network: yes or no, as it stands when the letter leaves."""
    _post("network_answered", group, records.in_charge(group, ORGANISING), "", group_id=group.id)


def follow_confirm(group: Group, email: str, language: str) -> None:
    """Two clicks within a minute are one letter; a minute later one may ask again."""
    to = outbox.To(None, email, "", language)
    outbox.post("follow_confirm", _thing(group), to, occurrence=f"{clock.now():%Y%m%d%H%M}", group_id=group.id)


def join_confirm(group: Group, knock: Knock) -> None:
    """Who wants to join is asked whether it was them; a knock has one letter."""
    to = outbox.To(None, knock.email, knock.name, knock.language)
    outbox.post("join_confirm", _thing(group), to, occurrence=str(knock.id), knock=knock.id)


def scope(group: Group) -> str:
    """What the link at the foot of a group's letters stops (M5)."""
    return f"group:{group.id}"


def hear_again(address: str | None, group: Group) -> None:
    """Somebody wants a group's letters once more: an earlier stop is lifted."""
    if address:
        stopping.resume(signed.token(stopping.PURPOSE, address.lower(), scope(group)))


def _answer(letter: str, group: Group, membership: Membership, **data: Any) -> None:
    person = members.people([membership.person_id])[membership.person_id]
    _post(letter, group, [person], str(clock.now().timestamp()), membership=membership.id, **data)


def _post(letter: str, group: Group, people: Iterable[Person], occurrence: str, **data: Any) -> None:
    to = [
        outbox.To(person.id, person.email, person.name, person.language or group.language)
        for person in people
        if person.email
    ]
    outbox.post_many(letter, _thing(group), to, occurrence=occurrence, **data)


def _thing(group: Group) -> str:
    return f"group:{group.id}"
