"""A backup knows no engine: out of one, into the other, and back, everything is the same."""

import json
import zipfile
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from netapp import backup, restore
from netapp.core import clock, schema
from netapp.core.db import db, session, transaction
from netapp.core.errors import Refused
from netapp.demo import build
from netapp.events.models import Meeting, Request
from netapp.groups.models import Group
from netapp.mail import drain
from netapp.mail.models import Letter
from netapp.members.models import Person, Picture
from netapp.signin import notices
from netapp.signin.models import Link, Session
from tests.support import databases


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
        return backup.write(file).rows


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


def test_the_newest_revision_is_read_right():
    from netapp import database

    assert database.newest() == schema.head()
