"""The rows of planned meetings: the meetings with all that `drafting.derive` makes, their hosts, and who comes."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from flask import current_app

from bench.making import programme_rows, words
from bench.making.meetings import Planned
from bench.making.society import Society
from netapp.config import site_host
from netapp.demo.place import at
from netapp.events import drafting
from netapp.events.models import ANSWER_DAYS, SHOWN_TO, Kind, Meeting, SignUpState

Row = dict[str, Any]

COLUMNS = Meeting.__table__.columns.keys()
KINDS: dict[Kind, int] = {
    "meeting": 50,
    "workshop": 15,
    "webinar": 12,
    "conference": 5,
    "study_trip": 6,
    "site_visit": 12,
}
# Who draws less than these.
WITHDRAWN, DECLINED = 0.06, 0.09


def meetings(society: Society, planned: list[Planned]) -> Iterator[Row]:
    chance, host = society.chance("meetings' rows"), site_host(current_app.config["SITE_URL"])
    for number, one in enumerate(planned, start=1):
        values = _what(society, chance, one) | _when(society, chance, one) | _became(society, chance, one)
        values |= {"id": number, "uid": f"meeting-{chance.getrandbits(96):024x}@{host}", "group_id": one.group.id}
        values["programme"] = programme_rows.lines(number, one.group.language)
        meeting = Meeting(**values)
        drafting.derive(meeting)
        yield {name: getattr(meeting, name) for name in COLUMNS}


def parties(society: Society, planned: list[Planned]) -> Iterator[Row]:
    """One to three hosts and partners, most of them companies of the network."""
    chance, number = society.chance("parties"), 0
    for meeting, one in enumerate(planned, start=1):
        near = society.hosts[one.group.network_id]
        parts = ("host",) + ("host",) * (chance.random() < 0.3) + ("partner",) * (chance.random() < 0.25)
        companies = chance.sample(near, min(len(near), len(parts)))
        for position, (part, company) in enumerate(zip(parts, companies, strict=False)):
            number += 1
            yield {
                "id": number,
                "meeting_id": meeting,
                "position": position,
                "part": part,
                "name": society.company(company).name,
                "company_id": company if chance.random() < 0.8 else None,
            }


def sign_ups(society: Society, planned: list[Planned]) -> Iterator[Row]:
    """Turn by turn from the day after announcing; whoever stands behind the last seat waits (S1)."""
    chance, number, gone = society.chance("sign-ups"), 0, society.is_forgotten
    for meeting, one in enumerate(planned, start=1):
        taken, last = 0, one.last(society.today)
        for turn, person in enumerate(one.answers, start=1):
            number += 1
            state = _state(chance, one.seats is None or taken < one.seats)
            taken += state == "going"
            moved_up = state == "going" and one.seats is not None and turn > one.seats
            human, joined, is_known = society.human(person), one.joined(turn, society.today), not gone(person)
            yield {
                "id": number,
                "meeting_id": meeting,
                "person_id": person,
                "state": state,
                "turn": turn,
                "bunch": None,
                "mode": "room",
                "change_turn": None,
                "rounds": 1 if state == "withdrawn" else 0,
                "company": society.company(human.company).name if is_known else "",
                "show_name": human.show_name and is_known,
                "as_guest": society.is_guest(person),
                "created_at": joined,
                "changed_at": last if moved_up or state == "withdrawn" else joined,
                "promoted_at": last if moved_up else None,
                "answers": None,
                "came_by": "page",
                "perhaps": False,
                "reply_sequence": None,
                "reply_stamp": None,
            }


def _what(society: Society, chance: Random, one: Planned) -> Row:
    """What is written about it: in the group's language, and for some in English too."""
    language, town = one.group.language, society.town(one.group)
    host = society.company(chance.choice(society.hosts[one.group.network_id])).name
    said, titles, bodies = words.of(language), {}, {}
    for spoken in {language: 1, "en": 1} if chance.random() < 0.3 else (language,):
        titles[spoken] = chance.choice(words.of(spoken).titles).format(town=town, host=host)
        bodies[spoken] = words.of(spoken).body(chance, town, host)
    kind = chance.choices([*KINDS], [*KINDS.values()])[0]
    is_online, organiser = kind == "webinar" or chance.random() < 0.15, one.group.created_by or 1
    values = {"kind": kind, "language": language, "titles": titles, "bodies": bodies}
    values |= dict.fromkeys(("place", "address", "map_url", "online_url", "contact_name", "contact_email"), "")
    if kind != "webinar":
        values["place"] = chance.choice(said.rooms).format(host=host)
        values["address"] = f"{chance.choice(said.streets)} {chance.randint(1, 120)}, {town}"
    if is_online:
        values["online_url"] = f"https://meet.example/{chance.getrandbits(48):012x}"
    if chance.random() < 0.6:
        contact = society.human(organiser)
        values |= {"contact_name": contact.name, "contact_email": contact.email}
    asks: Row = {
        "needs_yes": False,
        "questions": None,
        "answer_days": ANSWER_DAYS,
        "fitting_first": False,
        "hybrid": False,
        "own_reminders": False,
        "asks_feedback": False,
        "differs": False,
    }
    return (
        values | asks | {"created_by": organiser, "shown_to": chance.choice(SHOWN_TO), "open_to_guests": one.for_guests}
    )


def _when(society: Society, chance: Random, one: Planned) -> Row:
    """Local times in the group's zone, in which no clock is changed in office hours."""
    opens = closes = None
    if not one.is_simple and chance.random() < 0.2:
        closes = datetime.combine(one.starts.date() - timedelta(chance.randint(1, 7)), time(18))
    if not one.is_simple and chance.random() < 0.05:
        opens = datetime.combine(one.starts.date() - timedelta(20), time(9))
    values: Row = {"starts_local": one.starts, "ends_local": one.ends, "starts_fold": 0, "ends_fold": 0}
    values |= {"zone": one.group.zone, "opens_local": opens, "closes_local": closes, "promotes_until_local": None}
    return values | {"seats": one.seats, "online_seats": None, "created_at": one.created}


def _became(society: Society, chance: Random, one: Planned) -> Row:
    """Published, edited, cancelled or held, each at a moment that has been."""
    end_of_day, yesterday = at(one.ends.date(), 20), at(society.today - timedelta(1), 20)
    edits = chance.choice((0, 0, 0, 0, 1, 2))
    values: Row = {"state": one.state, "arrivals": len(one.answers), "sequence": edits, "head_count": None}
    values |= {"cancelled_at": None, "cancel_reason": "", "waiting_told_at": None}
    values["published_at"] = None if one.state == "draft" else one.created + timedelta(hours=2)
    values["changed_at"] = one.created + timedelta(hours=2 + 8 * edits)
    if one.state == "held":
        values["changed_at"] = end_of_day
        most = min(one.seats or 1000, len(one.answers))
        values["head_count"] = max(1, round(most * chance.uniform(0.6, 0.9)))
    if one.state == "cancelled":
        values["cancelled_at"] = values["changed_at"] = min(end_of_day - timedelta(days=2), yesterday)
        values |= {"sequence": edits + 1, "cancel_reason": chance.choice(words.of(one.group.language).reasons)}
    return values


def _state(chance: Random, is_free: bool) -> SignUpState:
    drawn = chance.random()
    if drawn < WITHDRAWN:
        return "withdrawn"
    if drawn < DECLINED:
        return "declined"
    return "going" if is_free else "waiting"
