"""The pages of the day: the door's list, an organiser's links to it, a ticket, the button that leads on online."""

from typing import Any, NamedTuple

from flask import session as cookie
from flask import url_for
from markupsafe import Markup

from netapp.core import clock, languages, localtime, pieces, qr, text
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import answering, page, policy, queries, telling, words
from netapp.events.checkin import actions, coming, links, tickets
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.actions import Said
from netapp.events.checkin.forms import WalkInForm
from netapp.events.checkin.models import AROUND, Arrival, Door, counts_joining
from netapp.events.checkin.queries import Guest, Room
from netapp.events.checkin.standing import Who
from netapp.events.models import Meeting

# The door whose list this browser has opened last: a ticket that it scans leads there.
_OPEN = "door"


class Row(NamedTuple):
    """One line of the list. `since`: the meeting's clock when they came, "" while they are not here.

    `keys`: the marks that say so. `state`: in words, where they have no seat.
    """

    who: Who
    name: str
    company: str
    state: str
    since: str
    keys: tuple[str, ...]


# What a phone makes each line of.
_BLANK = Row("", "", "", "", "", ())


class List(NamedTuple):
    """The rows: who has a seat, who walked in, and who has none but may be let in."""

    going: list[Row]
    walk_ins: list[Row]
    others: list[Row]


def of_door(
    viewer: Viewer, token: str, *, one: Who | None = None, sought: str = "", form: WalkInForm | None = None
) -> dict[str, Any]:
    """The list of who is expected and who is here; or only when the door opens. `one`: whose code was scanned."""
    door_id = links.door_id(token)
    meeting = checkin.read_door(viewer, door_id)
    languages.prefer(meeting.language)
    title, when = page.title(meeting), telling.when(meeting.starts_local, meeting.ends_local)
    shown = {
        "token": token,
        "meeting": meeting,
        "title": title,
        "when": when,
        "network": meeting.group.parent or meeting.group,
        "is_open": policy.may_check_in(viewer, meeting, holds_link=True),
        "opens": _opens(meeting),
    }
    if not shown["is_open"]:
        return shown
    cookie[_OPEN] = door_id
    room = checkin.room(meeting)
    rows = _rows(meeting, room)
    found = next((row for row in (*rows.going, *rows.others) if row.who == one), None)
    is_full = meeting.seats is not None and room.promised >= meeting.seats
    return shown | {
        "top": _top(Top(token, title, when, meeting.zone, meeting.seats, is_full), room, found, sought, form),
        "rows": List(*(_matching(part, sought) for part in rows)) if sought else rows,
        "blank": _BLANK,
        "sought": sought,
        "is_full": is_full,
    }


class Top(NamedTuple):
    """What stands above the list, but for when it was made, how many are here, and the key of whoever walks in next."""

    token: str
    title: str
    when: str
    zone: str
    seats: int | None
    is_full: bool


def _top(top: Top, room: Room, one: Row | None, sought: str, form: WalkInForm | None) -> Markup:
    made, key = str(int(clock.now().timestamp() * 1000)), actions.new_key()
    count = _("%(here)s of %(expected)s here", here=len(room.here), expected=room.promised)
    if form or one or sought:
        return _made_top(top, made, count, form or WalkInForm(posted=False, key=key), one, sought)
    return pieces.filled(_empty(top), (made, count, key))


@pieces.remembered
def _empty(top: Top) -> Markup:
    made, count, key = tuple(pieces.MARKS[:3])
    return _made_top(top, made, count, WalkInForm(posted=False, key=key), None, "")


def _made_top(top: Top, made: str, count: str, form: WalkInForm, one: Row | None, sought: str) -> Markup:
    shown = top._asdict() | {"made": made, "count": count, "form": form, "one": one, "sought": sought}
    return pieces.part("events/_door.html", **shown)


def told(viewer: Viewer, token: str) -> dict[str, Any]:
    """The same list for a phone that keeps it."""
    meeting = checkin.read_door(viewer, links.door_id(token))
    require(policy.may_check_in(viewer, meeting, holds_link=True))
    languages.prefer(meeting.language)
    rows = _rows(meeting, checkin.room(meeting))
    return {"going": rows.going, "walk_ins": rows.walk_ins, "others": rows.others}


def mark(viewer: Viewer, token: str, who: Who | None, way: str, *, is_back: bool, agreed: bool) -> str:
    """A button of the list, without script; returns why it did not count, or ""."""
    door_id = links.door_id(token)
    if who is None:
        raise NotVisible
    if is_back:
        actions.take_back(viewer, door_id, who)
        return ""
    if isinstance(who, str):
        raise NotVisible
    arrival: Arrival = "code" if way == "code" else "list"
    said = Said(actions.new_key(), sign_up_id=who, way=arrival, agreed=agreed)
    return actions.mark(viewer, door_id, [said]).get(said.key, "")


