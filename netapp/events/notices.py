"""Who is told what about a meeting, by which letter: rows in the outbox, in the transaction of the deed (M1)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from netapp.core import clock, localtime
from netapp.core.viewer import ORGANISING
from netapp.events import audience, queries
from netapp.events.models import LIVE, Meeting, Request, SignUp
from netapp.events.polls import queries as poll_queries
from netapp.groups import records
from netapp.mail import outbox
from netapp.members.models import Person

# Several edits within this time make one letter (M4).
PATIENCE = timedelta(minutes=10)
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Was:
    """When and where a meeting was, as those who come know it; written into the letter that tells of the move."""

    starts: str
    ends: str
    zone: str
    place: str
    online: str = ""

    @classmethod
    def of(cls, meeting: Meeting) -> "Was":
        starts, ends = meeting.starts_local.isoformat(), meeting.ends_local.isoformat()
        place = ", ".join(filter(None, (meeting.place, meeting.address)))
        return cls(starts, ends, meeting.zone, place, meeting.online_url)

    def where(self, going: bool) -> str:
        """The online link is for who has a seat: who waits is told the place alone."""
        return ", ".join(filter(None, (self.place, self.online if going else "")))

    @property
    def starts_local(self) -> datetime:
        return datetime.fromisoformat(self.starts)

    @property
    def ends_local(self) -> datetime:
        return datetime.fromisoformat(self.ends)


def confirm_request(wish: Request) -> None:
    # Without the name: whoever typed it can be anybody, and the letter goes to whatever address they typed.
    to = outbox.To(None, wish.email, "", wish.language)
    outbox.post("confirm_request", f"request:{wish.id}", to, request=wish.id)


def confirmed(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    _to_one("confirmed", meeting, person, sign_up.turn)


def waiting(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    _to_one("waiting", meeting, person, sign_up.turn)


def asked(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    """To who waits for a yes, and to whoever may give it."""
    _to_one("asked_to_come", meeting, person, sign_up.turn)
    yes_needed(meeting, sign_up, person)


def yes_needed(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    """Only to whoever may give the yes, each with buttons of their own; one letter for all who come together."""
    others = [one for one in records.in_charge(meeting.group, ORGANISING) if one.id != person.id and one.email]
    occurrence = f"{sign_up.id}:{sign_up.turn}"
    outbox.post_many(
        *("yes_needed", thing(meeting), [to(one, meeting) for one in others]),
        occurrence=occurrence,
        meeting=meeting.id,
        person=person.id,
    )


def refused(meeting: Meeting, sign_up: SignUp, person: Person, reason: str) -> None:
    if person.email:
        turn, to_them = str(sign_up.turn), to(person, meeting)
        outbox.post("not_this_time", thing(meeting), to_them, occurrence=turn, meeting=meeting.id, reason=reason)


def added(meeting: Meeting, sign_up: SignUp, person: Person, by: int | None) -> None:
    """To who was put on the list by hand, with a seat or in the queue."""
    if person.email:
        turn, to_them = str(sign_up.turn), to(person, meeting)
        outbox.post("added", thing(meeting), to_them, occurrence=turn, meeting=meeting.id, by=by)


def brought(meeting: Meeting, sign_up: SignUp, person: Person, by: int) -> None:
    """To who was signed up by a colleague: with a seat, in the queue, or waiting for a yes."""
    if person.email:
        turn, to_them = str(sign_up.turn), to(person, meeting)
        outbox.post("brought", thing(meeting), to_them, occurrence=turn, meeting=meeting.id, by=by)


def put_back(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    """To who had a seat and waits now."""
    _to_one("put_back", meeting, person, sign_up.turn)


def moved_over(meeting: Meeting, sign_up: SignUp, person: Person, left: Meeting) -> None:
    """One letter about both: the meeting where they stand now, and the one that they have left."""
    if person.email:
        turn, to_them = str(sign_up.turn), to(person, meeting)
        outbox.post("moved_over", thing(meeting), to_them, occurrence=turn, meeting=meeting.id, left=left.id)


def withdrawn(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    _to_one("withdrawn", meeting, person, sign_up.rounds)


def promoted(meeting: Meeting, moved: Iterable[SignUp]) -> None:
    by_id = {sign_up.person_id: sign_up for sign_up in moved}
    for person in queries.signed_up(meeting, "going") if by_id else ():
        if person.id in by_id:
            promoted_one(meeting, by_id[person.id], person)


def promoted_one(meeting: Meeting, sign_up: SignUp, person: Person) -> None:
    _to_one("promoted", meeting, person, sign_up.turn)


def way_changed(meeting: Meeting, changed: Iterable[SignUp]) -> None:
    """To who takes part in the other way from now on: the entry says the place, or the link."""
    by_id = {sign_up.person_id: sign_up for sign_up in changed}
    for person in queries.signed_up(meeting, "going") if by_id else ():
        if person.id in by_id:
            _to_one("way_changed", meeting, person, by_id[person.id].rounds)


def announced(meeting: Meeting) -> None:
    """One letter to each member and follower who wants everything (M7); its button signs them up, or says no.

    Who has answered the poll of which it came has a letter of their own.
    """
    told = audience.addressees(meeting.group).where(Person.id.not_in(poll_queries.answered_for(meeting.id)))
    outbox.post_to_all("announced", thing(meeting), told, meeting=meeting.id)


def invited(meeting: Meeting, guests: Sequence[Person], by: int | None) -> int:
    outbox.post_many("invited", thing(meeting), [to(guest, meeting) for guest in guests], meeting=meeting.id, by=by)
    return len(guests)


def colleague_asked(meeting: Meeting, colleague: Person, by: int | None) -> None:
    """A letter as to who is invited; it comes once, whoever asks."""
    if colleague.email:
        outbox.post("colleague_asked", thing(meeting), to(colleague, meeting), meeting=meeting.id, by=by)


def stands_in(meeting: Meeting, sign_up: SignUp, person: Person, leaver: int) -> None:
    """To who goes now instead of the person `leaver`."""
    if person.email:
        addressee, turn = to(person, meeting), str(sign_up.turn)
        outbox.post("stands_in", thing(meeting), addressee, occurrence=turn, meeting=meeting.id, leaver=leaver)


def moved(meeting: Meeting, was: Was) -> None:
    """Tell all who go, wait or have asked to come, once for several edits (M4), and what they knew as they know it."""
    recalled = outbox.recall("moved", thing(meeting))
    knew = {row.to.person_id: row.data["was"] for row in recalled}
    due = min((row.due for row in recalled), default=clock.now() + PATIENCE)
    if min(meeting.starts_at, _instant(was)) - clock.now() < SOON:
        due = clock.now()
    people = queries.signed_up(meeting, *LIVE)
    _moved(meeting, [person for person in people if person.id not in knew], asdict(was), due)
    for person in people:
        if person.id in knew:
            _moved(meeting, [person], knew[person.id], due)


def cancelled(meeting: Meeting) -> None:
    """Tell the same people, at once; a move that was not told yet is not told any more."""
    outbox.recall("moved", thing(meeting))
    people = queries.signed_up(meeting, *LIVE)
    recipients = [to(person, meeting) for person in people if person.email]
    outbox.post_many("cancelled", thing(meeting), recipients, occurrence=str(meeting.sequence), meeting=meeting.id)


def waiting_over(meeting: Meeting) -> None:
    """No more seats will be given by themselves: all who wait are told once (S3)."""
    people = queries.signed_up(meeting, "waiting")
    recipients = [to(person, meeting) for person in people if person.email]
    outbox.post_many("waiting_over", thing(meeting), recipients, meeting=meeting.id)


def thing(meeting: Meeting) -> str:
    return f"meeting:{meeting.id}"


def to(person: Person, meeting: Meeting) -> outbox.To:
    """The person as an addressee; in the group's language when they have not chosen one."""
    return outbox.To(person.id, person.email or "", person.name, person.language or meeting.group.language)


def _to_one(letter: str, meeting: Meeting, person: Person, occurrence: int) -> None:
    if person.email:
        outbox.post(letter, thing(meeting), to(person, meeting), occurrence=str(occurrence), meeting=meeting.id)


def _moved(meeting: Meeting, people: Sequence[Person], was: dict[str, str], due: datetime) -> None:
    recipients = [to(person, meeting) for person in people if person.email]
    if recipients:
        outbox.post_many(
            "moved", thing(meeting), recipients, occurrence=str(meeting.sequence), due=due, meeting=meeting.id, was=was
        )


def _instant(was: Was) -> datetime:
    return localtime.to_utc(was.starts_local, was.zone)
