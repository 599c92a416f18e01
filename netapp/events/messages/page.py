"""What the pages of a meeting's messages show to its organisers."""

from datetime import datetime
from typing import Any

from netapp.core import languages, localtime
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import page, policy, words
from netapp.events import queries as meetings
from netapp.events.messages import letters, queries
from netapp.events.messages.forms import MessageForm
from netapp.events.messages.models import MISSING, STATES, Message
from netapp.events.models import Meeting
from netapp.events.questions import models as questions
from netapp.mail import following

BECAME = ("sent", "kept", "queued", "missed", "failed")


def of_list(viewer: Viewer, meeting_id: int) -> dict[str, Any]:
    """All that was written, and what became of it."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_write_to_participants(viewer, meeting))
    every = queries.of_meeting(meeting.id)
    became = queries.became(every)
    rows = [(one, to_whom(meeting, one), when(meeting, one.sent_at), counted(became[one.id])) for one in every]
    return _about(viewer, meeting) | {"rows": rows}


def of_one(viewer: Viewer, meeting_id: int, message_id: int) -> dict[str, Any]:
    """A message as it reads, with who gets it, or got it."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_write_to_participants(viewer, meeting))
    message = queries.get(meeting, message_id)
    readers = None if message.is_sent else queries.readers(meeting, message)
    return _about(viewer, meeting) | {
        "message": message,
        "to_whom": to_whom(meeting, message),
        "sent": when(meeting, message.sent_at),
        "readers": readers,
        "left_out": _left_out(readers) if readers else "",
        "letters": following.each("message", queries.thing(message.id)) if message.is_sent else [],
        "state_word": letter_state,
        "moment": lambda at: when(meeting, at),
        "letter": letters.as_read(meeting, message, languages.current()),
    }


def form_of(
    viewer: Viewer, meeting_id: int, message_id: int | None, **values: Any
) -> tuple[MessageForm, dict[str, Any]]:
    """The form, new or with a draft, and what its page says."""
    meeting = meetings.get_meeting(viewer, meeting_id)
    require(policy.may_write_to_participants(viewer, meeting))
    message = queries.get(meeting, message_id) if message_id else None
    states = [(one, words.sign_up_state(one)) for one in STATES if one != "requested" or meeting.needs_yes]
    known = queries.companies(meeting)
    # One who has left the list meanwhile still stands in the draft.
    known += [one for one in (message.companies if message else ()) if one not in known]
    form = MessageForm(states, known, _answers(meeting), message)
    return form, _about(viewer, meeting) | {"message": message}


def to_whom(meeting: Meeting, message: Message) -> str:
    """In words: who has a seat, from Rockwool, What do you eat? Vegetarian."""
    said = [", ".join(words.sign_up_state(one) for one in STATES if one in message.states)]
    if message.companies:
        said.append(_("from %(companies)s", companies=", ".join(message.companies)))
    if message.said:
        said.append(dict(_answers(meeting)).get(message.said, _("an answer that is asked for no more")))
    if message.goes_on:
        said.append(_("and who joins them later"))
    return " · ".join(said)


def counted(became: dict[str, int]) -> str:
    """38 sent · 2 on its way."""
    return " · ".join(f"{became[one]} {letter_state(one)}" for one in BECAME if one in became)


def letter_state(state: str) -> str:
    """What became of a letter, in a word."""
    return {
        "queued": _("on its way"),
        "sent": _("sent"),
        "kept": _("kept here"),
        "missed": _("not sent: not wanted any more"),
        "failed": _("could not be delivered"),
    }[state]


def when(meeting: Meeting, at: datetime | None) -> str:
    """By the meeting's clock."""
    if at is None:
        return ""
    local = localtime.to_local(at, meeting.zone)
    return _("%(day)s, %(time)s", day=languages.date_short(local), time=languages.clock_time(local))


def _answers(meeting: Meeting) -> list[tuple[str, str]]:
    """What one can have answered, by what stands in a message for it."""
    main, language = meeting.language, languages.current()
    every = questions.asked(meeting.questions)
    found = [("", _("anything"))]
    if any(one.needed for one in every):
        found.append((MISSING, _("no answer where one is needed")))
    for one in every:
        text = one.text_in(language, main)[1]
        if one.choices:
            found += [(f"{one.key}:{key}", f"{text} {said}") for key, said in one.choices_in(language, main).items()]
        elif one.kind == "yes_no":
            found += [(f"{one.key}:yes", f"{text} {_('yes')}"), (f"{one.key}:no", f"{text} {_('no')}")]
    return found


def _left_out(readers: queries.Readers) -> str:
    said, stopped, nowhere = [], readers.stopped, readers.without_address
    if stopped:
        said.append(
            ngettext(
                "%(num)s has stopped letters about this meeting.",
                "%(num)s have stopped letters about this meeting.",
                stopped,
            )
        )
    if nowhere:
        said.append(_("Without an address: %(num)s.", num=nowhere))
    return " ".join(said)


def _about(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    known = {"meeting": meeting, "title": page.title(meeting), "back": page.url(meeting)}
    return known | page.of_network(viewer, meeting)
