"""A backup knows no engine: out of one, into the other, and back, everything is the same."""

import json
import zipfile
from contextlib import suppress
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from netapp import backup, restore
from netapp.core import clock, schema
from netapp.core.db import db, session, transaction
from netapp.core.errors import Refused
from netapp.demo import build
from netapp.events import signing_up
from netapp.events.models import Meeting, Request, SignUp
from netapp.groups.models import Group
from netapp.mail import drain
from netapp.mail.models import Letter
from netapp.members import actions
from netapp.members.models import Person, Picture
from netapp.signin import notices
from netapp.signin.models import Link, Session
from tests.support import databases
from tests.town import Town


@pytest.fixture
def site_on(make_database, make_app, tmp_path):
    """site_on("sqlite"): an app on an empty database of its own; with the same NETAPP_VAR for all."""

    made = []

    def make(engine_name):
        made.append(make_app(make_database(engine_name), NETAPP_VAR=str(tmp_path / "var")))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def full(site_on):
    """full("sqlite"): the demo, and a row of every other kind."""

    def make(engine_name):
        app = site_on(engine_name)
        with app.app_context():
            _fill()
        return app

    return make


@pytest.fixture(scope="module")
def written(make_database, make_app, tmp_path_factory):
    """The archive of such a site, made once."""
    app, file = make_app(make_database("sqlite")), tmp_path_factory.mktemp("written") / "a"
    with app.app_context():
        _fill()
        backup.write(file)
        db.session.remove()
        db.engine.dispose()
    return file.read_bytes()


@pytest.fixture
def archive(written, tmp_path):
    """A copy of it, to be read or spoilt."""
    file = tmp_path / "archive"
    file.write_bytes(written)
    return file


def _fill():
    build.build(date(2026, 11, 22))
    with transaction():
        person = session.scalars(sa.select(Person).limit(1)).one()
        session.add(Picture(person_id=person.id, content=bytes(range(256)), digest="d" * 16))
        notices.sign_in_link(person.email, "/")
        session.add(Session(person_id=person.id, token_hash="h", expires_at=clock.now() + timedelta(days=1)))
        meeting = session.scalars(sa.select(Meeting).limit(1)).one()
        wish = Request(meeting_id=meeting.id, name="Åse \u2028 \n", company="", email="a@a.example", language="da")
        session.add(wish)


def _write(app, file):
    with app.app_context():
        return backup.write(file)


def _read(app, file):
    with app.app_context():
        return restore.read(file)


def _content(file):
    """The rows by table, and the last number of those tables that never give one out twice on SQLite either."""
    with zipfile.ZipFile(file) as archive:
        rows = {name: archive.read(name) for name in archive.namelist() if name.startswith("tables/")}
        numbers = json.loads(archive.read("manifest.json"))["last_numbers"]
    return rows, {name: numbers[name] for name in ("meeting", "link", "request")}


@pytest.mark.parametrize(("one", "other"), [databases.ENGINES, databases.ENGINES[::-1]])
def test_there_and_back_nothing_is_lost(full, site_on, tmp_path, one, other):
    app, there, back = full(one), site_on(other), site_on(one)
    with app.app_context(), transaction():
        # Numbers that were given out and taken back must not come again.
        session.execute(sa.delete(Request))
    rows = _write(app, tmp_path / "1")
    assert _read(there, tmp_path / "1") == rows > 1000
    assert _write(there, tmp_path / "2") == rows
    assert _read(back, tmp_path / "2") == rows
    _write(back, tmp_path / "3")
    assert _content(tmp_path / "1") == _content(tmp_path / "2") == _content(tmp_path / "3")
    for restored in (there, back):
        with restored.app_context():
            assert schema.differences(db.engine) == []
            assert session.scalars(sa.select(Picture)).one().content == bytes(range(256))
            with transaction():
                person, link = Person(name="New"), Link(purpose="address", email="a@a.example", expires_at=clock.now())
                session.add_all([person, link])
                session.flush()
                assert link.id > 1


def test_nobody_stays_signed_in_and_letters_do_not_go_twice(archive, site_on):
    restored = site_on("sqlite")
    _read(restored, archive)
    with restored.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Link)) == 0
        while drain.drain():
            pass
        # The letter with the link was waiting; the link is not there, so it is not sent.
        assert [letter.state for letter in session.scalars(sa.select(Letter).where(Letter.letter == "sign_in"))] == [
            "missed"
        ]


def test_an_archive_is_for_its_owner_only_and_holds_no_secret(full, tmp_path):
    app = full("sqlite")
    file = tmp_path / "a"
    file.write_text("the backup of yesterday")
    _write(app, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob("*.part")) == []
    with zipfile.ZipFile(file) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert app.config["NETAPP"].secret_key.encode() not in text


