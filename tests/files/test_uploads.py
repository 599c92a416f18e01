"""How large a request may be, what becomes of one that is larger, and what is asked while it comes in."""

import io

import pytest

from netapp.core.db import session
from netapp.files import answers, storage, uploads
from netapp.files.models import File
from tests.members.test_company_pages import form
from tests.support import drawings
from tests.support.bodies import BOUNDARY, TYPE, Slow, ask, part


@pytest.fixture
def bob(town, bobbins, as_):
    return as_(town.bob)


def body(bob, path, size, **typed):
    """The form as it is, and a file of so many bytes behind it."""
    fields = {**form(bob.get(path).text), **typed}
    fields.pop("logo", None)
    texts = b"".join(part(name, value.encode()) for name, value in fields.items())
    return texts + part("logo", b"\x00" * size, "logo.png") + f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("size", [uploads.MOST + 1, uploads.MOST + 3_000_000, 30_000_000])
def test_a_file_that_is_too_large_gets_a_sentence_and_what_was_typed_stays(bob, bobbins, size):
    path = f"/companies/{bobbins.id}/edit"
    sent = body(bob, path, size, about="Kept as typed.", offer="Waste heat")
    answer = bob.post(path, data=sent, content_type=TYPE)
    assert answer.status_code == 200
    assert "This file is too large: at most 10 MB fit." in answer.text
    assert "Kept as typed." in answer.text
    assert "Waste heat" in answer.text
    session.expire_all()
    assert bobbins.about == ""


def test_one_that_just_fits_is_judged_by_its_content(bob, bobbins):
    path = f"/companies/{bobbins.id}/edit"
    assert "no picture that we can read" in bob.post(path, data=body(bob, path, uploads.MOST), content_type=TYPE).text


# Granian's streams end by themselves; other servers' do not.
@pytest.mark.parametrize("ends", [True, False])
def test_of_an_endless_body_no_more_is_read_than_a_browser_would_send(bob, bobbins, monkeypatch, ends):
    monkeypatch.setattr(uploads, "_MOST_READ", 20_000_000)
    path = f"/companies/{bobbins.id}/edit"
    sent = body(bob, path, 40_000_000, about="Kept as typed.")
    stream = Slow(sent, lambda: None)
    answer = ask(bob, path, stream, 10**12, **{"wsgi.input_terminated": ends})
    assert "Kept as typed." in answer.text
    assert "too large" in answer.text
    assert 19_900_000 < stream.read_so_far <= 20_000_000


# The parser leaves its half of a file to Python, which says so when it takes it away.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_body_that_breaks_off_is_no_crash(bob, bobbins):
    path = f"/companies/{bobbins.id}/edit"
    sent = body(bob, path, 50_000)
    answer = ask(bob, path, Slow(sent[:20_000], lambda: None), len(sent))
    assert answer.status_code == 400


def test_nothing_is_asked_of_the_database_while_the_body_comes_in(bob, bobbins, count_queries):
    """A slow telephone must not hold SQLite's lock."""
    path = f"/companies/{bobbins.id}/edit"
    sent = body(bob, path, 300_000)
    with count_queries() as counted:
        seen = []
        stream = Slow(sent, lambda: seen.append(len(counted.statements)))
        ask(bob, path, stream, len(sent))
    assert seen
    assert set(seen) == {0}
    assert counted.statements


def test_a_stranger_is_not_read(as_, bobbins):
    stream = Slow(b"x" * 100_000, lambda: None)
    answer = ask(as_(), f"/companies/{bobbins.id}/edit", stream, 100_000)
    assert answer.status_code == 303
    assert stream.read_so_far == 0


def test_every_other_page_takes_as_little_as_before(bob):
    assert bob.post("/settings", {"name": "x" * 3_000_000}).status_code == 413


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/pdf", "application/octet-stream"])
@pytest.mark.parametrize("name", ["notes.pdf", 'a"b.html', "🌲 æø.svg", "x; filename=evil.exe"])
def test_what_we_have_not_drawn_is_saved_and_never_opened(app, media_type, name):
    file = File(id=1, digest="ab" * 32, media_type=media_type, size=5, name=name)
    storage.current().put(file.digest, b"hello")
    with app.test_request_context():
        answer = answers.answer(file)
        answer.direct_passthrough = False
        assert answer.data == b"hello"
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment;")
    assert "\r" not in said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_small_logo_is_sent_whole(bob, bobbins):
    path = f"/companies/{bobbins.id}/edit"
    data = {**form(bob.get(path).text), "logo": (io.BytesIO(drawings.logo()), "logo.png")}
    assert bob.post(path, data, content_type="multipart/form-data").status_code == 303
