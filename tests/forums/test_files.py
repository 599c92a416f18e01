"""Files and pictures of posts: what is taken, who opens them, where they go with their post, what a letter brings."""

import io
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from netapp.core import clock, search
from netapp.core.db import session
from netapp.core.errors import NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.files import storage
from netapp.files import tasks as sweeping
from netapp.files.documents import NoDocument
from netapp.files.drawn import NoPicture
from netapp.files.models import File
from netapp.files.receiving import judged
from netapp.forums import actions, drafting, tasks
from netapp.forums import queries as forums
from netapp.forums.actions import Letter, Opening
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching import queries, shown
from netapp.forums.attaching import tasks as attaching_tasks
from netapp.forums.attaching.models import MOST, PostFile
from netapp.forums.attaching.sent import Wishes
from netapp.forums.models import Draft, Forum, Post
from netapp.forums.moderation import actions as moderation
from netapp.forums.moving import actions as moving
from netapp.groups import joining
from netapp.groups.models import Membership
from netapp.members import actions as members
from tests.forums.attached import CSV, answered, begun, files, picture, viewer
from tests.support import drawings
from tests.support.visitors import letters, written

PDF = b"%PDF-1.4 plan"


@pytest.fixture
def thread(town):
    return begun(town)


@pytest.fixture
def post(town, thread):
    return answered(town, thread)


def opens(person, one):
    try:
        return bool(queries.get(viewer(person) if person else GUEST, one.id, one.digest[:20]))
    except NotVisible:
        return False


# What is taken


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (drawings.SVG, "logo.png", "svg"),
        (drawings.SVG, "logo.csv", "unknown"),
        (b"<!doctype html>" + drawings.SCRIPT, "hall.png", "unknown"),
        (b"<!doctype html>" + drawings.SCRIPT, "notes.txt", "unknown"),
        (b"name;x\n" + drawings.SCRIPT, "liste.csv", "unknown"),
        (b"MZ\x90\x00" + b"\x00" * 500, "tool.txt", "unknown"),
        (drawings.huge(), "wide.png", "unknown"),
        (drawings.HEIC, "IMG_1.heic", "heic"),
        (b"PK\x03\x04" + b"\x00" * 100, "all.zip", "unknown"),
        (b"", "empty.txt", "unknown"),
    ],
)
def test_what_only_looks_like_a_file_that_we_take_is_refused(content, name, why):
    with pytest.raises((NoPicture, NoDocument)) as refusal:
        judged(content, name)
    assert refusal.value.why == why


def test_a_picture_is_drawn_anew_and_everything_else_of_it_is_gone():
    for source in (drawings.located(), drawings.polyglot()):
        kept = judged(source, "..\\..\\etc/hall.jpg")
        assert kept.name == "hall.jpg"
        assert Image.open(io.BytesIO(kept.kept.content)).format == "WEBP"
        assert drawings.WHERE not in kept.kept.content
        assert drawings.SCRIPT not in kept.kept.content
    assert (judged(drawings.located(), "a").kept.width, judged(drawings.located(), "a").kept.height) == (150, 300)
    wide = judged(drawings.picture("JPEG", (4000, 1000)), "wide").kept
    assert (wide.width, wide.height) == (1600, 400)


def test_tables_and_documents_are_kept_as_they_are():
    for content, name, media_type in (
        (CSV, "a.csv", "text/csv"),
        (CSV, "a", "text/plain"),
        (PDF, "a.csv", "application/pdf"),
    ):
        found = judged(content, name).kept
        assert (found.content, found.media_type) == (content, media_type)


def test_a_picture_is_shown_within_bounds_and_never_larger(app):
    one = shown.Shown(0, 1, "a", "", "d", 10, 1600, 1600)
    assert (one.sides, one._replace(width=30, height=20).sides) == ((400, 400), (30, 20))
    assert [one._replace(size=size).how_large for size in (1, 20_400, 2_340_000)] == ["1 kB", "20 kB", "2.3 MB"]


# Whose they are


def test_files_are_their_posts_and_who_reads_it_opens_them(town, post):
    assert [(one.name, one.is_picture) for one in files(post)] == [("hall.png", True), ("liste.csv", False)]
    who = {
        name: [opens(town.people.get(name), one) for one in files(post)]
        for name in ("bob", "mia", "pia", "dan", "nina", "")
    }
    assert who == {"bob": [True] * 2, "mia": [True] * 2, **dict.fromkeys(("pia", "dan", "nina", ""), [False] * 2)}
    one = files(post)[0]
    with pytest.raises(NotVisible):
        queries.get(viewer(town.bob), one.id, "0" * 20)


