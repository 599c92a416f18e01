"""The letters about meetings: whether each is still due when it leaves, and what it says (M3, C7)."""

from collections.abc import Callable
from typing import Any

from netapp.core import links, signed, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import GUEST
from netapp.events import audience, queries, reading, seats, telling
from netapp.events.calendars import entries as calendar
from netapp.events.calendars import in_letters as entries
from netapp.events.checkin import tickets
from netapp.events.colleagues import page as colleagues
from netapp.events.models import LIVE, Meeting, SignUp
from netapp.events.notices import Was
from netapp.events.questions import answers
from netapp.events.series import queries as of_series
from netapp.members.models import Person

ANSWER = "answer"
REQUEST = "guest"


def answer_url(meeting: Meeting, person_id: int) -> str:
    """The page behind a letter's button: what it is about, and the buttons that act (M6). It needs no sign-in."""
    return links.absolute("events.answer", token=signed.token(ANSWER, meeting.id, person_id))


def _confirm_request(order: Order) -> Written | None:
    try:
        wish = queries.get_request(order.data["request"])
        meeting = queries.get_meeting(GUEST, wish.meeting_id)
    except NotVisible:
        return None
    if wish.used_at or not meeting.sign_up_is_open:
        return None
    context = telling.about(meeting, order.language)
    context["url"] = links.absolute("events.confirm_request", token=signed.token(REQUEST, wish.id))
    reason = _("You get this letter because somebody, most likely you, gave this address to sign up for a meeting.")
    return Written(context=context, reason=reason, sender=telling.sender(meeting))


def _of_sign_up(*states: str, method: calendar.Method) -> Callable[[Order], Written | None]:
    """A letter about one's own sign-up while it is in one of these states; an entry for who has, or had, a seat."""

    def prepare(order: Order) -> Written | None:
        found = sign_up_of(order, *states)
        if found is None:
            return None
        meeting, sign_up, person = found
        return Written(
            context=about_sign_up(meeting, sign_up, order),
            reason=_("You get this letter because you signed up for this meeting."),
            calendar=entries.part(meeting, sign_up, person, method, order.language),
            pictures=tickets.of(meeting, sign_up).pictures,
            sender=telling.sender(meeting),
        )

    return prepare


def _waiting(order: Order) -> Written | None:
    """Who waits has no entry (C3). A calendar that said yes shows one all the same, and is told to drop it."""
    found = sign_up_of(order, "waiting")
    if found is None:
        return None
    meeting, sign_up, person = found
    # A step below the one of the entry that comes with a seat, or a calendar would take that for an older one.
    step = sign_up.rounds - 1
    has_entry = sign_up.came_by == "calendar" and step > 0
    return Written(
        context=about_sign_up(meeting, sign_up, order),
        reason=_("You get this letter because you signed up for this meeting."),
        calendar=entries.part(meeting, sign_up, person, "CANCEL", order.language, step) if has_entry else None,
        sender=telling.sender(meeting),
    )