def of_doors(viewer: Viewer, meeting: Meeting, form: Any) -> dict[str, Any]:
    """The organiser's page: links to hand out, each as an address and as a code to scan."""
    require(policy.may_see_participants(viewer, meeting))
    found = [_handed(viewer, one) for one in checkin.doors(meeting)]
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "form": form,
        "doors": [one for one in found if one["name"]],
        "own": next((one for one in found if one["is_mine"] and not one["name"]), None),
        "may_open": policy.may_open_doors(viewer, meeting),
        "opens": _opens(meeting) if clock.now() < meeting.starts_at - AROUND else None,
        "here": checkin.head_count(meeting.id),
        **page.of_network(viewer, meeting),
    }


def door_url(door: Door, one: Who | None = None) -> str:
    return url_for("events.door", token=links.door(door.id), one=one)


def of_ticket(viewer: Viewer, token: str) -> dict[str, Any] | str:
    """One's own ticket; or, in a browser in which the list is open, the address of the list with this one on top."""
    number = links.sign_up_id(token)
    sign_up, person = checkin.ticket(number)
    meeting = answering.meeting_for(person, sign_up.meeting_id)
    door_id = _open_door(viewer, meeting)
    if door_id is not None:
        return url_for("events.door", token=links.door(door_id), one=number)
    languages.prefer(person.language or meeting.language)
    may_open = policy.may_open_doors(viewer, meeting)
    return {
        "marks": url_for("events.own_door", meeting_id=meeting.id) if may_open else None,
        "number": number,
        "meeting": meeting,
        "title": page.title(meeting),
        "name": person.name,
        "company": sign_up.company,
        "has_seat": checkin.has_seat(meeting, sign_up),
        "state": words.sign_up_state(sign_up.state),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "ticket": tickets.of(meeting, sign_up),
    }


def of_own_ticket(viewer: Viewer, meeting_id: int) -> str:
    """The address of one's own ticket, for who has asked to come."""
    found = answering.meeting_for(answering.person(viewer.person_id or 0), meeting_id)
    own = queries.sign_up_of(viewer.person_id, found.id)
    if own is None:
        raise NotVisible
    return links.ticket_path(own.id)


def of_joining(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """The button that leads on to where the meeting is online."""
    own = queries.sign_up_of(viewer.person_id, meeting.id)
    require(policy.may_join(viewer, meeting, own is not None and own.gets_link(meeting)))
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "zone": telling.zone_name(meeting.zone),
        "counts": counts_joining(meeting),
        "back": page.url(meeting),
    }


def _open_door(viewer: Viewer, meeting: Meeting) -> int | None:
    """The door that this browser has open, where it is one of this meeting's."""
    number = cookie.get(_OPEN)
    if not isinstance(number, int):
        return None
    try:
        found = checkin.read_door(viewer, number)
    except NotVisible:
        return None
    return number if found.id == meeting.id and policy.may_check_in(viewer, found, holds_link=True) else None


def _rows(meeting: Meeting, room: Room) -> List:
    going: list[Row] = []
    others: list[Row] = []
    for one in room.guests:
        here = room.here.get(one.id)
        since = coming.clock(meeting, here.since) if here else ""
        row = Row(one.id, one.name or _("no name"), one.company, _state(one), since, here.keys if here else ())
        (going if one.is_expected else others).append(row)
    walk_ins = [
        Row(
            one.key,
            one.name or _("no name"),
            one.company,
            "",
            coming.clock(meeting, room.here[one.key].since),
            (one.key,),
        )
        for one in room.walk_ins
    ]
    return List(going, walk_ins, others)


def _state(one: Guest) -> str:
    if one.is_expected:
        return ""
    return words.online() if one.state == "going" else words.sign_up_state(one.state)


def _matching(rows: list[Row], sought: str) -> list[Row]:
    asked = text.fold(sought).split()
    return [row for row in rows if all(word in text.fold(f"{row.name} {row.company}") for word in asked)]


def _handed(viewer: Viewer, door: Door) -> dict[str, Any]:
    address = links.door_url(door.id)
    return {
        "id": door.id,
        "name": door.name,
        "is_mine": door.made_by == viewer.person_id,
        "url": address,
        "path": door_url(door),
        "code": qr.drawn(address),
    }


def _opens(meeting: Meeting) -> str:
    local = localtime.to_local(meeting.starts_at - AROUND, meeting.zone)
    return _("%(day)s at %(time)s", day=languages.date_long(local), time=languages.clock_time(local))
