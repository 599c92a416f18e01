"""The letters that a made world has sent lately; a site deletes older ones."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import current_app

from bench.making import words
from bench.making.meetings import Planned
from bench.making.society import Society
from netapp.mail import outbox

Row = dict[str, Any]


def sent(society: Society, planned: list[Planned]) -> Iterator[Row]:
    """Letters to those who have answered for a meeting to come, as many as there shall be, spread over all of these."""
    coming = [(number, one) for number, one in enumerate(planned, start=1) if one.starts.date() > society.today]
    answers = sum(len(one.answers) for _number, one in coming)
    chance, domain = society.chance("letters"), current_app.config["NETAPP"].mail_domain
    most, seen, number = min(society.size.letters, answers), 0, 0
    for meeting, one in coming:
        for turn, person in enumerate(one.answers, start=1):
            seen += 1
            if seen * most // answers == number:
                continue
            number += 1
            to = _to(society, one, person)
            letter, occurrence = chance.choice((("confirmed", str(turn)), ("announced", ""), ("reminder", str(turn))))
            moment = one.joined(turn, society.today)
            yield {
                "id": number,
                "key": outbox.key(letter, f"meeting:{meeting}", to, occurrence),
                "letter": letter,
                "thing": f"meeting:{meeting}",
                "person_id": person,
                "address": to.address,
                "name": to.name,
                "language": to.language,
                "data": {"meeting": meeting},
                "state": "sent",
                "created_at": moment,
                "due_at": moment + timedelta(minutes=2),
                "attempts": 1,
                "done_at": moment + timedelta(seconds=5),
                "message_id": f"<{chance.getrandbits(96):024x}@{domain}>",
                "subject": chance.choice(words.of(to.language).titles).format(host="", town=""),
                "source": None,
                "error": "",
            }


def _to(society: Society, one: Planned, person: int) -> outbox.To:
    human = society.human(person)
    return outbox.To(person, human.email, human.name, one.group.language)
