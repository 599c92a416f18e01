"""Who was erased stays erased, whatever backup is restored (P1)."""

import json
from contextlib import suppress

import pytest
import sqlalchemy as sa

from netapp import backup, restore
from netapp.core.db import session, transaction
from netapp.events import signing_up
from netapp.events.models import SignUp
from netapp.mail.models import Letter
from netapp.members import actions, erasures
from netapp.members.models import Person
from tests.town import Town


@pytest.fixture
def town_site(site_on):
    """Bob has the one seat of a meeting, Carol waits for it, and Bob's letter is still there."""
    app = site_on("sqlite")
    with app.app_context():
        town = Town.build()
        meeting = town.meeting(seats=1)
        with transaction():
            for name in ("bob", "carol"):
                person = town.people[name]
                person.email = f"{name}@bobs.example"
                signing_up.take(meeting, person, company="Bob & Co", show_name=True, as_guest=False)
    return app


def _bob():
    return session.scalars(sa.select(Person).where(Person.name == "Bob Bobsen")).one()


def test_the_erased_stay_erased(town_site, site_on, tmp_path, engine_name):
    file = tmp_path / "before"
    with town_site.app_context():
        backup.write(file)
    with town_site.app_context():
        number = _bob().id
        with transaction():
            actions.forget(_bob())
        written = (town_site.config["NETAPP"].var / "erased.jsonl").read_text()
        assert "ob" not in written.replace('"', "")
    restored = site_on(engine_name)
    with restored.app_context():
        restore.read(file)
        bob = session.get_one(Person, number)
        assert (bob.name, bob.email, bob.erased_at is not None) == ("", None, True)
        # What follows from it follows again: the seat goes to Carol, and she is told.
        states = {row.person_id: row.state for row in session.scalars(sa.select(SignUp))}
        assert sorted(states.values()) == ["going", "withdrawn"]
        assert states[number] == "withdrawn"
        letters = session.scalars(sa.select(Letter).order_by(Letter.id)).all()
        assert {letter.address for letter in letters} == {"carol@bobs.example"}
        assert "promoted" in {letter.letter for letter in letters}


def test_an_erasure_that_the_file_missed_is_added_at_the_next_start(town_site):
    with town_site.app_context():
        with transaction():
            actions.forget(_bob())
        file = town_site.config["NETAPP"].var / "erased.jsonl"
        file.write_text('{"person": 7, "ma')  # As a power cut leaves it.
        assert erasures.agree() == 0
        lines = [json.loads(line) for line in file.read_text().splitlines() if line.endswith("}")]
        bob = session.scalars(sa.select(Person).where(Person.erased_at.isnot(None))).one()
        assert [(line["person"], line["made"]) for line in lines] == [(bob.id, bob.created_at.isoformat())]


def test_an_erasure_that_was_undone_is_not_written(town_site):
    with town_site.app_context():
        bob = _bob()
        with suppress(RuntimeError), transaction():
            actions.forget(bob)
            raise RuntimeError
        with transaction():
            session.scalars(sa.select(Person).where(Person.name == "Carol Carolsen")).one().zone = "Europe/Helsinki"
        assert not (town_site.config["NETAPP"].var / "erased.jsonl").exists()


def test_the_same_number_in_another_database_is_somebody_else(town_site, site_on):
    with town_site.app_context(), transaction():
        actions.forget(_bob())
    with site_on("sqlite").app_context():
        with transaction():
            session.add_all([Person(name="Eve"), Person(name="Finn")])
        assert erasures.agree() == 0
        assert session.scalars(sa.select(Person.name)).all() == ["Eve", "Finn"]
