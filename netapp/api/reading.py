"""What the views about meetings read, put together from the queries of the room."""

from collections.abc import Mapping
from datetime import UTC, datetime

from netapp.api import documents, shapes
from netapp.api.problems import FieldError, Problem
from netapp.api.routes import Made, next_link
from netapp.core import links
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.events import actions, policy, queries, seats, spans
from netapp.events.lists import PAGE, Filters
from netapp.events.models import Meeting, SignUp
from netapp.members import queries as people

MOST = 100


def meetings(viewer: Viewer, args: Mapping[str, str]) -> Made:
    filters = Filters.read({**args, "network": args.get("group", "")})
    span = spans.Span(_moment(args, "from"), _moment(args, "until"), args.get("mine") == "1")
    most = min(links.number(args.get("limit")) or PAGE, MOST)
    found = spans.within(viewer, filters, span, args.get("after", ""), most)
    lines = [
        documents.line(one, found.counts.get(one.id, seats.NOBODY), found.answers.get(one.id)) for one in found.meetings
    ]
    return Made(shapes.Meetings(lines), headers=next_link(after=found.goes_on))


def meeting(viewer: Viewer, meeting_id: int) -> Made:
    return _made(viewer, queries.get_meeting(viewer, meeting_id))


def made(viewer: Viewer, done: Meeting, status: int = 200) -> Made:
    """What has come of a deed, read again."""
    return _made(viewer, queries.get_meeting(viewer, done.id), status)


def _made(viewer: Viewer, found: Meeting, status: int = 200) -> Made:
    own = queries.sign_up_of(viewer.person_id, found.id)
    headers = {"Location": links.absolute("api.meeting", meeting_id=found.id)} if status == 201 else {}
    return Made(
        documents.meeting(viewer, found, seats.count(found), own), actions.stamp(found), headers=headers, status=status
    )


def own_sign_up(viewer: Viewer, meeting_id: int) -> shapes.SignUp:
    found = queries.get_meeting(viewer, meeting_id)
    own = queries.sign_up_of(viewer.person_id, meeting_id)
    if own is None:
        raise NotVisible
    return sign_up(found, own)


def sign_up(meeting: Meeting, own: SignUp) -> shapes.SignUp:
    return documents.sign_up(meeting, own, seats.place_in_queue(own) if own.state == "waiting" else None)


def participants(viewer: Viewer, meeting_id: int, args: Mapping[str, str]) -> Made:
    """A page of the organiser's list, in its order."""
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, found))
    rows = queries.participants(found)
    after = links.number(args.get("after"))
    place = next((place for place, row in enumerate(rows, 1) if row[0].id == after), 0)
    page, goes_on = rows[place : place + MOST], len(rows) > place + MOST
    document = shapes.Participants([documents.participant(*row) for row in page])
    return Made(document, headers=next_link(after=str(page[-1][0].id) if goes_on else None))


def _moment(args: Mapping[str, str], name: str) -> datetime | None:
    """A day or a moment; one without an offset is in UTC. 422 for what can't be read."""
    said = args.get(name, "")
    if not said:
        return None
    try:
        # A plus in an address means a space.
        found = datetime.fromisoformat(said.replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(
            422, "wrong_fields", errors=[FieldError(f"?{name}", "Give a date, or a moment as RFC 3339.")]
        ) from error


def participant(done: SignUp) -> shapes.Participant:
    """Of who was just put on the list."""
    return documents.participant(done, people.people([done.person_id])[done.person_id])