def test_a_backup_sees_one_moment(full, tmp_path, monkeypatch, make_database, engine_name):
    app = full(engine_name)
    url = app.config["NETAPP"].database_url
    original, others = backup._table, []

    def table(archive, connection, place, one):
        if one.name == "sign_up" and not others:
            engine = sa.create_engine(url)
            with engine.begin() as other:
                others.append(other.execute(sa.text("DELETE FROM sign_up")).rowcount)
            engine.dispose()
        return original(archive, connection, place, one)

    monkeypatch.setattr(backup, "_table", table)
    _write(app, tmp_path / "a")
    manifest = json.loads(zipfile.ZipFile(tmp_path / "a").read("manifest.json"))
    assert manifest["rows"]["sign_up"] == others[0] > 0


def test_a_filled_database_is_not_overwritten(full, tmp_path):
    app = full("sqlite")
    _write(app, tmp_path / "a")
    with pytest.raises(Refused, match="not empty"):
        _read(app, tmp_path / "a")


def test_a_site_that_was_only_started_counts_as_empty(archive, site_on):
    restored = site_on("sqlite")
    with restored.app_context(), transaction():
        session.execute(sa.text("INSERT INTO tick (name, due_at) VALUES ('digests', '2026-01-01')"))
        session.execute(sa.text("INSERT INTO hit (key, \"window\", per, n) VALUES ('k', 1, 1, 1)"))
    assert _read(restored, archive)


def _damage(file, name, change):
    with zipfile.ZipFile(file) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    chosen = next(part for part in parts if name in part)
    parts[chosen] = change(parts[chosen])
    with zipfile.ZipFile(file, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


BROKEN = {
    "a row is missing": ("sign_up", lambda text: text.split(b"\n", 1)[1]),
    "a row is cut short": ("sign_up", lambda text: text[:-20]),
    "nobody is there whom rows point to": ("-person", lambda text: b""),
    "a column that is not there": ("-company", lambda text: text.replace(b'"place"', b'"palace"')),
    "no manifest": ("manifest", lambda text: b"{}"),
}


@pytest.mark.parametrize(("name", "change"), BROKEN.values(), ids=BROKEN)
def test_a_damaged_archive_is_refused_whole(archive, site_on, name, change, engine_name):
    restored = site_on(engine_name)
    _damage(archive, name, change)
    with pytest.raises(Refused, match="Nothing was restored"):
        _read(restored, archive)
    with restored.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


def test_what_is_no_archive_is_refused(site_on, tmp_path):
    restored = site_on("sqlite")
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(Refused, match="no backup of netapp"):
        _read(restored, tmp_path / "text")
    with pytest.raises(Refused, match="can't be read: No such file"):
        _read(restored, tmp_path / "absent")


@pytest.mark.parametrize("newer", [{"format": 2}, {"revision": "299901010000"}])
def test_an_archive_from_the_future_is_refused(archive, site_on, newer):
    _damage(archive, "manifest", lambda text: json.dumps(json.loads(text) | newer).encode())
    with pytest.raises(Refused, match="written by a newer netapp"):
        _read(site_on("sqlite"), archive)


def test_a_group_that_is_younger_than_its_sub_group_comes_back(site_on, tmp_path, engine_name):
    app, restored = site_on("sqlite"), site_on(engine_name)
    with app.app_context():
        with transaction():
            session.add(Group(name="Inner"))
            session.flush()
            session.add(Group(name="Outer"))
            session.flush()
            inner, outer = session.scalars(sa.select(Group).order_by(Group.id))
            inner.parent_id = outer.id
        backup.write(tmp_path / "a")
    _read(restored, tmp_path / "a")
    with restored.app_context():
        inner, outer = session.scalars(sa.select(Group).order_by(Group.id))
        assert (inner.parent_id, outer.parent_id) == (outer.id, None)


def test_an_older_archive_goes_through_the_migrations(archive, site_on, monkeypatch, engine_name):
    """As if the newest migration had not been there yet: the schema is made as it was, filled, then migrated."""
    restored = site_on(engine_name)
    seen = []
    original = schema.upgrade

    def upgrade(engine, revision="head"):
        seen.append(revision)
        original(engine, revision)

    monkeypatch.setattr(schema, "upgrade", upgrade)
    with restored.app_context():
        schema.downgrade(db.engine, "base")
        restore.read(archive)
    assert seen == [schema.head(), "head"]


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
    _write(town_site, file)
    with town_site.app_context():
        number = _bob().id
        with transaction():
            actions.forget(_bob())
        written = (town_site.config["NETAPP"].var / "erased.jsonl").read_text()
        assert "ob" not in written.replace('"', "")
    restored = site_on(engine_name)
    _read(restored, file)
    with restored.app_context():
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
    from netapp.members import erasures

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
    from netapp.members import erasures

    with town_site.app_context(), transaction():
        actions.forget(_bob())
    with site_on("sqlite").app_context():
        with transaction():
            session.add_all([Person(name="Eve"), Person(name="Finn")])
        assert erasures.agree() == 0
        assert session.scalars(sa.select(Person.name)).all() == ["Eve", "Finn"]


@pytest.fixture(params=databases.ENGINES)
def engine_name(request):
    return request.param


def test_the_newest_revision_is_read_right():
    from netapp import database

    assert database.newest() == schema.head()
