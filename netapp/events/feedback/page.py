"""What the pages of feedback show: the one behind the letter's buttons, and the organiser's."""

from typing import Any, NamedTuple

from flask import request

from netapp.core import languages, links, signed
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import answering, page, policy, queries, telling
from netapp.events.feedback import letters, timing, words
from netapp.events.feedback import queries as feedback
from netapp.events.feedback.forms import OpinionForm
from netapp.events.feedback.models import MARKS
from netapp.events.messages.page import when
from netapp.events.models import Meeting
from netapp.members.models import Person


class Bar(NamedTuple):
    """How many gave a mark, and what part of all that is, in hundredths."""

    said: str
    many: int
    part: int


def asked(token: str) -> tuple[Person, Meeting]:
    """Whom the letter's link names, and of which meeting; NotVisible for who has not come or was not asked."""
    meeting_id, person_id = signed.values(letters.OPINION, token)
    person = answering.person(person_id)
    meeting = queries.known_meeting(int(meeting_id))
    if meeting is None or feedback.get(meeting.id) is None:
        raise NotVisible
    if not feedback.has_come(queries.viewer_of(person), meeting.id):
        raise NotVisible
    return person, meeting


def of_letter(person: Person, meeting: Meeting) -> tuple[OpinionForm, dict[str, Any]]:
    """The form, with what they said before or the button that they pressed in the letter."""
    given, mine = feedback.get(meeting.id), feedback.opinion(meeting.id, person.id)
    assert given is not None, "they were asked"
    pressed = links.number(request.args.get("mark"))
    before: dict[str, Any] = {"mark": mine.mark, "words": mine.words, "signed": mine.signed} if mine else {}
    about = {
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "mine": mine,
        "is_open": given.is_open,
        "until": when(meeting, given.closes_at),
        "faces": words.FACES,
    }
    return OpinionForm(**(before | ({"mark": pressed} if pressed in MARKS else {}))), about


def of_organiser(viewer: Viewer, meeting_id: int) -> dict[str, Any]:
    """The numbers, and what was said, once enough have answered; till then how many have."""
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_feedback(viewer, meeting))
    given = feedback.get(meeting.id)
    result = feedback.results([meeting.id]).get(meeting.id)
    shown = result if result is not None and result.is_shown else None
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "back": page.url(meeting),
        "result": result,
        "bars": bars(shown) if shown else [],
        "average": average(shown) if shown else "",
        "said": feedback.said(meeting.id) if shown else [],
        "until": when(meeting, given.closes_at) if given else "",
        "is_open": given is not None and given.is_open,
        "asks_at": when(meeting, timing.due(meeting.ends_local, meeting.zone)) if meeting.asks_feedback else "",
        **page.of_network(viewer, meeting),
    }


def bars(result: feedback.Result) -> list[Bar]:
    """The best first."""
    said = words.marks()
    found = zip(MARKS, result.marks, strict=True)
    return [Bar(said[mark], many, round(100 * many / result.answered)) for mark, many in reversed(list(found))]


def average(result: feedback.Result) -> str:
    """4.2 of 5, in the reader's figures."""
    return _("%(average)s of 5", average=languages.number(round(result.average, 1)))
