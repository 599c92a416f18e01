"""What an organiser does with the list by hand: put somebody on it, give or take a seat, move them to another meeting.

Beyond the limit, or past others who wait longer, only when the organiser says so: `agreed` is the mark of the cost that
the page named, so that nobody agrees to one number and gets another (S1).
"""

from typing import Any, NamedTuple

from sqlalchemy import func

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer, group_key
from netapp.events import arriving, facts, notices, policy, queries, seats, signing_up
from netapp.events.models import LIVE, Meeting, Mode, SignUp
from netapp.events.questions import answers
from netapp.groups import revisions
from netapp.members import actions as members
from netapp.members.models import Person


class Cost(NamedTuple):
    """What one more seat means: the `number` of seats taken then, of how many, and how many it passes over. `size`: as
    many seats, for who come together.
    """

    number: int
    most: int | None
    ahead: int
    size: int = 1

    @property
    def is_free(self) -> bool:
        return not self.ahead and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.number > self.most

    @property
    def mark(self) -> str:
        return f"{self.number}.{self.ahead}"

    @property
    def said(self) -> str:
        """For the box to tick."""
        said = []
        if self.is_over:
            said.append(
                _("Beyond the limit: then %(number)s of %(most)s seats are taken.", number=self.number, most=self.most)
            )
        if self.ahead:
            said.append(
                ngettext("Before %(num)s other who waits longer.", "Before %(num)s others who wait longer.", self.ahead)
            )
        return " ".join(said)


def cost(meeting: Meeting, sign_up: SignUp | None = None, mode: Mode = "room") -> Cost:
    """Of a seat for this person now; None: for somebody who is not on the list, and takes part in this way."""
    mode = sign_up.mode if sign_up is not None else mode
    (taken, waiting), most, size = seats.count(meeting, mode), meeting.seats_of(mode), 1
    if sign_up is not None and sign_up.state == "waiting":
        waiting, size = seats.place_in_queue(sign_up) - 1, len(_waiting_with(sign_up))
    return Cost(taken + size, most, waiting if most is not None else 0, size)


@action
def add(
    viewer: Viewer,
    meeting_id: int,
    *,
    email: str = "",
    name: str = "",
    company: str = "",
    person_id: int = 0,
    agreed: str,
    mode: Mode = "room",
) -> SignUp:
    """Somebody by their address, or one of the group's members by `person_id`; they get a letter with the entry, and a
    link to say no. A free seat, else a place in the queue, else a seat all the same where that was agreed to.
    """
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    person = _known(meeting, person_id) if person_id else members.addressed_person(email, name, meeting.language)
    _refuse_strangers(meeting, person)
    comes = arriving.newcomer(person.id, meeting.id)
    before = queries.sign_up_of(person.id, meeting.id)
    if before is not None and before.state in LIVE:
        raise Refused(_("%(name)s is on the list already.", name=person.name or email), "email")
    has_seat = _settled(cost(meeting, mode=mode), agreed, waits_else=True)
    shown = comes.person.show_name and not person.is_guest
    own: dict[str, Any] = {"company": company or comes.company or "", "show_name": shown}
    sign_up = signing_up.enter(
        meeting, comes, "going" if has_seat else "waiting", **own, as_guest=person.is_guest, by="hand", mode=mode
    )
    notices.added(meeting, sign_up, person, viewer.person_id)
    if has_seat:
        announce(facts.SignedUp(meeting.id, person.id, promoted=False))
    _write_down(viewer, "put on list", meeting, person.id)
    return sign_up


@action
def give_seat(viewer: Viewer, meeting_id: int, sign_up_id: int, agreed: str = "") -> SignUp:
    """A seat for somebody who waits, and for those who come along. Who has one already keeps it: twice is harmless."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    if sign_up.state != "waiting":
        return sign_up
    _settled(cost(meeting, sign_up), agreed)
    party = _waiting_with(sign_up)
    for one in party:
        seats.seat(one)
    session.flush()
    signing_up.moved_up(meeting, seats.Moved(party, []))
    revisions.touch(meeting.group_id)
    return sign_up


@action
def put_back(viewer: Viewer, meeting_id: int, sign_up_id: int) -> SignUp:
    """From a seat to the end of the queue, alone; the first who waits has the seat."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    if sign_up.state != "going":
        return sign_up
    sign_up.state, sign_up.changed_at, sign_up.promoted_at = "waiting", clock.now(), None
    sign_up.bunch = sign_up.change_turn = None
    sign_up.turn, sign_up.rounds = seats.next_turn(meeting), sign_up.rounds + 1
    session.flush()
    moved = seats.promote(meeting)
    if any(one.id == sign_up.id for one in moved.seated):
        raise Refused(_("Nobody else waits: they would get the seat back at once."))
    notices.put_back(meeting, sign_up, session.get_one(Person, sign_up.person_id))
    announce(facts.Withdrew(meeting.id, sign_up.person_id))
    signing_up.moved_up(meeting, moved)
    _write_down(viewer, "put back", meeting, sign_up.person_id)
    return sign_up


