"""A series with three dates, and people who have signed up for all: with a word in all that can be read."""

from datetime import datetime, time, timedelta
from typing import Any

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events import queries
from netapp.events.scheduling import Draft
from netapp.events.series import actions, page
from netapp.events.series.models import SeriesSignUp
from netapp.events.series.planning import Repeating
from netapp.events.series.queries import locked_dates
from netapp.groups.models import Group
from netapp.members.models import Person


def fill(group: Group, word: str, organiser: Person, members: list[Person], **more: Any) -> dict[str, Any]:
    """The numbers of what there is now."""
    starts = datetime.combine((clock.now() + timedelta(days=22)).date(), time(9))
    said: dict[str, Any] = {
        "titles": {"en": f"Breakfast {word}"},
        "bodies": {"en": f"Eat **{word}**."},
        "place": f"Kitchen {word}",
        "online_url": f"https://rooms.example/{word}",
        "hosts": (f"Cook {word}",),
    }
    draft = Draft(
        **said, starts_local=starts, ends_local=starts + timedelta(hours=1), zone=group.zone, language="en", **more
    )
    viewer = queries.viewer_of(organiser)
    series = actions.begin(viewer, group.id, draft, Repeating("weekly", weeks_ahead=2), tell=False)
    for turn, person in enumerate(members):
        own = SeriesSignUp(series_id=series.id, person_id=person.id, state="going", turn=turn + 1, rounds=1)
        own.company, own.show_name = word, True
        session.add(own)
    session.flush()
    return {"series_id": series.id, "date_id": locked_dates(series)[1].id}


def token(series_id: int, reader: Person) -> str:
    return signed.token(page.ANSWER, series_id, reader.id)