def test_what_is_hidden_deleted_or_waits_is_opened_by_who_reads_what_it_says(town, thread, post):
    one = files(post)[0]

    def who():
        return [name for name in ("alice", "bob", "carol", "mia") if opens(town.people[name], one)]

    moderation.rule(viewer(town.mia), post.id, "hide", "unkind")
    session.commit()
    assert who() == ["alice", "mia"]
    moderation.rule(viewer(town.mia), post.id, "unhide")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        actions.delete_post(viewer(town.carol), post.id)
        session.commit()
        assert who() == []
    session.add(Forum(group_id=town.builders.id, tags=[], first_waits=True))
    session.add(Membership(group_id=town.builders.id, person_id=town.nina.id, state="active"))
    session.commit()
    attaching.keep_for_answer(viewer(town.nina), thread.id, [picture()])
    assert [one.name for one in queries.begun(viewer(town.nina), drafting.at_thread(thread.id)).files] == ["hall.png"]
    waits = actions.reply(viewer(town.nina), thread.id, "My first")
    session.commit()
    one = files(waits)[0]
    assert waits.waits
    assert opens(town.nina, one)
    assert who() == ["alice", "mia"]
    moderation.withdraw(viewer(town.nina), waits.id)
    session.commit()
    begun = queries.begun(viewer(town.nina), drafting.at_thread(thread.id))
    assert ([one.name for one in begun.files], begun.body) == (["hall.png"], "My first")


def test_what_is_taken_back_waits_with_its_draft_and_what_is_not_gone_on_with_is_forgotten(town, thread, post):
    actions.delete_post(viewer(town.carol), post.id)
    session.commit()
    assert session.get(Post, post.id) is None
    begun = queries.begun(viewer(town.carol), drafting.at_thread(thread.id))
    assert (begun.body, [one.name for one in begun.files]) == ("See the hall.", ["hall.png", "liste.csv"])
    assert not opens(town.bob, begun.files[0])
    assert opens(town.carol, begun.files[0])
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert attaching_tasks.forget_files() == 0, "a draft keeps its files"
        session.query(Draft).delete()
        session.commit()
        assert attaching_tasks.forget_files() == 2
        sweeping.sweep()
        assert (session.query(File).count(), list(storage.current().names())) == (0, [])


def test_files_of_posts_are_swept_never(town, post):
    with time_machine.travel(clock.now() + timedelta(days=100), tick=False):
        attaching_tasks.forget_files()
        sweeping.sweep()
    assert len(files(post)) == session.query(File).count() == 2


def test_the_same_words_with_another_picture_are_another_post_and_twice_the_same_one(town, thread, post):
    who = viewer(town.carol)
    attaching.keep_for_answer(who, thread.id, [picture(), judged(CSV, "liste.csv")])
    assert actions.reply(who, thread.id, "See the hall.").id == post.id
    assert session.query(PostFile).count() == 2
    attaching.keep_for_answer(who, thread.id, [judged(PDF, "plan.pdf")])
    assert actions.reply(who, thread.id, "See the hall.").position == 3


def test_a_post_holds_ten_files_and_those_that_go_make_room(town, thread):
    who = viewer(town.carol)
    some = [judged(CSV, f"{number}.csv") for number in range(MOST)]
    attaching.keep_for_answer(who, thread.id, some)
    with pytest.raises(Refused):
        attaching.keep_for_answer(who, thread.id, some[:1])
    first = queries.begun(who, drafting.at_thread(thread.id)).files[0]
    attaching.keep_for_answer(who, thread.id, [judged(PDF, "plan.pdf")], Wishes(frozenset({first.id})))
    made = actions.reply(who, thread.id, "All")
    assert [one.name for one in files(made)] == [*(f"{number}.csv" for number in range(1, MOST)), "plan.pdf"]


def test_more_that_came_at_the_same_time_are_said_when_the_post_is_sent(town, thread):
    who, place = viewer(town.carol), drafting.at_thread(thread.id)
    attaching.keep_for_answer(who, thread.id, [judged(CSV, f"{number}.csv") for number in range(MOST)])
    extra = session.query(PostFile).first()
    session.add(PostFile(person_id=extra.person_id, place=place, file_id=extra.file_id, name="eleventh.csv"))
    session.commit()
    with pytest.raises(Refused):
        actions.reply(who, thread.id, "All")
    assert session.query(Post).filter_by(author_id=town.carol.id).count() == 0