def _promoted(order: Order) -> Written | None:
    found = sign_up_of(order, "going")
    if found is None or found[0].has_begun:
        return None
    meeting, sign_up, person = found
    return Written(
        context=about_sign_up(meeting, sign_up, order),
        reason=_("You get this letter because you were on the waiting list for this meeting."),
        calendar=entries.part(meeting, sign_up, person, "REQUEST", order.language),
        pictures=tickets.of(meeting, sign_up).pictures,
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _moved(order: Order) -> Written | None:
    found = sign_up_of(order, *LIVE)
    was = Was(**order.data["was"])
    if found is None or found[0].state != "published" or found[0].has_begun or was == Was.of(found[0]):
        return None
    meeting, sign_up, person = found
    entry = entries.part(meeting, sign_up, person, "REQUEST", order.language) if sign_up.state == "going" else None
    return Written(
        context={
            **about_sign_up(meeting, sign_up, order),
            **telling.before(was, meeting, going=sign_up.gets_link(meeting)),
        },
        reason=_("You get this letter because you signed up for this meeting."),
        calendar=entry,
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _cancelled(order: Order) -> Written | None:
    found = sign_up_of(order, *LIVE)
    if found is None or found[0].state != "cancelled" or found[0].is_over:
        return None
    meeting, sign_up, person = found
    return Written(
        context={**about_sign_up(meeting, sign_up, order), "reason_given": meeting.cancel_reason},
        reason=_("You get this letter because you signed up for this meeting."),
        calendar=entries.part(meeting, sign_up, person, "CANCEL", order.language) if sign_up.state == "going" else None,
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _waiting_over(order: Order) -> Written | None:
    found = sign_up_of(order, "waiting")
    if found is None or found[0].state != "published" or found[0].has_begun:
        return None
    meeting, sign_up, _person = found
    return Written(
        context=about_sign_up(meeting, sign_up, order),
        reason=_("You get this letter because you are on the waiting list for this meeting."),
        stop=telling.scope(meeting),
        sender=telling.sender(meeting),
    )


def _announced(order: Order) -> Written | None:
    meeting = _offered(order)
    if meeting is None or order.person_id not in {
        person.id for person in audience.to_tell(meeting.group, only=order.person_id)
    }:
        return None
    reason = _("You get this letter because you follow %(group)s.", group=meeting.group.name)
    return Written(_offer(meeting, order), reason, stop=f"group:{meeting.group_id}", sender=telling.sender(meeting))


def _invited(order: Order) -> Written | None:
    meeting = _offered(order)
    if meeting is None:
        return None
    # Whoever was erased since has no name any more; then the group invites.
    context = {**_offer(meeting, order), "by": _name_of(order) or meeting.group.name}
    reason = _("You get this letter because an organiser invited you to this one meeting.")
    return Written(context, reason, stop=f"group:{meeting.group_id}", sender=telling.sender(meeting))


def _colleague_asked(order: Order) -> Written | None:
    meeting = _offered(order)
    if meeting is None:
        return None
    reason = _("You get this letter because a colleague thought of you for this one meeting.")
    context = {**_offer(meeting, order), "by": _name_of(order) or _("A colleague")}
    return Written(context, reason, stop=f"group:{meeting.group_id}", sender=telling.sender(meeting))


def _way_changed(order: Order) -> Written | None:
    found = sign_up_of(order, "going")
    if found is None or found[0].has_begun or found[0].state != "published" or not found[0].hybrid:
        return None
    meeting, sign_up, person = found
    return Written(
        context={**about_sign_up(meeting, sign_up, order), "mode": sign_up.mode},
        reason=_("You get this letter because you asked to take part in another way."),
        calendar=entries.part(meeting, sign_up, person, "REQUEST", order.language),
        stop=f"meeting:{meeting.id}",
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _stands_in(order: Order) -> Written | None:
    found = sign_up_of(order, "going")
    if found is None or found[0].has_begun:
        return None
    meeting, sign_up, person = found
    leaver = session.get(Person, order.data["leaver"])
    # By name only where the colleague lets it be shown.
    name = text.one_line(leaver.name if leaver and leaver.show_name else "") or _("a colleague")
    return Written(
        context={**about_sign_up(meeting, sign_up, order), "leaver": name},
        reason=_("You get this letter because a colleague’s seat at this meeting is yours now."),
        calendar=entries.part(meeting, sign_up, person, "REQUEST", order.language),
        pictures=tickets.of(meeting, sign_up).pictures,
        stop=telling.scope(meeting),
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _brought(order: Order) -> Written | None:
    found = sign_up_of(order, "going", "waiting", "requested")
    if found is None or found[0].has_begun or found[0].state != "published":
        return None
    meeting, sign_up, person = found
    has_seat = sign_up.state == "going"
    by = _name_of(order) or _("A colleague")
    return Written(
        context={**about_sign_up(meeting, sign_up, order), "by": by, "state": sign_up.state},
        reason=_("You get this letter because a colleague has signed you up for this one meeting."),
        calendar=entries.part(meeting, sign_up, person, "REQUEST", order.language) if has_seat else None,
        pictures=tickets.of(meeting, sign_up).pictures,
        stop=f"meeting:{meeting.id}",
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )


def _name_of(order: Order) -> str:
    """Whose deed caused the letter; nothing for who was erased since."""
    by = session.get(Person, order.data["by"])
    return text.one_line(by.name if by else "")


LETTERS = (
    Letter("confirm_request", _confirm_request),
    Letter("confirmed", _of_sign_up("going", method="REQUEST")),
    Letter("waiting", _waiting),
    Letter("withdrawn", _of_sign_up("withdrawn", "declined", method="CANCEL")),
    Letter("promoted", _promoted),
    Letter("moved", _moved),
    Letter("cancelled", _cancelled),
    Letter("waiting_over", _waiting_over),
    Letter("announced", _announced),
    Letter("invited", _invited),
    Letter("colleague_asked", _colleague_asked),
    Letter("stands_in", _stands_in),
    Letter("brought", _brought),
    Letter("way_changed", _way_changed),
)


def sign_up_of(order: Order, *states: str) -> tuple[Meeting, SignUp, Person] | None:
    """The reader's own sign-up with its meeting, while it is in one of these states."""
    found = reading.of_sign_up(order.person_id, order.data["meeting"])
    return found if found and found[1].state in states else None


def _offered(order: Order) -> Meeting | None:
    """The meeting, when this person may still read it, can still sign up, and has not answered."""
    person = session.get(Person, order.person_id) if order.person_id else None
    if person is None:
        return None
    viewer = queries.viewer_of(person)
    try:
        meeting = queries.get_meeting(viewer, order.data["meeting"])
    except NotVisible:
        return None
    if meeting.state != "published" or meeting.has_begun or queries.sign_up_of(person.id, meeting.id):
        return None
    return meeting


def _offer(meeting: Meeting, order: Order) -> dict[str, Any]:
    context = telling.about(meeting, order.language)
    context["url"] = answer_url(meeting, order.person_id or 0)
    context["excerpt"] = text.excerpt(meeting.body_in(order.language)[1], 400)
    return context


def about_sign_up(meeting: Meeting, sign_up: SignUp, order: Order) -> dict[str, Any]:
    """What letters to who has answered say, besides what each says alone."""
    context = telling.about(meeting, order.language, sign_up=sign_up)
    context["url"] = answer_url(meeting, sign_up.person_id)
    context["ticket"] = tickets.of(meeting, sign_up)
    context["unanswered"] = answers.unanswered(meeting, sign_up.answers)
    context["brings"] = colleagues.names_with(sign_up)
    context["of_all"] = meeting.series_id is not None and of_series.goes_to_all(sign_up.person_id, meeting.series_id)
    context["has_seat"] = sign_up.state == "going"
    context["place_in_queue"] = seats.place_in_queue(sign_up) if sign_up.state == "waiting" else None
    return context
