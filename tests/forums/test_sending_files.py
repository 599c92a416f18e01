"""Forms that bring files: without a script, with one, too much at once, and for whom."""

import io
import re

import pytest

from netapp.core.db import session
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Post
from tests.forums.attached import CSV, answered, begun, files, picture, viewer
from tests.support import drawings


@pytest.fixture
def thread(town):
    return begun(town)


@pytest.fixture
def post(town, thread):
    return answered(town, thread)


def test_without_script_they_come_with_the_form_and_stay_while_it_comes_back(town, thread, as_):
    carol, path = as_(town.carol), f"/threads/{thread.id}/posts"

    def send(*sent, **typed):
        return carol.post(path, data={"files": [(io.BytesIO(content), name) for content, name in sent], **typed})

    png = drawings.picture()
    first = send((png, "hall.png"), (drawings.SVG, "logo.png"), (b"", "empty.txt"), body="See")
    assert first.status_code == 200
    assert "logo.png: This is an SVG drawing" in first.text
    assert "empty.txt: This file is empty." in first.text
    (number,) = re.findall(r'name="alt-(\d+)"', first.text)
    assert send((CSV, "liste.csv"), do="preview", body="See").status_code == 200
    assert send(body="", **{f"alt-{number}": "The hall"}).status_code == 303, "files alone are a post"
    made = session.query(Post).filter_by(position=2).one()
    assert (made.body, [(one.name, one.alt) for one in files(made)]) == (
        "",
        [("hall.png", "The hall"), ("liste.csv", "")],
    )
    page = as_(town.bob).get(f"/threads/{thread.id}").text
    hall, table = (f"/posts/files/{one.id}/{one.digest[:20]}" for one in files(made))
    assert f'<img src="{hall}" alt="The hall" width="400" height="200" loading="lazy"' in page
    assert f'<a href="{table}" download>' in page
    assert as_().get(hall).status_code == as_(town.dan).get(hall).status_code == 404
    answer = as_(town.bob).get(table)
    assert answer.data == CSV
    told = {name: answer.headers[name] for name in ("Content-Disposition", "X-Content-Type-Options", "Cache-Control")}
    assert told == {
        "Content-Disposition": "attachment; filename=liste.csv",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    shown_inline = as_(town.bob).get(hall)
    assert (shown_inline.mimetype, shown_inline.headers["Content-Disposition"]) == ("image/webp", "inline")
    assert shown_inline.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_new_thread_and_an_edit_take_them_in_the_same_way(town, post, as_):
    carol, png = as_(town.carol), drawings.picture()

    def send(path, **typed):
        return carol.post(path, data={"files": [(io.BytesIO(png), "gate.png")], **typed})

    edit, new = f"/posts/{post.id}/edit", f"/groups/{town.builders.id}/threads/new"
    for path, many in ((edit, 2), (new, 1)):
        shown_again = send(path, body="See", title="Gate", kind="discussion", do="preview")
        assert shown_again.status_code == 200
        assert len(re.findall(r'name="alt-', shown_again.text)) == many
        assert len(re.findall(r'name="alt-', carol.get(path).text)) == many, "they wait"
    gone = str(files(post)[0].id)
    assert send(edit, body="See", seen="See the hall.", drop=gone).status_code == 303
    assert [one.name for one in files(post)] == ["liste.csv", "gate.png", "gate.png"]
    assert send(new, body="See", title="Gate", kind="discussion").status_code == 303
    made = session.query(Post).filter_by(position=1).order_by(Post.id.desc()).first()
    assert [one.name for one in files(made)] == ["gate.png", "gate.png"]


def test_30_megabytes_get_a_sentence_and_what_was_typed_stays(town, thread, as_):
    carol = as_(town.carol)
    for path, files_sent in ((f"/threads/{thread.id}/posts", [30]), (f"/threads/{thread.id}/files", [8, 8])):
        sent = [(io.BytesIO(b"x" * size * 1_000_000), f"{size}.txt") for size in files_sent]
        answer = carol.post(path, data={"body": "Kept as typed.", "files": sent})
        assert answer.status_code == 200
        assert "This is too much at once: at most 10 MB fit." in answer.text
        assert ("Kept as typed." in answer.text) == path.endswith("posts")
    assert session.query(PostFile).count() == 0


def test_only_who_may_write_there_sends_files(town, thread, as_):
    for name, status in {"dan": 404, "pia": 404, "carol": 200}.items():
        for path in (f"/threads/{thread.id}/files", f"/groups/{town.builders.id}/threads/files"):
            sent = {"files": (io.BytesIO(CSV), "a.csv")}
            answer = as_(town.people[name]).post(path, data=sent)
            assert answer.status_code == (403 if status == 404 and "groups" in path else status)
    assert session.query(PostFile).count() == 2


def test_open_threads_files_are_everybodys(town, as_):
    attaching.keep_for_opening(viewer(town.bob), town.builders.id, [picture()])
    opening = Opening(title="For all", body="Here", for_members=False)
    made = actions.start(viewer(town.bob), town.builders.id, opening)
    session.commit()
    post = session.query(Post).filter_by(thread_id=made.id).one()
    one = files(post)[0]
    answer = as_().get(f"/posts/files/{one.id}/{one.digest[:20]}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    actions.reply(viewer(town.carol), made.id, "Fine")
    session.commit()
    feed = as_().get(f"/groups/{town.builders.id}/threads.atom").text
    assert f"/posts/files/{one.id}/{one.digest[:20]}" in feed
    told = as_().get(f"/threads/{made.id}").text
    assert re.search(rf'"image": \["http[^"]+/posts/files/{one.id}/', told), "search engines hear of it"