def test_two_letters_that_hold_pictures_alone_are_two_posts_known_by_them(town, thread, as_):
    for number in (1, 2):
        letter = Letter(message_id=f"<{number}@x.example>", files=[picture(f"{number}.png")])
        post = actions.reply(viewer(town.carol), thread.id, "", came_by="mail", letter=letter)
        assert [one.name for one in files(post)] == [f"{number}.png"]
    answer = actions.reply(viewer(town.bob), thread.id, "Thanks", reply_to_id=post.id)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        session.commit()
        tasks.tell()
    (row,) = [one for one in letters("post", town.carol) if one.thing == f"post:{answer.id}"]
    assert "wrote:" not in written(row).text, "there are no words to quote"
    assert "1.png" in as_(town.mia).get(f"/threads/{thread.id}/split").text


def test_who_leaves_leaves_nothing_begun(town, thread, post):
    attaching.keep_for_answer(viewer(town.carol), thread.id, [picture("begun.png")])
    drafting.keep_answer(viewer(town.carol), thread.id, "Perhaps")
    joining.leave(viewer(town.carol), town.builders)
    session.commit()
    assert [row.name for row in session.query(PostFile)] == ["hall.png", "liste.csv"]


def test_an_edit_adds_takes_off_and_says_what_a_picture_shows(town, post):
    hall, table = files(post)
    who = viewer(town.carol)
    attaching.keep_for_edit(who, post.id, [judged(PDF, "plan.pdf")])
    assert len(files(post)) == 2, "until it is saved, nobody sees it"
    wishes = Wishes(frozenset({table.id}), {hall.id: "The hall at the harbour"})
    edited = actions.edit(who, post.id, post.body, post.body, wishes)
    session.commit()
    assert edited.edited_at is not None
    assert [(one.name, one.alt) for one in files(post)] == [
        ("hall.png", "The hall at the harbour"),
        ("plan.pdf", ""),
    ]
    assert session.query(File).count() == 2
    found = list(search.kinds()["post"].things([post.id]))
    assert all(word in found[0].bodies["en"] for word in ("plan.pdf", "harbour", "See the hall"))


def test_moving_and_erasing_take_them_along(town, thread, post):
    other = actions.start(viewer(town.bob), town.builders.id, Opening(title="Another", body="Here"))
    session.commit()
    change = moving.change_of(forums.thread_for_task(thread.id), town.builders, for_members=True)
    moving.merge(viewer(town.mia), thread.id, other.id, seen=change.mark)
    attaching.keep_for_answer(viewer(town.carol), other.id, [picture("begun.png")])
    session.query(PostFile).filter_by(name="hall.png").one().alt = f"{town.carol.name} in the hall"
    session.commit()
    assert [opens(town.bob, one) for one in files(post)] == [True, True]
    members.erase(viewer(town.carol), town.carol)
    session.commit()
    assert [(one.name, one.alt) for one in files(post)] == [("hall.png", "… in the hall"), ("liste.csv", "")]
    assert session.query(PostFile).filter_by(post_id=None).count() == 0, "what was only begun is gone"
    assert {file.made_by for file in session.query(File)} == {None}


def test_a_letter_names_them_and_shows_none_and_says_nothing_where_letters_tell_titles(town, thread, post):
    for titles_only in (False, True):
        session.merge(Forum(group_id=town.builders.id, tags=[], titles_only=titles_only))
        session.commit()
        if not titles_only:
            with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
                tasks.tell()
        session.commit()
        (row,) = [one for one in letters("post", town.bob) if one.thing == f"post:{post.id}"]
        letter = written(row)
        for one in files(post):
            said = one.name in letter.text, one.absolute_url in letter.text, one.absolute_url in letter.html
            assert said == (not titles_only,) * 3
        assert "<img" not in letter.html.partition("hall")[2]


def test_what_a_letter_brought_and_we_do_not_take_is_told_at_its_post(town, thread, as_):
    brought = Letter(message_id="<1@x.example>", files=[picture()], left_out=["alt.zip"])
    actions.reply(viewer(town.carol), thread.id, "", came_by="mail", letter=brought)
    session.commit()
    page = as_(town.bob).get(f"/threads/{thread.id}").text
    assert "alt.zip came with the letter, and was not kept." in page
    assert 'width="60" height="40" loading="lazy"' in page


# The page
