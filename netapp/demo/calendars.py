"""A calendar file that one organiser of the demo has chosen: its meetings wait for a yes."""

from datetime import date, timedelta

from netapp.demo.contacts import GIVER
from netapp.demo.place import Place, at
from netapp.events.feeds import calendars as feeds
from netapp.events.ics import reading as ics_reading
from netapp.events.importing import actions as importing
from netapp.groups import records
from netapp.groups.models import Group

NAME = "Bygherreforeningen.ics"
_EVENTS = (
    (
        "energi-{n}",
        "TZID=W. Europe Standard Time:{d}T083000",
        "TZID=W. Europe Standard Time:{d}T100000",
        10,
        "Morgenmøde om energirammen",
        "Ringstedgade 41\\, Roskilde",
        "RRULE:FREQ=MONTHLY;COUNT=4",
    ),
    ("messe", "VALUE=DATE:{d}", "", 30, "Byggemesse i Næstved", "Grønnegade Kaserne\\, Næstved", ""),
    (
        "lca",
        "TZID=Europe/Copenhagen:{d}T130000",
        "",
        24,
        "LCA i praksis: vi regner sammen",
        "https://meet.example/lca",
        "DESCRIPTION:<p>Tag jeres <b>egne tal</b> med.</p>",
    ),
    (
        "aflyst",
        "TZID=Europe/Copenhagen:{d}T150000",
        "",
        17,
        "Rundvisning på teglværket",
        "Hammershøj",
        "STATUS:CANCELLED",
    ),
)


def write(place: Place, group: Group) -> None:
    """For the network whose organiser also has a list of people to invite."""
    giver, now = place.people[GIVER], at(place.today)
    found = ics_reading.read(_file(place.today).encode(), group.zone, now - feeds.PAST, now + feeds.AHEAD)
    importing.take_in(records.as_viewer(giver), group.id, found, NAME)


def _file(today: date) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//DA"]
    for uid, starts, ends, days, title, place, more in _EVENTS:
        day = f"{today + timedelta(days):%Y%m%d}"
        lines += ["BEGIN:VEVENT", f"UID:{uid}@bygherrer.example", f"SUMMARY:{title}", f"LOCATION:{place}"]
        lines += [
            f"DTSTART;{starts.format(d=day)}",
            *([f"DTEND;{ends.format(d=day)}"] if ends else []),
            more,
            "END:VEVENT",
        ]
    return "\n".join([*lines, "END:VCALENDAR", ""])
