"""What calendar programs answer to the entries in our letters, done as the person who was sent them (iMIP, RFC 6047).

The address that an entry names as its organiser is one person's for one meeting: who writes there holds the letter.
That alone does nothing: the answer must come from that person's own address, and be theirs by what it says itself.
"""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from netapp.core import clock, languages, log, signed
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.incoming import Door, Incoming
from netapp.core.languages import gettext as _
from netapp.core.viewer import group_key
from netapp.events import notices, queries, signing_up
from netapp.events.calendars import in_letters, itip
from netapp.events.calendars.itip import Answer, Attendee, Reply
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.mail import message, outbox
from netapp.members.models import Person


def meant(key: str) -> tuple[int, int]:
    """(meeting, person) of an address; NotVisible when it is none of ours."""
    meeting_id, person_id = signed.numbers(in_letters.DOOR, key)
    return meeting_id, person_id


def take(letter: Incoming, key: str) -> str:
    """Do what the letter's calendar part answers. Joins the deed; Refused for what its writer can mend."""
    meeting, person = _about(key)
    with languages.use(person.language or meeting.group.language):
        reply = _reply(letter)
        _refuse_strangers(letter, person, reply)
        done = [_answered(meeting, person, answer, letter) for answer in reply.answers]
    return done[0] if len(set(done)) == 1 else "done"


def give_back(letter: Incoming, key: str, why: str) -> None:
    """Order the letter that says why an answer does not count: to whoever wrote it. Joins the deed."""
    meeting, person = _about(key)
    is_own = letter.sender == _address(person)
    # A stranger has the letter from somebody, and is told nothing that they could not read on the page as a guest.
    to = notices.to(person, meeting) if is_own else outbox.To(None, letter.sender, "", meeting.group.language)
    occurrence = blake2b((letter.id or clock.now().isoformat()).encode(), digest_size=16).hexdigest()
    thing = notices.thing(meeting)
    outbox.post("not_counted", thing, to, occurrence=occurrence, meeting=meeting.id, why=why[:300], answers=letter.id)
    if is_own:
        log.write(person.id, "answer in vain", "meeting", meeting.id, group_key(meeting.group_id))


def is_reply(letter: Incoming) -> bool:
    """Programs send these by themselves, but on somebody's press of a button; and no program answers our answer."""
    found = itip.find(letter.parts)
    return found is not None and found.method == "REPLY"


DOOR = Door(in_letters.DOOR, known=meant, take=take, give_back=give_back, takes_automatic=is_reply)


def _about(key: str) -> tuple[Meeting, Person]:
    """The meeting under its lock, and the person; NotVisible when one of them is gone."""
    meeting_id, person_id = meant(key)
    meeting, person = queries.locked_for_task(meeting_id), session.get(Person, person_id)
    if meeting is None or person is None or person.erased_at is not None:
        raise NotVisible
    return meeting, person


def _reply(letter: Incoming) -> Reply:
    found = itip.find(letter.parts)
    if found is None:
        raise Refused(_("Nobody reads this address: it takes what calendar programs answer, and nothing else."))
    if found.method == "COUNTER":
        raise Refused(
            _("Your calendar proposes another time. That can’t be done by mail; please write to the organiser.")
        )
    if found.method != "REPLY":
        raise Refused(_("Your calendar sent something that is no answer to an invitation."))
    return found


def _refuse_strangers(letter: Incoming, person: Person, reply: Reply) -> None:
    """Both the mail and the answer in it must be the invited person's; a letter that was passed on is no seat."""
    own = _address(person)
    theirs = [one for answer in reply.answers if (one := answer.of(own))]
    if any(one.delegates for answer in reply.answers for one in answer.attendees):
        raise Refused(_("A seat can’t be passed on by a calendar. Send a colleague by the page of the meeting."))
    if not own or letter.sender != own or len(theirs) < len(reply.answers):
        raise Refused(
            _("The answer came from another address than the one that the invitation went to, so it does not count.")
        )


def _answered(meeting: Meeting, person: Person, answer: Answer, letter: Incoming) -> str:
    meeting = _date_of(meeting, answer)
    sign_up, said = queries.sign_up_of(person.id, meeting.id), answer.of(_address(person))
    if said is None or (sign_up is not None and _is_old(sign_up, answer, said, letter)):
        return "old"
    outcome = _done(meeting, person, sign_up, said)
    found = queries.sign_up_of(person.id, meeting.id)
    if found is not None:
        found.reply_sequence = answer.sequence if answer.sequence is not None else found.reply_sequence
        # A clock that is ahead must not make every later answer an old one.
        found.reply_stamp = min(answer.stamp, clock.now()) if answer.stamp else found.reply_stamp
        session.flush()
    return outcome


def _date_of(meeting: Meeting, answer: Answer) -> Meeting:
    """The meeting that is answered. Programs that take each meeting for a date of a series name its time as well."""
    if answer.uid != meeting.uid or (answer.occurs is not None and not _is_at(meeting, answer.occurs)):
        raise Refused(_("There is no such date any more. The page of the meeting shows what is on."))
    return meeting


def _is_at(meeting: Meeting, occurs: date | datetime) -> bool:
    if not isinstance(occurs, datetime):
        return occurs == meeting.starts_local.date()
    return occurs == (meeting.starts_local if occurs.tzinfo is None else meeting.starts_at)


def _is_old(sign_up: SignUp, answer: Answer, said: Attendee, letter: Incoming) -> bool:
    """Overtaken on its way: by a later answer (RFC 5546 2.1.5), or, when it would bring somebody back, by their own
    withdrawal on the page.
    """
    sequence, known = answer.sequence, sign_up.reply_sequence
    if sequence is not None and known is not None and sequence != known:
        return sequence < known
    if answer.stamp and sign_up.reply_stamp and answer.stamp < sign_up.reply_stamp:
        return True
    comes_back = said.partstat == "ACCEPTED" and sign_up.state not in LIVE and sign_up.came_by != "calendar"
    return comes_back and letter.sent_at is not None and letter.sent_at < sign_up.changed_at.replace(microsecond=0)


def _done(meeting: Meeting, person: Person, sign_up: SignUp | None, said: Attendee) -> str:
    """The same deed as by the page. Who has a seat and says yes again is sent nothing: a calendar could answer that."""
    comes = sign_up is not None and sign_up.state in LIVE
    if sign_up is not None and comes and said.partstat in {"ACCEPTED", "TENTATIVE"}:
        sign_up.perhaps = said.partstat == "TENTATIVE"
        sign_up.came_by = "calendar" if sign_up.perhaps else sign_up.came_by
        return "noted"
    if said.partstat == "ACCEPTED":
        _as_on_the_page(signing_up.sign_up, meeting, person)
        return "taken"
    if said.partstat == "DECLINED" and (comes or sign_up is None):
        _as_on_the_page(signing_up.decline, meeting, person)
        return "taken"
    return "nothing"


def _as_on_the_page(deed: Callable[..., Any], meeting: Meeting, person: Person) -> None:
    try:
        deed(queries.viewer_of(person), meeting.id, by="calendar")
    except (NotVisible, Forbidden) as error:
        raise Refused(_("This meeting is not open to you any more.")) from error


def _address(person: Person) -> str:
    return message.ascii_address((person.email or "").lower())
