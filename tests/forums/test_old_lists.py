"""An old mailing list that a moderator brings: looked at first, then threads with their own dates, and nobody told."""

import gzip
import io
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import FileStorage

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.search import SearchRow
from netapp.forums import lists
from netapp.forums.feeds import queries as feeds
from netapp.forums.importing import actions, queries, taking, tasks, uploads
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.models import Post, Thread
from netapp.groups.models import Group, Membership
from netapp.home import talk
from netapp.mail.models import Letter
from netapp.members import actions as members
from tests.forums import saying
from tests.forums.saying import viewer

LIST = """From bo at byg.example  Tue Nov 21 09:14:02 2017
From: bo at byg.example (=?iso-8859-1?Q?Bo_M=F8ller?=)
Date: Tue, 21 Nov 17 10:14:02 +0100
Subject: [gront] Who has pallets?
Message-ID: <A1@byg.example>

Ca. 20 paller s\xf8ges.
From now on also halves.

From bob at x Wed Nov 22 08:00:00 2017
From: BOB at net.example
Date: Wed, 22 Nov 2017 09:00:00 +0100
Subject: SV: [gront] Who has pallets?
In-Reply-To: <A1@byg.example>
Message-ID: <B1@net.example>
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=klingon

We have.
--x
Content-Type: application/pdf; name=price.pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=price.pdf

JVBERi0xLjQK
--x--

From nobody at x Thu Nov 23 08:00:00 2017
From: =?utf-8?B?broken
Subject: =?utf-8?Q?Harbour_=C3?=

No date, no number.

From bad at x Thu Nov 23 09:00:00 2017
Content-Type: multipart/mixed; boundary=b

{parts}
"""


def archive() -> bytes:
    return LIST.format(parts="--b\n\nx\n" * 200).encode("latin-1")


def recent(days: float = 2, number: str = "<N1@byg.example>", parent: str = "<A1@byg.example>") -> bytes:
    at = clock.now() - timedelta(days=days)
    head = f"From: Bo <bo@byg.example>\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\nSubject: Re: Who has pallets?\n"
    ids = f"Message-ID: {number}\nReferences: {parent}\n"
    return f"From bo@x.example {at:%a %b %d %H:%M:%S %Y}\n{head}{ids}\nStill?\n".encode()


def member_bob(town):
    town.bob.email, town.bob.email_confirmed_at = "bob@net.example", clock.now()
    session.commit()


def give(as_, town, *files, who="mia"):
    address = f"/groups/{town.builders.id}/lists"
    sent = [(io.BytesIO(content), f"list-{number}.mbox") for number, content in enumerate(files)]
    answer = as_(town.people[who]).post(address, {"file": sent})
    assert answer.status_code == 303, answer.text
    tasks.go_on()
    return session.query(OldList).order_by(OldList.id.desc()).first().id


def make(as_, town, *files, who="mia"):
    number = give(as_, town, *files, who=who)
    assert as_(town.people[who]).post(f"/groups/{town.builders.id}/lists/{number}").status_code == 303
    session.expire_all()
    assert session.get(OldList, number).state == "done"
    return number


def said(town):
    """By thread, in the order of the group's list: title, and of each post its writer, text and place."""
    session.expire_all()
    found = []
    for thread in session.query(Thread).filter_by(group_id=town.builders.id).order_by(Thread.last_at.desc()):
        lines = session.query(Post).filter_by(thread_id=thread.id).order_by(Post.position).all()
        assert [line.position for line in lines] == list(range(1, thread.posts + 1))
        found.append((thread.title, [(line.author_id or line.author_name, line.body) for line in lines]))
    return found


