"""Answering without signing in: a letter's link names a meeting and a person, and is that person's right to answer.

The link acts for one meeting only. It shows the meeting as that person may see it; a seat in it is a right to
see what became of it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request, url_for

from netapp.core import languages, signed
from netapp.core.db import session
from netapp.core.errors import NotVisible, Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST
from netapp.events import drafting, letters, queries, seats, signing_up, telling, words
from netapp.events.approval import actions as approving
from netapp.events.calendars import links as calendar_links
from netapp.events.checkin import links as checkin_links
from netapp.events.checkin import tickets
from netapp.events.colleagues import page as colleagues_page
from netapp.events.hybrid import actions as hybrid
from netapp.events.hybrid import page as hybrid_page
from netapp.events.models import LIVE, Meeting, Mode, Request, SignUp
from netapp.events.programme import queries as programme_queries
from netapp.events.questions import answers, saying
from netapp.events.questions import forms as question_forms
from netapp.events.questions import models as question_models
from netapp.events.questions.answers import Typed
from netapp.events.rooms import queries as room_queries
from netapp.events.series import joining
from netapp.events.series import queries as of_series
from netapp.members import queries as people
from netapp.members.models import Person

T = TypeVar("T")


def url(sign_up: SignUp) -> str:
    """The local address of the page; the same token as in the letters."""
    return url_for("events.answer", token=signed.token(letters.ANSWER, sign_up.meeting_id, sign_up.person_id))


def person_of(token: str) -> Person:
    _meeting_id, person_id = signed.values(letters.ANSWER, token)
    return person(person_id)


def person(person_id: int) -> Person:
    """Whom a link names; NotVisible for who is erased."""
    found = session.get(Person, person_id)
    if found is None or found.erased_at is not None:
        raise NotVisible
    return found


def meeting_of(token: str) -> int:
    meeting_id, _person_id = signed.values(letters.ANSWER, token)
    return int(meeting_id)


def meeting_for(person: Person, meeting_id: int) -> Meeting:
    """As the person may see it; until it is over, whoever holds a seat or waits may see what becomes of it."""
    sign_up = queries.sign_up_of(person.id, meeting_id)
    if sign_up is not None and sign_up.state in LIVE:
        found = queries.known_meeting(meeting_id)
        if found is not None and not found.is_over:
            return found
    return queries.get_meeting(queries.viewer_of(person), meeting_id)


def _rides(meeting: Meeting, person: Person) -> str | None:
    """Where they see who rides with whom, if that is offered."""
    way = programme_queries.travel(meeting.id) if meeting.programme is not None else None
    token = signed.token(letters.ANSWER, meeting.id, person.id)
    return url_for("events.rides_by_letter", token=token) if way is not None and way.rides else None


def _tables(meeting: Meeting, person: Person) -> str | None:
    """Where they see at which tables they sit, if there are any."""
    room = room_queries.room(meeting.id)
    token = signed.token(letters.ANSWER, meeting.id, person.id)
    return url_for("events.tables_by_letter", token=token) if room is not None and room.rounds else None


def known_to(address: str, meeting_id: int) -> Meeting | None:
    """The meeting for whoever reads this address; None when they may not see it."""
    person = people.person_by_email(address)
    try:
        return meeting_for(person, meeting_id) if person else queries.get_meeting(GUEST, meeting_id)
    except NotVisible:
        return None


def act(person: Person, meeting_id: int, answer: str, said: Typed, mode: Mode = "room") -> None:
    """Yes, no, withdraw, leave the whole series, the other way of taking part, or other answers to the questions, as
    the person; anything else is Refused.
    """
    viewer = queries.viewer_of(person)
    if answer == "yes":
        signing_up.sign_up(viewer, meeting_id, said=said, by="letter", mode=mode)
    elif answer in ("room", "online"):
        hybrid.change_way(viewer, meeting_id, "online" if answer == "online" else "room")
    elif answer == "answers":
        saying.say(viewer, meeting_id, said)
    elif answer == "no":
        signing_up.decline(viewer, meeting_id, by="letter")
    elif answer == "withdraw":
        signing_up.withdraw(viewer, meeting_id, by="letter")
    elif answer == "leave-series":
        joining.leave(viewer, meeting_for(person, meeting_id).series_id or 0)
    elif answer == "withdraw-all":
        signing_up.withdraw(viewer, meeting_id, by="letter", with_all=True)
    else:
        raise Refused(_("Choose one of the buttons."))


def tried(deed: Callable[..., T], *args: Any, **kwargs: Any) -> T | Refused:
    """What came of it, or the refusal of an answer that can't be used; any other refusal goes on."""
    try:
        return deed(*args, **kwargs)
    except Refused as refusal:
        if (refusal.field or "").startswith(answers.FIELD):
            return refusal
        raise


