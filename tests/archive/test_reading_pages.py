"""The pages on which an administrator reads an archive in; and the command."""

import io
import os
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from netapp import cli
from netapp.archive import uploads
from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.groups.models import Group
from netapp.mail.models import Letter
from netapp.schedule import TASKS
from tests.archive.conftest import taken, zipped
from tests.support.bodies import BOUNDARY, Slow, ask, part


@pytest.fixture(autouse=True)
def _nothing_waits(app):
    """The folder is shared by all tests of a worker."""
    for file in kept(app):
        file.unlink()


@pytest.fixture
def archive(town):
    """The other network's, with a sub-group; its meeting is not known here any more."""
    town.group("wood", parent=town.others)
    meeting = town.meeting(town.others)
    files = taken(town.olga, town.others)
    session.delete(meeting)
    session.commit()
    return zipped(files)


def sent(visitor, content, name="a.zip"):
    return visitor.post("/site/archives", {"archive": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def kept(app):
    return list((Path(app.config["NETAPP"].var) / "archives").glob("*"))


def named(name):
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Group).where(Group.name == name))


def test_an_administrator_looks_says_yes_and_has_the_network(app, town, as_, archive):
    adam = as_(town.adam)
    assert "/site/archives" in adam.get("/site").text
    answer = sent(adam, archive)
    page = adam.get(answer.location)
    assert page.headers["Cache-Control"] == "private, no-store"
    for said in ("Others", "Wood", town.olga.name, "is known here already"):
        assert said in page.text
    assert named("Others") == 1, "nothing is written by looking"
    done = adam.post(answer.location, follow_redirects=True)
    assert "Others is here now, with 1 membership and 1 meeting. Nobody was written to." in done.text
    assert named("Others") == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0
    assert kept(app) == []


def test_two_clicks_make_one_network(town, as_, archive):
    adam = as_(town.adam)
    where = sent(adam, archive).location
    assert [adam.post(where).status_code for _click in range(2)] == [303, 404]
    assert named("Others") == 2


def test_no_forgets_the_file(app, town, as_, archive):
    adam = as_(town.adam)
    where = sent(adam, archive).location
    assert len(kept(app)) == 1
    adam.post(f"{where}/removal")
    assert kept(app) == []
    assert adam.get(where).status_code == 404
    assert named("Others") == 1


def test_what_can_not_be_read_in_is_said_and_not_kept(app, town, as_, archive):
    adam = as_(town.adam)
    for content in (b"", b"x", archive[:-200]):
        answer = sent(adam, content)
        assert answer.status_code == 303
        assert "no archive of a network" in adam.get("/site/archives").text
    assert "Choose the file first" in adam.post("/site/archives", {}, follow_redirects=True).text
    assert kept(app) == []


def test_a_file_that_stops_being_good_stays_until_it_is_dropped(app, town, as_, archive):
    """Somebody else has read it in meanwhile."""
    adam = as_(town.adam)
    first, second = sent(adam, archive).location, sent(adam, archive).location
    adam.post(first)
    assert "already" in adam.post(second, follow_redirects=True).text
    assert len(kept(app)) == 1
    assert named("Others") == 2


def test_only_administrators_do_this(app, town, as_, archive):
    olga, adam = as_(town.olga), as_(town.adam)
    assert sent(olga, archive).status_code == 403
    where = sent(adam, archive).location
    assert [olga.get(where).status_code, olga.post(where).status_code] == [403, 403]
    assert olga.post(f"{where}/removal").status_code == 403
    assert as_().get(where).status_code == 303
    for odd in ("/site/archives/..%2Fsecret_key", "/site/archives/" + "a" * 32, "/site/archives/x"):
        assert adam.get(odd).status_code == 404
        assert adam.post(odd).status_code == 404


def test_only_this_page_takes_more_than_two_megabytes(app, town, as_, archive, monkeypatch):
    adam = as_(town.adam)
    big = archive + b"\0" * 2_500_000
    assert sent(adam, big).status_code == 303
    assert sent(as_(town.olga), big).status_code == 403
    assert adam.post("/settings", {"name": b"x" * 2_500_000}).status_code == 413
    monkeypatch.setattr(uploads, "MOST", 1_000_000)
    assert sent(adam, big).status_code == 413


def test_what_nobody_said_yes_to_goes_after_a_day(app, town, as_, archive):
    adam = as_(town.adam)
    old, new = (sent(adam, archive).location for _time in range(2))
    file = Path(app.config["NETAPP"].var) / "archives" / f"{old.rpartition('/')[2]}.zip"
    assert file.stat().st_mode & 0o777 == 0o600
    before = time.time() - uploads.KEPT - 60
    os.utime(file, (before, before))
    assert [adam.get(path).status_code for path in (old, new)] == [404, 200]
    assert adam.post(old).status_code == 404
    (forget,) = (task.run for task in TASKS if task.name == "forget archives")
    forget()
    assert [f"/site/archives/{one.stem}" for one in kept(app)] == [new]


def test_a_file_that_comes_slowly_holds_nobody_up(town, as_, archive):
    """Read within the request's transaction, it would hold SQLite's one lock for as long as the line takes."""
    adam, held = as_(town.adam), []
    body = part("archive", archive, "a.zip") + f"--{BOUNDARY}--\r\n".encode()
    stream = Slow(body, lambda: held.append(session().in_transaction()))
    assert ask(adam, "/site/archives", stream, len(body)).status_code == 303
    assert held
    assert not any(held)


def test_the_command_reads_a_file(town, archive, tmp_path, make_database, monkeypatch, capsys):
    file = tmp_path / "others.zip"
    file.write_bytes(archive)
    monkeypatch.setenv("NETAPP_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("NETAPP_DATABASE_URL", make_database("sqlite"))
    assert cli.main(["archive", "read", str(file)]) == 0
    assert "Others is network 1 of this site. Memberships: 1, meetings: 1." in capsys.readouterr().out
    assert cli.main(["archive", "read", str(file)]) == 1
    assert "already" in capsys.readouterr().err
    assert cli.main(["archive", "read", str(tmp_path / "none.zip")]) == 1
    assert "can’t be read" in capsys.readouterr().err
