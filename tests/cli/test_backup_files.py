"""Uploads travel with the site: out of one storage, into another, whatever the engine; what is missing is told."""

import json
import zipfile

import pytest
import sqlalchemy as sa

from netapp import backup, restore
from netapp.core.db import session, transaction
from netapp.core.errors import Refused
from netapp.files import shelf, shrinking, storage
from netapp.files.models import File
from netapp.members import logos
from netapp.members.models import Company
from tests.support import databases, drawings


@pytest.fixture
def full(site_on):
    """full("sqlite"): a site with two companies, each with a logo."""

    def make(engine_name):
        app = site_on(engine_name)
        with app.app_context(), transaction():
            for name, ink in (("Bobbins", "#1f4d3a"), ("Carolus", "white")):
                company = Company(name=name, folded=name.lower())
                session.add(company)
                drawn = shrinking.contained(drawings.logo(ink))
                logos.put_on(company, shelf.keep_picture(drawn, f"{name} 🌲.png", None))
        return app

    return make


def on_disk(app):
    return {path.name: path.read_bytes() for path in app.extensions["files"].folder.rglob("*") if path.is_file()}


def rows():
    found = session.execute(sa.select(File, Company.name).join(Company, Company.logo_id == File.id).order_by(File.id))
    return [(name, file.digest, file.name, file.size, file.width, file.is_light, file.made_at) for file, name in found]


@pytest.mark.parametrize(("one", "other"), [databases.ENGINES, databases.ENGINES[::-1]])
def test_there_and_back_every_file_is_what_it_was(full, site_on, tmp_path, one, other):
    app, there, back = full(one), site_on(other), site_on(one)
    told = []
    for number, (source, target) in enumerate([(app, there), (there, back)]):
        with source.app_context():
            assert backup.write(tmp_path / str(number)).missing == []
            told.append(rows())
        with target.app_context():
            restore.read(tmp_path / str(number))
    with back.app_context():
        told.append(rows())
    assert told[0] == told[1] == told[2]
    assert on_disk(app) == on_disk(there) == on_disk(back)
    assert len(on_disk(back)) == 2


def test_a_file_that_is_missing_is_told_and_the_rest_is_carried(full, site_on, tmp_path):
    app, restored = full("sqlite"), site_on("sqlite")
    with app.app_context():
        lost = session.scalars(sa.select(File.digest).order_by(File.id)).first()
        session.rollback()
        storage.current().delete(lost)
        assert backup.write(tmp_path / "a").missing == [lost]
    with restored.app_context():
        restore.read(tmp_path / "a")
        assert len(rows()) == 2
        contents = logos.contents(session.scalars(sa.select(Company)).all())
    assert len(contents) == len(on_disk(restored)) == 1


def test_the_command_says_which(netapp, tmp_path):
    assert netapp("demo")[0] == 0
    folder = tmp_path / "var" / "files"
    lost = sorted(path for path in folder.rglob("*") if path.is_file())[0]
    lost.unlink()
    code, said, complained = netapp("backup", str(tmp_path / "a.zip"))
    assert code == 0
    assert "holds the whole site" in said
    assert f"But for 1 files that {folder} should hold" in complained
    assert lost.name in complained


def test_the_check_says_which_too(netapp, tmp_path):
    assert netapp("check")[0] == 0
    assert netapp("demo")[0] == 0
    assert netapp("check")[0] == 0
    next(path for path in (tmp_path / "var" / "files").rglob("*") if path.is_file()).unlink()
    code, said, _complained = netapp("check")
    assert code == 1
    assert "lacks 1 files" in said


def test_only_what_a_row_names_is_carried(full, tmp_path):
    app = full("sqlite")
    with app.app_context():
        storage.current().put("ab" * 32, b"nobody's")
        backup.write(tmp_path / "a")
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert len([name for name in archive.namelist() if name.startswith("files/")]) == 2
        assert json.loads(archive.read("manifest.json"))["rows"]["file"] == 2


@pytest.mark.parametrize("name", ["files/" + "ab" * 32, "files/../../escaped", "files/"])
def test_a_file_that_is_not_what_it_was_spoils_the_archive(full, site_on, tmp_path, name):
    app, restored = full("sqlite"), site_on("sqlite")
    with app.app_context():
        backup.write(tmp_path / "a")
    with zipfile.ZipFile(tmp_path / "a", "a") as archive:
        archive.writestr(name, b"something else")
    with restored.app_context(), pytest.raises(Refused, match="Nothing was restored"):
        restore.read(tmp_path / "a")
    with restored.app_context():
        assert session.scalars(sa.select(Company)).all() == []
    assert not (tmp_path / "escaped").exists()


def test_a_folder_that_cannot_be_written_gets_a_sentence(full, site_on, tmp_path):
    app, restored = full("sqlite"), site_on("sqlite")
    with app.app_context():
        backup.write(tmp_path / "a")
    folder = restored.extensions["files"].folder
    folder.rmdir()
    folder.write_text("not a folder")
    with restored.app_context(), pytest.raises(Refused, match="The files can't be written"):
        restore.read(tmp_path / "a")


def test_an_odd_folder_stops_the_start_with_a_sentence(netapp, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _said, complained = netapp("check", NETAPP_FILES=str(tmp_path / "file"))
    assert code == 2
    assert "name another in NETAPP_FILES" in complained
