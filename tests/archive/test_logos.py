"""Companies' logos in a network's archive: each comes through as it was, and what is no logo of ours does not."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from PIL import Image

from netapp.archive import opening, reading, uploads
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.files import shelf, shrinking, storage
from netapp.files.models import File
from netapp.members import logos, working
from netapp.members.models import Company
from tests.archive.conftest import everything, rows, signed, taken, with_rows, zipped
from tests.archive.test_networks import organiser, same
from tests.support import databases, drawings

NO_ARCHIVE = "This is no archive of a network, or it is damaged. Nothing was changed."


def photograph():
    """So full of colours that it is kept with loss."""
    return drawings._saved(Image.effect_noise((640, 320), 90).convert("RGB"), "JPEG")


@pytest.fixture
def files(town):
    """The builders' archive: one company with a drawing, one with a photograph, one with nothing."""
    for name, person, sent in (
        ("Aarhus", town.alice, None),
        ("Bobbins", town.bob, drawings.logo("#ffffff")),
        ("Carolus", town.carol, photograph()),
    ):
        company = working.set_company(person, name, "Roskilde")
        if sent:
            logos.put_on(company, shelf.keep_picture(shrinking.contained(sent), "Vores hemmelige logo.png", person.id))
    session.commit()
    return taken(town.alice, town.builders)


def with_file(files, name, content):
    """As whoever forges an archive would: named in its manifest, too."""
    import json

    said = json.loads(files["manifest.json"])
    said["files"][name] = ""
    return signed(files | {name: content, "manifest.json": json.dumps(said).encode()})


def pixels(content):
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    return image.size, image.tobytes()


def put(app):
    """What lies in the storage."""
    return {name for name, _since in app.extensions["files"].names()}


@pytest.fixture
def store(app, tmp_path):
    before, app.extensions["files"] = app.extensions["files"], storage.Disk(tmp_path / "files")
    yield app
    app.extensions["files"] = before


def places(files):
    return {row["name"]: row["id"] for row in rows(files, "companies")}


def test_they_lie_in_it_under_the_place_of_the_company(files):
    names = {name for name in files if name.startswith("logos/")}
    assert names == {f"logos/{places(files)[name]}.webp" for name in ("Bobbins", "Carolus")}
    assert all(files[name][8:12] == b"WEBP" for name in names)
    assert "hemmelige" not in b"".join(files.values()).decode("utf-8", "replace")
    assert "logo_id" not in rows(files, "companies")[0]


@pytest.mark.parametrize("to", databases.ENGINES)
def test_they_come_through_with_every_pixel(files, other_site, read, to):
    with other_site(to).app_context():
        group = read(files)
        again = taken(organiser(group), group)
        photo = f"logos/{places(files)['Carolus']}.webp"
        assert pixels(again[photo]) == pixels(files[photo])
        assert same(again | {photo: b""}) == same(files | {photo: b""})
        found = session.execute(sa.select(Company.name, File).join(File, File.id == Company.logo_id)).all()
        assert {name: (file.name, file.made_by, file.is_light) for name, file in found} == {
            "Bobbins": ("logo.webp", None, True),
            "Carolus": ("logo.webp", None, False),
        }
        # From here on nothing changes any more, not a byte.
        third = shrinking.again(again[photo]).content
        assert third == again[photo]


def test_who_looks_at_the_company_there_sees_it(files, other_site, read):
    app = other_site("sqlite")
    with app.app_context():
        read(files)
        company = session.scalars(sa.select(Company).where(Company.name == "Bobbins")).one()
        company.is_public = True
        assert logos.contents([company])[company.id] == shelf.content_of(logos.of(company))


def test_a_company_that_is_known_here_keeps_its_own(files, read, other_site):
    with other_site("sqlite").app_context():
        session.add(Company(name="BOBBINS", folded="bobbins"))
        session.commit()
        read(files)
        assert session.scalars(sa.select(Company).where(Company.name == "BOBBINS")).one().logo_id is None
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 1


def _webp(image, **more):
    return drawings._saved(image, "WEBP", **more)