def test_a_list_is_shown_first_and_then_made_with_its_own_dates_and_nobody_is_told(town, as_):
    member_bob(town)
    saying.say(town, "bob")
    session.commit()
    number = give(as_, town, gzip.compress(archive()), archive())
    page = as_(town.mia).get(f"/groups/{town.builders.id}/lists/{number}").text
    for words in ("2 threads · 3 posts", "21 Nov 2017", "Bo Møller", f"{town.bob.name} · 1", "1 file is left out"):
        assert words.lower() in page.lower(), words
    assert "list-0.mbox: letter 4" in page
    assert "byg.example" not in page
    assert not list(uploads._folder().glob("*"))
    assert len(said(town)) == 1
    assert as_(town.mia).post(f"/groups/{town.builders.id}/lists/{number}").status_code == 303
    ((own, _lines), (harbour, ((broken, text),)), (title, (ask, answer))) = said(town)
    assert (own, title) == ("Pallets", "Who has pallets?")
    assert harbour.startswith("Harbour")
    assert text == "No date, no number."
    assert "@" not in broken
    assert ask == ("Bo Møller", "Ca. 20 paller søges.\nFrom now on also halves.")
    assert answer == (town.bob.id, "We have.")
    first = session.query(Post).filter_by(message_id="<A1@byg.example>").one()
    assert (first.published_at, first.came_by) == (datetime(2017, 11, 21, 9, 14, 2, tzinfo=UTC), "import")
    assert session.query(Post).filter_by(message_id="<B1@net.example>").one().reply_to_id == first.id
    saying.tell()
    things = {f"post:{one.id}" for one in session.query(Post).filter_by(came_by="import")}
    assert things.isdisjoint(row[0] for row in session.query(Letter.thing))
    assert not any(letter.body or letter.author_name for letter in session.query(OldLetter))
    assert as_(town.bob).get(f"/threads/{first.thread_id}").text.count("from the old list") == 2


def test_a_list_that_went_on_until_yesterday_is_news_to_nobody(town, as_):
    member_bob(town)
    own = saying.say(town, "carol", for_members=True)
    session.commit()
    make(as_, town, archive(), recent(days=1))
    assert [thread[0] for thread in said(town)][:2] == ["Pallets", "Who has pallets?"]
    for who in ("bob", "ole"):
        assert [row.id for row in lists.new_to(viewer(town.people[who]))] == [own.thread_id]
    week = clock.now() - timedelta(days=7), clock.now()
    assert [one.post_id for one in talk.moved(town.bob, Group.id == town.builders.id, *week)] == [own.id]
    newest = feeds.newest(viewer(town.bob), town.builders.id)
    assert newest[0][1] == "Pallets"
    assert [row[6] for row in newest] == sorted((row[6] for row in newest), reverse=True)


def test_what_comes_again_adds_only_what_is_new_where_it_belongs(town, as_):
    member_bob(town)
    make(as_, town, archive())
    (_harbour, (title, before)) = said(town)
    thread_id = session.query(Post).filter_by(message_id="<A1@byg.example>").one().thread_id
    with saying.later(minutes=1):
        saying.actions.reply(viewer(town.people["ole"]), thread_id, "I remember!")
        session.commit()
        number = make(
            as_, town, archive(), recent(days=100), recent(days=99, number="<N2@x.example>", parent="<N1@byg.example>")
        )
    given = session.get(OldList, number)
    assert (given.known, given.letters) == (3, 5)
    ((now, after), _harbour_now) = said(town)
    assert now == title
    assert [line[1] for line in after] == [*[line[1] for line in before], "Still?", "Still?", "I remember!"]
    again = f"/groups/{town.builders.id}/lists/{give(as_, town, archive())}"
    assert "Nothing new in it" in as_(town.mia).get(again).text
    as_(town.mia).post(again)
    assert session.query(Post).count() == 6


def test_all_of_it_can_be_taken_back_for_a_week_and_what_others_wrote_there_stays(town, as_):
    member_bob(town)
    number = make(as_, town, archive())
    thread_id = session.query(Post).filter_by(message_id="<A1@byg.example>").one().thread_id
    saying.actions.reply(viewer(town.people["ole"]), thread_id, "I remember!")
    session.commit()
    assert found(as_, town, "halves") == 1
    with saying.later(days=8):
        page = as_(town.mia).post(f"/groups/{town.builders.id}/lists/{number}/undo")
        assert "A week has passed" in page.text or page.status_code == 303
        assert len(said(town)) == 2
    assert as_(town.mia).post(f"/groups/{town.builders.id}/lists/{number}/undo").status_code == 303
    assert said(town) == [("Who has pallets?", [(town.ole.id, "I remember!")])]
    assert found(as_, town, "halves") == 0
    assert not session.query(OldLetter).count()
    assert session.query(SearchRow).filter_by(kind="post").count() == session.query(Post).count() == 1
    make(as_, town, archive())
    assert sum(len(lines) for _title, lines in said(town)) == 4


