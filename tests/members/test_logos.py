"""A company's logo: sent in its form, seen by whoever sees its page, and gone with it."""

import base64
import io
import json
import re
import zipfile

import pytest
import sqlalchemy as sa
from PIL import Image

from netapp.core.db import session, transaction
from netapp.files import shelf, shrinking, storage
from netapp.files.models import File
from netapp.members import actions, logo_boxes, logos, working
from netapp.members.models import Company
from tests.members.conftest import employ, merge, viewer
from tests.members.test_company_pages import form
from tests.support import drawings


@pytest.fixture
def send(town, bobbins, as_):
    """send(content, "logo.png", person, name="…"): as the form in a browser would; what is not said stays as it is."""

    def sending(content, name="logo.png", person=None, **typed):
        someone = as_(person or town.bob)
        path = f"/companies/{bobbins.id}/edit"
        sent = {**form(someone.get(path).text), **typed}
        if content is not None:
            sent["logo"] = (io.BytesIO(content), name)
        return someone.post(path, sent, content_type="multipart/form-data")

    return sending


def files():
    return session.scalars(sa.select(File).order_by(File.id)).all()


def shown(page):
    """The logos that a page shows."""
    return re.findall(r'<img class="(logo[^"]*)" src="([^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"', page)


def test_a_logo_is_sent_and_seen_by_everybody(town, bobbins, send, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    assert send(drawings.logo(), "Vores logo.png").status_code == 303
    guest = as_()
    page = guest.get(f"/companies/{bobbins.id}").text
    [(look, url, words, width, height)] = shown(page)
    assert (look, words, width, height) == ("logo", "Bobbins", "101", "101")
    answer = guest.get(url)
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.size, image.convert("RGBA").getpixel((0, 0))[3]) == ("WEBP", (101, 101), 0)
    assert shown(guest.get("/companies").text)[0][1] == url
    said = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert said["logo"].endswith(url)
    assert [(file.name, file.made_by) for file in files()] == [("Vores logo.png", town.bob.id)]


