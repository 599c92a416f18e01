"""Colleagues who are signed up along with somebody: who they are, and whether they may be brought.

They get seats together or wait together (SignUp.bunch). Each has a sign-up and a letter of their own, and withdraws
alone.
"""

from collections.abc import Iterable

from netapp.core import limits
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST, Viewer
from netapp.events import arriving, policy, queries, seats
from netapp.events.arriving import Newcomer
from netapp.events.colleagues.models import MOST, Brought
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.members import actions as members
from netapp.members import queries as persons
from netapp.members import staff
from netapp.members.models import Person


def limit(email: str) -> None:
    """Letters to others: as many sign-ups with colleagues as a company may need in an hour."""
    limits.spend("bring colleagues", email, 20, limits.HOUR)
    limits.spend("bring colleagues from", limits.network(), 200, limits.HOUR)


def welcome(viewer: Viewer, meeting: Meeting, brought: Brought, bringer: Person) -> list[Newcomer]:
    """Those who may be brought, found or made; the meeting is locked.

    Who has answered already is left as they are, whatever they answered, and nobody is brought to where they could not
    go by themselves. Whoever brings them is told the same of both (P2).
    """
    if not brought:
        return []
    named = _named(meeting, brought.named, bringer.language)
    people = {one.id: one for one in (*_mates(viewer, brought.mates), *named)}
    people.pop(bringer.id, None)
    answered = queries.who_answered(meeting)
    comers = [one for number, one in people.items() if number not in answered and could_come(one, meeting)][:MOST]
    found = [arriving.newcomer(one.id, meeting.id) for one in comers]
    for person, newcomer in zip(comers, found, strict=True):
        newcomer.person.signed_in_at = person.signed_in_at
    return found


def brought_by(viewer: Viewer, meeting: Meeting) -> list[SignUp]:
    """Whom the viewer has signed up with themselves, as far as they have not withdrawn."""
    own = queries.sign_up_of(viewer.person_id, meeting.id)
    if own is None or own.bunch != own.turn:
        return []
    return [one for one in seats.together(own) if one.id != own.id and one.state in LIVE]


def could_come(person: Person, meeting: Meeting) -> bool:
    """Nobody gets by a colleague to where they could not go by themselves."""
    theirs = queries.viewer_of(person)
    try:
        return policy.may_sign_up(theirs, queries.get_meeting(theirs, meeting.id))
    except NotVisible:
        return False


def _mates(viewer: Viewer, numbers: Iterable[int]) -> list[Person]:
    """NotVisible for who is no colleague, as far as the viewer knows. Without an address nobody could tell them."""
    chosen = list(dict.fromkeys(numbers))[:MOST]
    if not chosen:
        return []
    known = {one.person_id for one in staff.workmates(viewer, chosen)}
    if not known.issuperset(chosen):
        raise NotVisible
    return [one for one in persons.people(chosen).values() if one.email]


def _named(meeting: Meeting, named: Iterable[tuple[str, str]], language: str | None) -> list[Person]:
    """Found or made. An address that nobody has confirmed gets the name that it was given first."""
    names = {email.strip().lower(): name for name, email in list(named)[:MOST]}
    if not names:
        return []
    if not _guests_may_come(meeting):
        known = [persons.person_by_email(email) for email in names]
        return [one for one in known if one is not None]
    found = members.addressed_people(dict.fromkeys(names, language or meeting.group.language))
    for email, name in names.items():
        members.name_unknown(found[email], name)
    return [found[email] for email in names]


def _guests_may_come(meeting: Meeting) -> bool:
    """Else whoever is not known here is not made known either."""
    try:
        return policy.may_sign_up(GUEST, queries.get_meeting(GUEST, meeting.id))
    except NotVisible:
        return False