@action
def move(viewer: Viewer, meeting_id: int, sign_up_id: int, to_id: int, agreed: str = "") -> SignUp:
    """To another meeting of the same group, with what they have answered where it asks the same; one letter tells both.

    A seat there when one is free, else a place in the queue, else a seat where that was agreed to.
    """
    meeting, to = queries.two_locked(viewer, meeting_id, to_id)
    require(policy.may_manage_sign_ups(viewer, meeting) and policy.may_manage_sign_ups(viewer, to))
    if to.group_id != meeting.group_id or to.id == meeting.id:
        raise NotVisible
    sign_up = queries.get_sign_up(meeting, sign_up_id)
    person = session.get_one(Person, sign_up.person_id)
    there = queries.sign_up_of(person.id, to.id)
    if sign_up.state not in LIVE:
        raise Refused(_("They have withdrawn meanwhile."))
    if there is not None and there.state in LIVE:
        raise Refused(_("%(name)s is on the list already.", name=person.name or person.email))
    _refuse_strangers(to, person)
    comes = arriving.newcomer(person.id, to.id)
    mode: Mode = sign_up.mode if to.hybrid else "room"
    has_seat = _settled(cost(to, mode=mode), agreed, waits_else=True)
    said = answers.carried(to, sign_up.answers) if to.questions else None
    own: dict[str, Any] = {"company": sign_up.company, "show_name": sign_up.show_name, "as_guest": sign_up.as_guest}
    _leave(meeting, sign_up)
    moved = signing_up.enter(to, comes, "going" if has_seat else "waiting", **own, by="hand", mode=mode)
    if said:
        session.get_one(SignUp, moved.id).answers = said
    notices.moved_over(to, moved, person, meeting)
    if has_seat:
        announce(facts.SignedUp(to.id, person.id, promoted=False))
    revisions.touch(meeting.group_id)
    _write_down(viewer, "move over", meeting, person.id)
    return moved


def _leave(meeting: Meeting, sign_up: SignUp) -> None:
    """As who withdraws; the letter about the other meeting tells them."""
    had_seat = sign_up.state == "going"
    sign_up.state, sign_up.changed_at = "withdrawn", clock.now()
    sign_up.answers = answers.of_leaver(meeting, sign_up.answers)
    sign_up.rounds, sign_up.bunch, sign_up.change_turn = sign_up.rounds + had_seat, None, None
    session.flush()
    if had_seat:
        announce(facts.Withdrew(meeting.id, sign_up.person_id))
    signing_up.moved_up(meeting, seats.promote(meeting))


def _waiting_with(sign_up: SignUp) -> list[SignUp]:
    return [one for one in seats.together(sign_up) if one.state == "waiting"]


def _settled(price: Cost, agreed: str, *, waits_else: bool = False) -> bool:
    """Whether there is a seat: a free one, or one that was agreed to by its number."""
    if price.is_free or agreed == price.mark:
        return True
    if agreed or not waits_else:
        raise Refused(_("Say so if that is what you want: %(cost)s", cost=price.said), "agreed")
    return False


def _known(meeting: Meeting, person_id: int) -> Person:
    """A member of the meeting's group."""
    found = session.scalar(queries.members_of(meeting.group_id).where(Person.id == person_id))
    if found is None:
        raise NotVisible
    return found


def _refuse_strangers(meeting: Meeting, person: Person) -> None:
    """A meeting for members stays one: nobody comes to read by an organiser's hand what others keep among them."""
    if meeting.open_to_guests:
        return
    if session.scalar(
        queries.members_of(meeting.group_id).where(Person.id == person.id).with_only_columns(func.count())
    ):
        return
    raise Refused(_("This meeting is for members. Open it to guests first."), "email")


def _write_down(viewer: Viewer, deed: str, meeting: Meeting, person_id: int) -> None:
    log.write(viewer.person_id, deed, "meeting", meeting.id, group_key(meeting.group_id), person=person_id)
    revisions.touch(meeting.group_id)