def test_of_two_lists_that_hold_the_same_each_letter_is_made_once_and_one_list_at_a_time(town, as_):
    one, other = give(as_, town, archive()), give(as_, town, archive())
    mia = viewer(town.mia)
    session.get_one(OldList, one).state = "running"
    session.commit()
    with pytest.raises(Refused, match="just being imported"):
        actions.start(mia, town.builders.id, other)
    tasks.go_on()
    tasks.go_on()
    session.rollback()
    actions.start(mia, town.builders.id, other)
    session.expire_all()
    assert [session.get_one(OldList, number).state for number in (one, other)] == ["done", "done"]
    assert session.query(Post).count() == 3
    actions.undo(mia, town.builders.id, other)
    assert session.query(Post).count() == 3, "they are the first list's"


def test_who_may_not_moderate_any_more_has_no_list_made(town, as_):
    number = give(as_, town, archive())
    session.get_one(OldList, number).state = "running"
    session.query(Membership).filter_by(person_id=town.mia.id, group_id=town.builders.id).update({"role": "member"})
    session.commit()
    tasks.go_on()
    session.expire_all()
    assert (session.get_one(OldList, number).state, session.query(Post).count()) == ("done", 0)


def found(as_, town, word):
    page = as_(town.bob).get("/search", query_string={"q": word, "in": "discussions"}).text
    return page.count("<h3>")


def test_only_who_moderates_the_group_brings_and_sees_lists(town, as_):
    number = give(as_, town, archive(), who="ole")
    address = f"/groups/{town.builders.id}/lists"
    for who in ("bob", "carol", "olga"):
        for path in (address, f"{address}/{number}"):
            assert as_(town.people[who]).get(path).status_code == 404
        for path in (address, f"{address}/{number}", f"{address}/{number}/undo", f"{address}/{number}/removal"):
            assert as_(town.people[who]).post(path).status_code in {403, 404}
    assert as_(town.mia).get(f"/groups/{town.energy.id}/lists/{number}").status_code == 404
    assert as_(town.mia).post(f"{address}/{number}/removal").status_code == 303
    assert not session.query(OldList).count() + session.query(OldLetter).count()


def test_an_address_tells_a_member_only_once_it_is_confirmed(town, as_):
    member_bob(town)
    for change in ({"email_confirmed_at": None}, {"email_confirmed_at": clock.now()}):
        town.bob.email_confirmed_at = change["email_confirmed_at"]
        session.commit()
        given = session.get(OldList, give(as_, town, archive()))
        assert [name for name, _n in queries.known(given)] == ([town.bob.name] if town.bob.email_confirmed_at else [])
    session.query(Membership).filter_by(person_id=town.bob.id).update({"state": "left"})
    session.commit()
    assert not queries.known(session.get(OldList, give(as_, town, archive())))


def test_who_is_erased_is_in_no_list_that_waits(town, as_):
    member_bob(town)
    number = give(as_, town, archive().replace(b"We have.", b"We have. Greetings, bob@net.example"))
    own = give(as_, town, archive(), who="ole")
    members.erase(viewer(town.bob), town.bob)
    members.erase(viewer(town.ole), town.ole)
    session.expire_all()
    letter = session.query(OldLetter).filter_by(list_id=number, message_id="<B1@net.example>").one()
    assert (letter.author_id, letter.author_name, letter.body) == (None, "", "We have. Greetings, …")
    assert session.get(OldList, own) is None


def test_what_is_no_archive_is_said_to_be_none_and_a_worker_that_died_is_gone_on_from(town, as_):
    number = give(as_, town, b"\x1f\x8bnothing", b"PK\x03\x04", b"")
    assert (
        "This is no archive of a mailing list" in as_(town.mia).get(f"/groups/{town.builders.id}/lists/{number}").text
    )
    assert "Choose the file first" in as_(town.mia).post(f"/groups/{town.builders.id}/lists").text
    key = uploads.keep([_file(archive())])
    given = actions.take_in(viewer(town.mia), town.builders.id, key, ["a.mbox"])
    assert taking._hold(given.id) == (key, ["a.mbox"])
    assert not taking.read(given.id), "another worker has it"
    with saying.later(minutes=6):
        assert taking.read(given.id)
    session.expire_all()
    assert (session.get(OldList, given.id).state, session.query(OldLetter).count()) == ("draft", 3)
    with saying.later(days=31):
        assert tasks.forget_old() == 2


def _file(content):
    return FileStorage(io.BytesIO(content), "a.mbox")
