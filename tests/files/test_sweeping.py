"""What nobody names goes, and never what is just being committed."""

import os
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from netapp.core import clock
from netapp.core.db import action, session, transaction
from netapp.core.errors import Refused
from netapp.files import shelf, shrinking, storage, tasks
from netapp.files.models import File
from netapp.members import logos
from tests.support import drawings


@pytest.fixture
def store(app, tmp_path):
    """The site's storage, empty."""
    before, app.extensions["files"] = app.extensions["files"], storage.Disk(tmp_path / "files")
    yield app.extensions["files"]
    app.extensions["files"] = before


@pytest.fixture
def drawn():
    return shrinking.contained(drawings.logo())


def age(store, name, days=2):
    """As if it had been put so long ago."""
    then = time.time() - days * 86400
    os.utime(store.folder / name[:2] / name, (then, then))


def names(store):
    return {name for name, _since in store.names()}


def keep(drawn, name="logo.png"):
    with transaction():
        return shelf.keep_picture(drawn, name, None).digest


def outdate():
    with transaction():
        session.execute(sa.update(File).values(made_at=clock.now() - timedelta(days=2)))


def test_equal_contents_are_kept_once_and_as_long_as_one_row_names_them(store, drawn, bobbins, town):
    digest = keep(drawn)
    with transaction():
        logos.put_on(bobbins, shelf.keep_picture(drawn, "again.png", town.bob.id))
    outdate()
    age(store, digest)
    assert names(store) == {digest}
    tasks.sweep()
    assert names(store) == {digest}
    assert [file.name for file in session.scalars(sa.select(File))] == ["again.png"]
    with transaction():
        logos.take_off(bobbins)
    tasks.sweep()
    tasks.sweep()
    assert names(store) == set()


def test_what_is_younger_than_a_day_stays(store, drawn):
    digest = keep(drawn)
    tasks.sweep()
    assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 1
    with transaction():
        session.execute(sa.delete(File))
    tasks.sweep()
    assert names(store) == {digest}, "its sender may still be at it"


def test_what_a_power_cut_left_unfinished_goes(store, drawn):
    digest = keep(drawn)
    half = f"{digest}.0123456789ab"
    (store.folder / digest[:2] / half).write_bytes(b"half")
    tasks.sweep()
    assert half in names(store)
    age(store, half)
    tasks.sweep()
    assert names(store) == {digest}


def test_a_content_that_comes_again_is_young_again(store, drawn):
    digest = keep(drawn)
    age(store, digest)
    keep(drawn)
    assert all(since > clock.now() - timedelta(minutes=1) for _name, since in store.names())


def raced(app, store, drawn, bobbins):
    """The sweep has seen an old content that nobody names; while it goes on, a logo of that very content is saved.

    Returns whether the logo has its content in the end.
    """
    digest = keep(drawn)
    with transaction():
        session.execute(sa.delete(File))
    age(store, digest)
    put, swept = threading.Event(), threading.Event()

    def sweep():
        with app.app_context():
            put.wait(20)
            with transaction():
                shelf.clear([digest])
        swept.set()

    thread = threading.Thread(target=sweep)
    thread.start()
    with transaction():
        logos.put_on(bobbins, shelf.keep_picture(drawn, "logo.png", None))
        put.set()
        swept.wait(1)
    thread.join(20)
    return digest in names(store)


def test_the_sweep_waits_for_what_is_being_committed(app, store, drawn, bobbins):
    assert raced(app, store, drawn, bobbins)


def test_without_the_lock_it_would_not(app, store, drawn, bobbins, monkeypatch):
    if session.connection().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time, whatever we lock")
    session.rollback()
    monkeypatch.setattr(shelf, "_hold", lambda *, shared: None)
    assert not raced(app, store, drawn, bobbins)


@pytest.mark.parametrize("fails", ["os.open", "os.fsync"])
def test_a_full_disk_gets_a_sentence_and_there_is_no_row(store, drawn, monkeypatch, fails):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fails, full)
    with pytest.raises(Refused, match="can’t be kept just now"):
        keep(drawn)
    monkeypatch.undo()
    assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0
    assert names(store) == set(), "nor anything half written"


def test_a_folder_that_is_none_gets_the_same_sentence(store, drawn):
    store.folder.write_text("not a folder")
    with pytest.raises(Refused, match="can’t be kept just now"):
        keep(drawn)


def test_what_is_undone_leaves_no_row(store, drawn):
    @action
    def undone():
        shelf.keep_picture(drawn, "logo.png", None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0


def test_only_its_owner_reads_the_folder(store, drawn):
    digest = keep(drawn)
    path = store.folder / digest[:2] / digest
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("logo.png", "logo.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Bob\\logo.png", "logo.png"),
        ("a\r\nSet-Cookie: b=c.png", "a Set-Cookie: b=c.png"),
        ('say "hello".png', 'say "hello".png'),
        ("🌲 kuusi.png", "🌲 kuusi.png"),
        ("photo\u202egnp.exe", "photo gnp.exe"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("..", "file"),
        ("", "file"),
        ("\x00", "file"),
    ],
)
def test_a_name_is_tidied(sent, kept):
    assert shelf.cleaned(sent) == kept