def refused(meeting: Meeting, refusal: Refused, person_id: int | None = None, typed: Typed | None = None) -> Any:
    """The form again with what was typed, and a sentence at each answer that can't be used (X4)."""
    asked = question_models.asked(meeting.questions)
    form = question_forms.of(meeting, asked, typed=typed, but=person_id, posted=typed is None)
    found = answers.judged(asked, answers.typed(request.form) if typed is None else typed, form.left)
    for key, sentence in found.wrong.items():
        form[answers.FIELD + key].errors = [sentence]
    if not found.wrong:
        form.refuse(refusal)
    return form


def already(wish: Request) -> str | None:
    """Where to go when this wish has been confirmed before."""
    if wish.used_at is None:
        return None
    person_id = queries.id_of_address(wish.email)
    sign_up = queries.sign_up_of(person_id, wish.meeting_id)
    return url(sign_up) if sign_up else None


def form_of(person: Person, meeting: Meeting, *, posted: bool = False) -> Any:
    """The meeting's questions with what the person has answered, or has just typed; None where nothing is asked."""
    asked = question_models.asked(meeting.questions)
    if not asked:
        return None
    sign_up = queries.sign_up_of(person.id, meeting.id)
    return question_forms.of(meeting, asked, sign_up.answers if sign_up else None, but=person.id, posted=posted)


def shown(person: Person, meeting: Meeting, form: Any = None) -> dict[str, Any]:
    """What the page says. `form` is that of the questions, with what was wrong with it."""
    sign_up = queries.sign_up_of(person.id, meeting.id)
    state = sign_up.state if sign_up else None
    gets_link = sign_up is not None and sign_up.gets_link(meeting)
    is_online = meeting.hybrid and sign_up is not None and sign_up.mode == "online"
    entry = drafting.entry(meeting, languages.current(), with_link=gets_link, online=is_online)
    ways = hybrid_page.ways(meeting)
    return {
        "meeting": meeting,
        "person": person,
        "state": state,
        "form": form or form_of(person, meeting),
        "unanswered": answers.unanswered(meeting, sign_up.answers if sign_up else None),
        "invited": meeting.needs_yes and approving.next_state(meeting, [person.id]) != "requested",
        "gets_link": gets_link,
        "ways": ways,
        "mode": sign_up.mode if sign_up else "room",
        "changes": sign_up is not None and sign_up.change_turn is not None,
        "brings": colleagues_page.names_with(sign_up),
        "place_in_queue": seats.place_in_queue(sign_up) if sign_up and state == "waiting" else None,
        "of_all": meeting.series_id is not None and of_series.goes_to_all(person.id, meeting.series_id),
        "title": meeting.title_in(languages.current())[1],
        "kind": words.kind(meeting.kind),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "zone": telling.zone_name(meeting.zone),
        "where": telling.where(meeting),
        "map_link": telling.map_link(meeting),
        "full": not ways and seats.next_state(meeting) == "waiting",
        "google": calendar_links.google_link(entry),
        "outlook": calendar_links.outlook_link(entry),
        "rides_url": _rides(meeting, person) if state == "going" else None,
        "tables_url": _tables(meeting, person) if state == "going" else None,
        "ticket": tickets.of(meeting, sign_up),
        "join_path": _join_path(meeting, person) if gets_link else None,
        "page_url": url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
    }


def _join_path(meeting: Meeting, person: Person) -> str | None:
    return checkin_links.join_path(meeting, person.id) if meeting.online_url and not meeting.is_over else None
