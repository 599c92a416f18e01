"""A site that receives mail, a meeting, and the answer of somebody's calendar to what they were written about it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from icalendar import Calendar

from netapp.config import Config
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.events import queries, signing_up
from netapp.events.calendars import in_letters as entries
from netapp.events.models import Meeting, SignUp
from netapp.mail import writing
from netapp.mailin import taking
from netapp.members.models import Person
from tests.mailin import programs
from tests.mailin.programs import Said
from tests.support.visitors import letters

DOMAIN = "in.net.example"


@pytest.fixture
def mailin(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site, set up to receive mail."""
    settings = replace(
        app.config["NETAPP"], mailin_domain=DOMAIN, mail_from="post@net.example", mailin_trusts="mx.example"
    )
    monkeypatch.setitem(app.config, "NETAPP", settings)
    return app


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Flask]:
    """Nothing but the settings and a place for doors: for what never looks into the database."""
    app = Flask("light")
    app.config["NETAPP"] = Config(
        tmp_path, mailin_domain=DOMAIN, mail_from="post@net.example", mailin_trusts="mx.example"
    )
    app.extensions["doors"] = {}
    monkeypatch.setattr(taking, "_is_new", lambda _digest, _door: True)
    monkeypatch.setattr(taking, "_came_of_it", lambda _digest, _outcome: None)
    monkeypatch.setattr(taking, "transaction", nullcontext)
    monkeypatch.setattr(taking, "session", SimpleNamespace(remove=lambda: None))
    with app.app_context():
        yield app


@pytest.fixture
def receive(mailin: Flask) -> Callable[..., taking.Answer]:
    """receive(said, program): the answer to this letter as the program would write it."""

    def bring(
        said: Said, program: Callable[[Said], bytes] = programs.outlook, sender: str | None = "bob@bobs.example"
    ) -> taking.Answer:
        session.rollback()
        (answer,) = taking.receive(mailin, program(said), [said.to], sender)
        session.expire_all()
        return answer

    return bring


def sign_up(person: Person, meeting: Meeting) -> SignUp:
    return signing_up.sign_up(queries.viewer_of(person), meeting.id)


def answer(person: Person, meeting: Meeting, partstat: str = "DECLINED", **changes: str) -> Said:
    """What this person's calendar answers, by the entry that they got."""
    to = entries.reply_address(meeting.id, person.id) or ""
    number = f"<{partstat}-{'-'.join(changes.values())}@bobs.example>"
    return Said(to, meeting.uid, person.email or "", partstat, number=number).but(**changes)


def own(person: Person, meeting: Meeting) -> SignUp:
    found = queries.sign_up_of(person.id, meeting.id)
    assert found
    return found


def state(person: Person, meeting: Meeting) -> str:
    return own(person, meeting).state


def written(kind: str, person: Person | str, number: int = -1) -> writing.Finished:
    """The letter of this kind as it would leave now."""
    row = letters(kind, person)[number]
    return writing.write(row.letter, Order(row.person_id, row.address, row.name, row.language, row.data))


def entry(letter: writing.Finished):
    assert letter.calendar
    (event,) = Calendar.from_ical(letter.calendar.content).events
    return event
