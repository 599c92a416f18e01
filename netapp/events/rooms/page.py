"""What the pages about tables and rounds show: the organiser's, and one's own."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request, url_for

from netapp.core import clock, languages, links, localtime
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page, policy, present, queries, telling
from netapp.events.models import Meeting
from netapp.events.present import Comer
from netapp.events.rooms import actions, seating
from netapp.events.rooms import queries as room_queries
from netapp.events.rooms.forms import TablesForm
from netapp.events.rooms.models import Room


class Table(NamedTuple):
    """A table in one round. `number` counts from 1; `people` are those whom the reader may know of."""

    number: int
    name: str
    people: list[Comer]

    @property
    def called(self) -> str:
        return self.name or _("Table %(number)s", number=self.number)


class Own(NamedTuple):
    """A round as one who sits in it sees it; `table` None where they have none."""

    number: int
    table: Table | None
    is_on: bool


def managed(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_seat(viewer, found))
    return found


def form_of(meeting: Meeting, room: Room | None, *, posted: bool = True) -> TablesForm:
    """Filled with what there is; at first three rounds of a quarter of an hour, four at a table."""
    if room is None or not room.rounds:
        return TablesForm(posted=posted, at_one=4, rounds=3, minutes=15)
    names = "\n".join(room.names) if any(room.names) else ""
    return TablesForm(posted=posted, tables=room.tables, rounds=room.rounds, minutes=room.minutes, names=names)


def of_room(viewer: Viewer, meeting: Meeting, form: TablesForm | None = None) -> dict[str, Any]:
    """The organiser's page."""
    room = room_queries.room(meeting.id)
    comers, there = present.here(meeting), room_queries.places(meeting.id)
    by_id = {one.person_id: one for one in present.expected(meeting)}
    is_arranged = room is not None and room.rounds > 0
    return {
        **_head(meeting),
        "form": form or form_of(meeting, room, posted=False),
        "room": room if is_arranged else None,
        "rounds": rounds(room, there, by_id) if room and is_arranged else [],
        "seated": [one for number, one in by_id.items() if number in there] if is_arranged else [],
        "late": [one for one in comers if one.person_id not in there] if is_arranged else [],
        "again": sum(times > 1 for times in seating.pairs_at_tables(there).values()),
        "coming": len(comers),
        "screen_url": links.absolute("events.screen", token=room.key) if room else None,
        "said_name": said_name,
        "clock": clock_said(meeting, room) if room and is_arranged else None,
    }


def rounds(room: Room, there: Mapping[int, seating.Tables], people: Mapping[int, Comer]) -> list[list[Table]]:
    """The tables of each round, with those of `people` who sit there, in their order."""
    placed = {one: there[one] for one in people if one in there}
    return [
        [
            Table(number + 1, name, [people[one] for one in group])
            for number, (name, group) in enumerate(
                zip(room.names, seating.sitting(placed, room.tables, round_), strict=True)
            )
        ]
        for round_ in range(room.rounds)
    ]


def said_name(one: Comer) -> str:
    return one.name or _("no name")


def readable(viewer: Viewer, meeting_id: int) -> Meeting:
    """The meeting, for who has a seat at one of its tables; NotVisible for all others, and where there are none."""
    sign_up = queries.sign_up_of(viewer.person_id, meeting_id)
    is_going = sign_up is not None and sign_up.state == "going"
    meeting = queries.known_meeting(meeting_id) if is_going else queries.get_meeting(viewer, meeting_id)
    room = room_queries.room(meeting_id)
    if meeting is None or room is None or not room.rounds or not policy.may_see_inside(viewer, meeting, is_going):
        raise NotVisible
    return meeting


def of_own(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """At which table the viewer sits in each round, and with whom of those who let their names be seen (P2)."""
    room = room_queries.room(meeting.id)
    assert room is not None, "the meeting has been found readable"
    there = room_queries.places(meeting.id)
    sees_names = policy.may_see_names(viewer, meeting, True)
    shown = {
        one.person_id: one
        for one in present.expected(meeting)
        if one.person_id != viewer.person_id and sees_names and one.shows and one.name
    }
    mine = there.get(viewer.person_id or 0, ())
    found = []
    for number, tables in enumerate(rounds(room, there, shown)):
        table = mine[number] if number < len(mine) else None
        is_on = number == room.turn and room.shows_tables
        found.append(Own(number + 1, None if table is None else tables[table], is_on))
    return {**_head(meeting), "room": room, "rounds": found, "has_place": any(mine_ is not None for mine_ in mine)}


def act(viewer: Viewer, meeting_id: int) -> str:
    """What the form about one person asks for; returns a sentence for them who pressed. Anything else is Refused."""
    form = request.form
    person, deed = links.number(form.get("person")), form.get("do")
    if person is None:
        raise Refused(_("Choose somebody."))
    if deed == "move":
        round_, table = links.number(form.get("round")), links.number(form.get("table"))
        if not round_ or not table:
            raise Refused(_("There is no such table."))
        actions.move(viewer, meeting_id, person, round_ - 1, table - 1)
        return _("Moved. Nobody else has.")
    if deed == "take out":
        actions.take_out(viewer, meeting_id, person)
        return _("Taken out. Nobody else has moved.")
    raise Refused(_("Choose one of the buttons."))


def clock_said(meeting: Meeting, room: Room) -> dict[str, Any]:
    """The clock as the screen and the organiser's page show it: for people, and for the script that counts on."""
    ends = localtime.to_local(room.ends_at, meeting.zone) if room.ends_at else None
    return {
        "round": min(room.turn + 1, room.rounds),
        "rounds": room.rounds,
        "is_over": room.is_over,
        "is_running": room.is_running,
        "left": left(room.seconds),
        "now": int(clock.now().timestamp() * 1000),
        "ends": int(room.ends_at.timestamp() * 1000) if room.ends_at else None,
        "until": languages.clock_time(ends) if ends else None,
        "mark": room.mark,
    }


def left(seconds: int) -> str:
    """12:05"""
    return f"{seconds // 60}:{seconds % 60:02}"


def _head(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "back": page.url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "room_url": url_for("events.room", meeting_id=meeting.id),
    }
