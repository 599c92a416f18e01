"""The letters about date polls: whether each is still due when it leaves, and what it says (M3, C7)."""

from datetime import datetime
from typing import Any

from netapp.core import links, signed, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import GUEST
from netapp.events import audience, letters, policy, queries, seats, telling
from netapp.events.calendars import in_letters as entries
from netapp.events.models import Meeting
from netapp.events.polls import queries as poll_queries
from netapp.events.polls import telling as poll_telling
from netapp.events.polls.models import Poll
from netapp.members.models import Person

ANSWER = "poll"
REQUEST = "poll guest"


def answer_url(poll: Poll, person_id: int) -> str:
    """The page behind a letter's button, where one says what suits (M6). It needs no sign-in."""
    return links.absolute("events.poll_answer", token=signed.token(ANSWER, poll.id, person_id))


def _confirm(order: Order) -> Written | None:
    try:
        wish = poll_queries.get_request(order.data["request"])
        poll = poll_queries.get_poll(GUEST, wish.poll_id)
    except NotVisible:
        return None
    if wish.used_at or not poll.is_answerable:
        return None
    context = poll_telling.about(poll, order.language)
    context["url"] = links.absolute("events.confirm_ballot", token=signed.token(REQUEST, wish.id))
    reason = _("You get this letter because somebody, most likely you, gave this address to answer a date poll.")
    return Written(context=context, reason=reason, sender=poll_telling.network(poll))


def _opened(order: Order) -> Written | None:
    poll = _answerable(order)
    if poll is None or poll_queries.ballot_of(order.person_id, poll.id) or not _is_told(poll, order):
        return None
    return _asks(poll, order)


def _reminder(order: Order) -> Written | None:
    poll = _answerable(order)
    if poll is None or poll.closes_at != datetime.fromisoformat(order.data["closes"]):
        return None
    ballot = poll_queries.ballot_of(order.person_id, poll.id)
    said = poll_queries.said_on(ballot)
    if all(one.id in said for one in poll.times) if ballot else not _is_told(poll, order):
        return None
    return _asks(poll, order, has_answered=ballot is not None)


def _asks(poll: Poll, order: Order, *, has_answered: bool = False) -> Written:
    context = poll_telling.about(poll, order.language)
    context["url"] = answer_url(poll, order.person_id or 0)
    context |= {"excerpt": text.excerpt(poll.body_in(order.language)[1], 400), "has_answered": has_answered}
    reason = _("You get this letter because you follow %(group)s.", group=poll.group.name)
    if has_answered:
        reason = _("You get this letter because you answered this date poll.")
    return Written(context, reason, stop=f"group:{poll.group_id}", sender=poll_telling.network(poll))


def _over(order: Order) -> Written | None:
    found = _seen(order)
    if found is None or found[1].is_answerable or not policy.may_choose(queries.viewer_of(found[0]), found[1]):
        return None
    poll = found[1]
    context = poll_telling.about(poll, order.language)
    context["answers"] = len(poll_queries.voters(poll))
    reason = _("You get this because you organise %(group)s.", group=poll.group.name)
    if order.person_id == poll.created_by:
        reason = _("You get this letter because you have asked for a date.")
    return Written(context, reason, stop=f"group:{poll.group_id}", sender=poll_telling.network(poll))


def _dropped(order: Order) -> Written | None:
    found = _seen(order)
    if found is None or found[1].state != "dropped" or not poll_queries.ballot_of(order.person_id, found[1].id):
        return None
    poll = found[1]
    context = poll_telling.about(poll, order.language) | {"reason_given": poll.reason}
    reason = _("You get this letter because you answered this date poll.")
    stop = f"group:{poll.group_id}"
    return Written(context, reason, stop=stop, even_if_stopped=True, sender=poll_telling.network(poll))


def _set(order: Order) -> Written | None:
    """Of a date that suits, one's own seat with its entry; else the question, or the news."""
    person = session.get(Person, order.person_id) if order.person_id else None
    if person is None or not poll_queries.ballot_of(person.id, order.data["poll"]):
        return None
    try:
        meeting = queries.get_meeting(queries.viewer_of(person), order.data["meeting"])
    except NotVisible:
        return None
    if meeting.state != "published" or meeting.has_begun:
        return None
    return _of_date(meeting, person, order)


def _of_date(meeting: Meeting, person: Person, order: Order) -> Written | None:
    sign_up, said = queries.sign_up_of(person.id, meeting.id), order.data["said"]
    state = sign_up.state if sign_up else ""
    # Who has answered meanwhile, or has given the seat back, has had another letter.
    if (state in {"going", "waiting"}) != (said == "yes") or (state and said != "yes"):
        return None
    context: dict[str, Any] = telling.about(meeting, order.language, sign_up=sign_up)
    context |= {"said": said, "state": state, "url": letters.answer_url(meeting, person.id)}
    context["place_in_queue"] = seats.place_in_queue(sign_up) if sign_up and state == "waiting" else None
    return Written(
        context=context,
        reason=_("You get this letter because you answered this date poll."),
        calendar=(
            entries.part(meeting, sign_up, person, "REQUEST", order.language) if sign_up and state == "going" else None
        ),
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=context["network"],
    )


LETTERS = (
    Letter("poll_confirm", _confirm),
    Letter("poll_opened", _opened),
    Letter("poll_reminder", _reminder),
    Letter("poll_over", _over),
    Letter("poll_dropped", _dropped),
    Letter("poll_set", _set),
)


def _seen(order: Order) -> tuple[Person, Poll] | None:
    """The reader, and the poll when they may still read it."""
    person = session.get(Person, order.person_id) if order.person_id else None
    if person is None or person.erased_at is not None:
        return None
    try:
        return person, poll_queries.get_poll(queries.viewer_of(person), order.data["poll"])
    except NotVisible:
        return None


def _answerable(order: Order) -> Poll | None:
    found = _seen(order)
    if found is None or not found[1].is_answerable:
        return None
    return found[1] if policy.may_answer_poll(queries.viewer_of(found[0]), found[1]) else None


def _is_told(poll: Poll, order: Order) -> bool:
    return any(person.id == order.person_id for person in audience.to_tell(poll.group, only=order.person_id))
