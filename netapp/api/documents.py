"""Documents made of what the queries find. Nothing is read here, and nothing shown that was not given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from netapp.api import shapes
from netapp.core import links, localtime
from netapp.core.viewer import Viewer
from netapp.events import actions, policy, seats
from netapp.events.listed import Listed
from netapp.events.models import Meeting, SignUp
from netapp.events.questions import models as questions
from netapp.groups import addresses
from netapp.groups.models import Group
from netapp.members.models import Person


def group(viewer: Viewer, one: Group, sub_groups: Iterable[Group] | None = None) -> shapes.Group:
    """With `sub_groups`, a document of its own; without, one in a list."""
    said: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "network_id": one.network_id,
        "url": addresses.absolute(one),
        "region": one.region,
        "language": one.language,
        "zone": one.zone,
        "leads": _by_language(one, "lead"),
        "texts": _by_language(one, "about"),
        "website": one.website,
        "join_rule": one.join_rule,
        "is_closed": one.is_closed,
        "role": viewer.roles.get(one.id),
    }
    if sub_groups is None:
        return shapes.Group(**said)
    within = [shapes.GroupName(below.id, below.name, below.network_id) for below in sub_groups]
    return shapes.GroupWithin(**said, sub_groups=within)


def line(one: Listed, count: seats.Count, answer: str | None) -> shapes.MeetingLine:
    return shapes.MeetingLine(
        id=one.id,
        url=links.absolute("events.meeting", meeting_id=one.id, tail=one.tail),
        group=shapes.GroupName(one.group_id, one.group_name, one.network_id),
        kind=one.kind,
        state=one.state,  # type: ignore[arg-type]
        language=one.language,
        titles=one.all_titles,
        starts=_with_offset(one.starts_local, one.starts_at),
        ends=_with_offset(one.ends_local, one.ends_at),
        zone=one.zone,
        place=one.place,
        is_online=bool(one.is_online),
        seats=one.seats,
        taken=count.taken,
        waiting=count.waiting,
        open_to_guests=bool(one.open_to_guests),
        head_count=one.head_count,
        own_state=answer,  # type: ignore[arg-type]
    )


def meeting(viewer: Viewer, one: Meeting, count: seats.Count, own: SignUp | None) -> shapes.Meeting:
    is_going = own is not None and own.state == "going"
    return shapes.Meeting(
        id=one.id,
        url=links.absolute("events.meeting", meeting_id=one.id, tail=one.tail),
        group=shapes.GroupName(one.group_id, one.group.name, one.group.network_id),
        **{name: getattr(one, name) for name in _PLAIN},
        starts=_with_offset(one.starts_local, one.starts_at),
        ends=_with_offset(one.ends_local, one.ends_at),
        taken=count.taken,
        waiting=count.waiting,
        own_state=own.state if own else None,
        version=actions.stamp(one),
        texts=one.bodies,
        online_url=one.online_url or None if policy.may_see_inside(viewer, one, is_going) else None,
        opens=_of(one.opens_local, one.opens_at),
        closes=_of(one.closes_local, one.closes_at),
        promotes_until=_in_zone(one.promotes_until, one.zone),
        hosts=[party.name for party in one.parties if party.part == "host"],
        partners=[party.name for party in one.parties if party.part == "partner"],
        questions=[question(asked) for asked in questions.asked(one.questions)],
        changed=one.changed_at,
    )


def question(one: questions.Question) -> shapes.Question:
    choices = {choice.key: dict(choice.texts) for choice in one.choices}
    return shapes.Question(one.key, one.kind, dict(one.texts), choices, one.needed)


def sign_up(meeting: Meeting, one: SignUp, place_in_queue: int | None) -> shapes.SignUp:
    """One's own: without what organisers fill in for each person."""
    asked = {each.key for each in questions.asked(meeting.questions)}
    return shapes.SignUp(
        id=one.id,
        meeting_id=one.meeting_id,
        state=one.state,
        company=one.company,
        show_name=one.show_name,
        answers={key: said for key, said in (one.answers or {}).items() if key in asked},
        changed=one.changed_at,
        place_in_queue=place_in_queue,
    )


def participant(one: SignUp, person: Person) -> shapes.Participant:
    return shapes.Participant(
        id=one.id,
        state=one.state,
        person_id=person.id,
        name=person.name,
        email=person.email,
        company=one.company,
        show_name=one.show_name,
        is_guest=one.as_guest,
        answers=one.answers or {},
        changed=one.changed_at,
    )


def me(viewer: Viewer, scopes: Iterable[str]) -> shapes.Me:
    roles: Mapping[str, str] = {str(group_id): viewer.roles[group_id] for group_id in viewer.roles}
    return shapes.Me(viewer.person_id or 0, viewer.name, viewer.language, viewer.zone, sorted(scopes), dict(roles))


def _in_zone(instant: datetime, zone: str) -> datetime:
    return _with_offset(localtime.to_local(instant, zone).replace(fold=0), instant)


def _of(local: datetime | None, instant: datetime | None) -> datetime | None:
    return _with_offset(local, instant) if local and instant else None


def _with_offset(local: datetime, instant: datetime) -> datetime:
    """The local time with the offset that it has there and then."""
    offset: timedelta = local - instant.astimezone(UTC).replace(tzinfo=None)
    return local.replace(tzinfo=timezone(offset), fold=0)


def _by_language(one: Group, name: str) -> dict[str, str]:
    own = getattr(one, name)
    more = {key.partition(".")[2]: said for key, said in one.texts.items() if key.partition(".")[0] == name and said}
    return {**more, **({one.language: own} if own else {})}


_PLAIN: Sequence[str] = (
    *("kind", "state", "language", "titles", "zone", "place", "is_online", "seats", "open_to_guests", "head_count"),
    *("address", "map_url", "needs_yes", "sign_up_is_open", "shown_to", "contact_name", "contact_email"),
    "cancel_reason",
)