HOSTILE = {
    **drawings.HOSTILE,
    "a PNG": drawings.picture(size=(60, 60)),
    "a page behind a picture's beginning": b"RIFF\x20\x00\x00\x00WEBPVP8L" + drawings.SCRIPT,
    "too wide": _webp(Image.new("RGB", (641, 10))),
    "too high": _webp(Image.new("RGB", (10, 321))),
    "one that moves": _webp(
        Image.new("RGB", (9, 9)), save_all=True, append_images=[Image.new("RGB", (9, 9), "red")], duration=9
    ),
    "more than ten megabytes": drawings.picture("WEBP", (60, 60)) + b"\0" * 10_000_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_logo_of_ours_is_refused_and_nothing_is_kept(store, files, tmp_path, what):
    name = next(name for name in files if name.startswith("logos/"))
    file = tmp_path / "archive.zip"
    file.write_bytes(zipped(signed(files | {name: HOSTILE[what]})))
    before = everything(), put(store)
    for deed in (reading.look, reading.read_in):
        session.commit()
        with pytest.raises(Refused, match="no archive of a network"):
            deed(reading.OPERATOR, file)
        assert (everything(), put(store)) == before


def test_nothing_but_the_picture_survives(files, other_site, read):
    exif = Image.Exif()
    exif[0x010E] = drawings.WHERE.decode()
    name = f"logos/{places(files)['Bobbins']}.webp"
    hiding = _webp(Image.new("RGB", (60, 60), "green"), exif=exif, xmp=drawings.WHERE) + drawings.SCRIPT
    with other_site("sqlite").app_context():
        read(signed(files | {name: hiding}))
        company = session.scalars(sa.select(Company).where(Company.name == "Bobbins")).one()
        kept = logos.contents([company])[company.id]
        assert pixels(kept) == pixels(hiding)
        assert not [one for one in (drawings.WHERE, drawings.SCRIPT, b"EXIF", b"XMP") if one in kept]


@pytest.mark.parametrize(
    "name", ["logos/0.webp", "logos/99.webp", "logos/1.svg", "logos/../1.webp", "other/1.webp", "logos/01.webp"]
)
def test_one_of_no_row_or_under_an_odd_name_is_refused(store, files, tmp_path, name):
    file = tmp_path / "archive.zip"
    file.write_bytes(zipped(with_file(files, name, files[f"logos/{places(files)['Bobbins']}.webp"])))
    before = everything(), put(store)
    for deed in (reading.look, reading.read_in):
        session.commit()
        with pytest.raises(Refused) as refusal:
            deed(reading.OPERATOR, file)
        assert refusal.value.message == NO_ARCHIVE
        assert (everything(), put(store)) == before


def test_one_whose_bytes_have_turned_is_refused(store, files, tmp_path):
    name = f"logos/{places(files)['Bobbins']}.webp"
    file = tmp_path / "archive.zip"
    file.write_bytes(zipped(files | {name: _webp(Image.new("RGB", (60, 60), "red"))}))
    with pytest.raises(Refused, match="no archive of a network"):
        reading.read_in(reading.OPERATOR, file)


def test_so_many_that_they_would_fill_the_memory_are_refused(store, files, tmp_path, monkeypatch):
    file = tmp_path / "archive.zip"
    file.write_bytes(zipped(files))
    monkeypatch.setattr(reading, "MOST_DRAWN", 1000)
    with pytest.raises(Refused, match="larger than a network can be"):
        reading.read_in(reading.OPERATOR, file)
    monkeypatch.setattr(opening, "MOST_PICTURES", 1)
    with pytest.raises(Refused, match="larger than a network can be"):
        reading.look(reading.OPERATOR, file)


@pytest.mark.parametrize("to", databases.ENGINES)
def test_a_reading_that_fails_at_its_rows_puts_nothing_on_the_disk(files, other_site, read, to):
    app = other_site(to)
    with app.app_context():
        meetings = [*rows(files, "members"), {"id": 99}]
        with pytest.raises(Refused):
            read(with_rows(files, "members", meetings))
        session.rollback()
        assert put(app) == set()
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0


def test_when_the_disk_is_full_the_sentence_says_so_and_nothing_is_made(files, other_site, read, monkeypatch):
    app = other_site("sqlite")

    def full(_name, _content):
        raise storage.Unwritable("full")

    with app.app_context():
        monkeypatch.setattr(app.extensions["files"], "put", full)
        before = everything()
        with pytest.raises(Refused, match="kept just now"):
            read(files)
        assert everything() == before


def test_the_page_of_administrators_takes_one_with_logos(files, other_site):
    """The zip as it is sent through a browser, looked at and read in."""
    app = other_site("sqlite")
    with app.test_request_context():
        from werkzeug.datastructures import FileStorage

        session.commit()
        key = uploads.keep(reading.OPERATOR, FileStorage(io.BytesIO(zipped(files)), "a.zip"))
        session.commit()
        uploads.read_in(reading.OPERATOR, key)
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 2


def test_any_program_opens_them(files):
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        for name in archive.namelist():
            if name.startswith("logos/"):
                Image.open(archive.open(name)).verify()
