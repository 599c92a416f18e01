"""Promises as the tests make them."""

from datetime import date, datetime

from netapp.groups import records
from netapp.promises import actions
from netapp.promises.actions import Wish

MONDAY = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
LATER = date(2027, 2, 1)


def viewer(person):
    return records.as_viewer(person)


def make(town, by, text="Send the list", due=LATER, **more):
    place = {name: more.pop(name) for name in ("meeting_id", "post_id") if name in more}
    group = more.pop("group", town.builders)
    return actions.make(viewer(by), group.id, Wish(text, "en", due, **more), **place)