def test_it_is_answered_so_that_no_browser_takes_it_for_anything_else(town, bobbins, send, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    send(drawings.polyglot())
    guest = as_()
    answer = guest.get(shown(guest.get(f"/companies/{bobbins.id}").text)[0][1])
    said = answer.headers
    assert said["Content-Type"] == "image/webp"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert said["Content-Disposition"] == "inline"
    assert said["Cache-Control"] == f"private, max-age={365 * 86400}, immutable"
    assert int(said["Content-Length"]) == len(answer.data)
    again = guest.get(answer.request.path, headers={"If-None-Match": said["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = guest.get(answer.request.path, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, answer.data[:4])


@pytest.mark.parametrize("content", drawings.HOSTILE.values(), ids=drawings.HOSTILE)
def test_what_is_no_picture_gets_a_sentence_at_its_field_and_changes_nothing(bobbins, send, content):
    answer = send(content, about="Kept as typed.")
    assert answer.status_code == 200
    assert re.search(r'<span class="error" id="logo-error">.*?<span>This ', answer.text, re.DOTALL)
    assert "Kept as typed." in answer.text
    session.expire_all()
    assert (files(), bobbins.about, bobbins.logo_id) == ([], "", None)


def test_a_picture_outlives_the_refusal_of_another_field(town, bobbins, send, as_):
    answer = send(drawings.logo(), "a “logo”.png", website="nonsense")
    assert "This is not a whole web address." in answer.text
    sent = form(answer.text) | dict(re.findall(r'name="(logo-\w+)" value="([^"]*)"', answer.text))
    assert base64.b64decode(sent["logo-kept"])[8:12] == b"WEBP"
    assert files() == []
    answer = as_(town.bob).post(f"/companies/{bobbins.id}/edit", {**sent, "website": "bobs.example"})
    assert answer.status_code == 303
    assert [file.name for file in files()] == ["a “logo”.png"]


@pytest.mark.parametrize("kept", ["", "nonsense", "ÆØÅ", base64.b64encode(drawings.SVG).decode()])
def test_what_is_made_up_there_is_no_logo(town, bobbins, as_, kept):
    bob, path = as_(town.bob), f"/companies/{bobbins.id}/edit"
    bob.post(path, {**form(bob.get(path).text), "logo-kept": kept, "logo-name": "x" * 500})
    assert files() == []


def test_another_one_takes_its_place_and_the_form_without_one_leaves_it(bobbins, send, as_):
    send(drawings.logo())
    [first] = [file.id for file in files()]
    send(None, about="We wind.")
    assert [file.id for file in files()] == [first]
    send(drawings.logo("#a83232"))
    [second] = [file.id for file in files()]
    session.refresh(bobbins)
    assert bobbins.logo_id == second != first


def test_the_same_one_twice_is_harmless(bobbins, send):
    send(drawings.logo())
    assert send(drawings.logo()).status_code == 303
    assert len(files()) == 1


def test_it_is_taken_off_again(town, bobbins, send, as_):
    send(drawings.logo())
    url = shown(as_(town.bob).get(f"/companies/{bobbins.id}").text)[0][1]
    assert send(None, no_logo="y").status_code == 303
    session.refresh(bobbins)
    assert (files(), bobbins.logo_id) == ([], None)
    assert as_(town.bob).get(url).status_code == 404
    assert send(None, no_logo="y").status_code == 303


def test_who_does_not_see_the_page_does_not_see_the_logo(town, bobbins, send, as_):
    send(drawings.logo())
    url = shown(as_(town.bob).get(f"/companies/{bobbins.id}").text)[0][1]
    seen = {name: as_(person).get(url).status_code for name, person in [("guest", None), *town.people.items()]}
    pages = {
        name: as_(person).get(f"/companies/{bobbins.id}").status_code
        for name, person in [("guest", None), *town.people.items()]
    }
    assert seen == pages
    assert (seen["guest"], seen["nina"], seen["carol"], seen["bob"]) == (404, 404, 200, 200)


def test_nobody_but_a_contact_sends_one(town, bobbins, as_):
    employ(town.carol, bobbins)
    path = f"/companies/{bobbins.id}/edit"
    sent = {"name": "Bobbins", "kind": "company", "language": "en"}
    for person, status in ((town.carol, 403), (town.nina, 404), (None, 303)):
        logo = (io.BytesIO(drawings.logo()), "logo.png")
        answer = as_(person).post(path, {**sent, "logo": logo}, content_type="multipart/form-data")
        assert answer.status_code == status
    assert files() == []


def test_a_lost_content_is_no_crash(town, bobbins, send, as_, app):
    send(drawings.logo())
    bob = as_(town.bob)
    url = shown(bob.get(f"/companies/{bobbins.id}").text)[0][1]
    storage.current().delete(files()[0].digest)
    assert bob.get(url).status_code == 404
    assert bob.get(f"/companies/{bobbins.id}").status_code == 200


def test_a_disk_that_is_full_gets_a_sentence_at_the_field_and_nothing_is_saved(bobbins, send, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = send(drawings.logo(), about="Kept as typed.")
    assert answer.status_code == 200
    assert "The file can’t be kept just now." in answer.text
    assert "Kept as typed." in answer.text
    assert 'name="logo-kept"' in answer.text
    session.expire_all()
    assert (files(), bobbins.about) == ([], "")


def test_a_white_one_stands_on_dark_ground(town, bobbins, send, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    send(drawings.logo("white"))
    assert shown(as_().get("/companies").text)[0][0] == "logo light"


def test_the_directory_asks_no_more_with_logos_than_without(town, bobbins, send, describe, as_, count_queries):
    describe(town.bob, bobbins, is_public=True)
    with transaction():
        other = working.set_company(town.carol, "Carolus")
    describe(town.carol, other, is_public=True)
    guest = as_()
    guest.get("/companies")
    with count_queries() as without:
        guest.get("/companies")
    send(drawings.logo())
    with transaction():
        session.get_one(Company, other.id).logo_id = files()[0].id
    guest.get("/companies")
    with count_queries() as with_logos:
        page = guest.get("/companies").text
    assert len(shown(page)) == 2
    assert len(with_logos.statements) == len(without.statements)


@pytest.mark.parametrize(
    ("width", "height", "box"), [(640, 320, (224, 112)), (640, 64, (240, 24)), (20, 10, (20, 10)), (1, 320, (1, 112))]
)
def test_it_keeps_its_proportions_within_its_box(app, width, height, box):
    with app.test_request_context():
        logo = logo_boxes._within(logo_boxes.LARGE, 1, "x", width, height, False)
    assert (logo.width, logo.height) == box


# Erasing


def test_a_company_that_goes_with_its_only_person_takes_its_logo_along(town, bobbins, send):
    send(drawings.logo())
    actions.erase(viewer(town.bob), town.bob)
    assert session.scalars(sa.select(Company)).all() == []
    assert files() == []


def test_what_somebody_sent_for_others_stays_without_their_number(town, bobbins, send):
    employ(town.carol, bobbins, "contact")
    send(drawings.logo())
    actions.erase(viewer(town.bob), town.bob)
    session.expire_all()
    assert [file.made_by for file in files()] == [None]
    assert logos.of(bobbins) is not None


def test_erasing_that_is_undone_leaves_the_content(town, bobbins, send, monkeypatch):
    send(drawings.logo())
    digest = files()[0].digest

    def fail(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(actions.erasures, "note", fail)
    with pytest.raises(ZeroDivisionError):
        actions.erase(viewer(town.bob), town.bob)
    assert [file.digest for file in files()] == [digest]
    with storage.current().open(digest) as content:
        assert content.read()


# Taken along


def test_a_groups_archive_carries_the_logos_of_its_members_companies(town, bobbins, send, as_):
    send(drawings.logo())
    for lost in (False, True):
        if lost:
            storage.current().delete(files()[0].digest)
        taken = as_(town.alice).post(f"/groups/{town.builders.id}/archive").data
        with zipfile.ZipFile(io.BytesIO(taken)) as archive:
            [path] = [name for name in archive.namelist() if name.startswith("logos/")] or [None]
            assert path == (None if lost else "logos/1.webp")
            if path:
                assert Image.open(io.BytesIO(archive.read(path))).size == (101, 101)


@pytest.mark.parametrize("has_own", [False, True])
def test_of_two_records_that_become_one_a_logo_is_left(town, bobbins, twin, send, has_own):
    """The one that is there; of two that of the record that stays, and the other one goes."""
    with transaction():
        for company, content in [(bobbins, drawings.logo()), *([(twin, drawings.logo("#aa3300"))] if has_own else [])]:
            logos.put_on(company, shelf.keep_picture(shrinking.contained(content), "logo.png", town.bob.id))
    kept = {company.id: company.logo_id for company in (bobbins, twin)}[twin.id if has_own else bobbins.id]
    assert kept
    employ(town.bob, twin, "contact")
    merge(town.bob, bobbins, twin)
    session.expire_all()
    assert session.get_one(Company, twin.id).logo_id == kept
    assert [file.id for file in files()] == [kept]
