"""What people write by mail, brought to the real door: each letter becomes a post, or is refused, or is dropped."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
import time_machine
from fast_mail_parser import parse_email

from netapp.core import clock
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.forums import actions, queries, tasks
from netapp.forums.actions import Opening
from netapp.forums.attaching.models import PostFile
from netapp.forums.mailing import doors
from netapp.forums.models import AN_HOUR, Forum, Post, Thread
from netapp.forums.moderation import actions as moderation
from netapp.groups import records
from netapp.mail import drain, message, writing
from netapp.mail.models import Letter
from netapp.mailin import taking
from netapp.mailin.models import Received
from tests.forums.mails.fates import FATES
from tests.support.visitors import letters

MAILS = Path(__file__).parent / "mails"


@pytest.fixture
def thread(mailin, town):
    """Bob has asked; Carol has the letter."""
    made = actions.start(viewer(town.bob), town.builders.id, Opening(title="Gypsum?", body="Who has some?"))
    session.commit()
    return made


def viewer(person):
    return records.as_viewer(person)


def tell():
    """Ten minutes and a half later, the letters of what was written are ordered."""
    session.commit()
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=30), tick=False):
        tasks.tell()


def address(person, thread):
    thread = queries.thread_for_task(thread.id)
    return doors.answer_address(viewer(person), thread)


def bring(app, source, to, sender="carol@carols.example"):
    """What the mail server hears."""
    session.rollback()
    (answer,) = taking.receive(app, source, [to], sender)
    session.expire_all()
    return answer


def typed(text, sender="carol@carols.example", subject="Re: Gypsum?", number="<1@carols.example>", **heads):
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in heads.items())
    head = f"From: Carol <{sender}>\r\nSubject: {subject}\r\nMessage-ID: {number}\r\n{more}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def said(thread):
    chosen = session.query(Post).filter_by(thread_id=thread.id).order_by(Post.position)
    return [(post.body, post.came_by) for post in chosen]


def outcomes():
    return [row.outcome for row in session.query(Received).order_by(Received.id)]


def refused():
    return [written(row) for row in letters("not_published")]


def written(row):
    return writing.write(row.letter, Order(row.person_id, row.address, row.name, row.language, row.data))


def test_an_answer_to_the_letter_is_a_post_and_the_same_letter_again_is_not(thread, mailin, town):
    to = address(town.carol, thread)
    for _time in range(2):
        assert bring(mailin, typed("We have 800 kg.\n\nOn Monday Bob wrote:\n> Who has some?"), to) is taking.TAKEN
    assert said(thread) == [("Who has some?", "page"), ("We have 800 kg.", "mail")]
    post = session.query(Post).filter_by(position=2).one()
    assert (post.author_id, post.message_id) == (town.carol.id, "<1@carols.example>")
    assert outcomes() == ["taken"]


@pytest.mark.parametrize("name", FATES)
def test_each_letter_goes_its_way(thread, mailin, town, name):
    """As they lie there, but for their From line, which is made Carol's."""
    head = re.compile(rb"^From:.*(\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
    source = head.sub(b"From: carol@carols.example", (MAILS / f"{name}.eml").read_bytes(), count=1)
    expected = FATES[name]
    answer = bring(mailin, source, address(town.carol, thread))
    answers = [text for text, came_by in said(thread) if came_by == "mail"]
    is_post = expected.fate == "post" and bool(expected.text or expected.files)
    assert answers == ([expected.text] if is_post else [])
    rows = session.query(PostFile).order_by(PostFile.rank).all()
    kept = tuple(row.name for row in rows if row.file_id)
    assert kept == (expected.files if is_post else ())
    assert ["winmail.dat" if row.name == "winmail.dat" else "calendar" for row in rows if not row.file_id] == [
        one for one in expected.left_out if one in {"winmail.dat", "calendar"}
    ], "what somebody may miss is told"
    assert answer is (taking.ODD if expected.fate == "odd" else taking.TAKEN)
    is_told = expected.fate == "empty"
    assert len(refused()) == is_told


def test_thirty_megabytes_are_too_long_and_a_post_has_its_length(thread, mailin, town):
    assert bring(mailin, typed("x" * 30_000_000), address(town.carol, thread)) is taking.TOO_LONG
    bring(mailin, typed("word " * 5_000), address(town.carol, thread))
    (letter,) = refused()
    assert "too long" in letter.text
    assert len(said(thread)) == 1


def test_only_the_person_whose_address_it_is_writes_there(thread, mailin, town):
    bring(mailin, typed("Mine!", "eve@evil.example"), address(town.carol, thread), "eve@evil.example")
    assert len(said(thread)) == 1
    (letter,) = refused()
    assert letter.order.address == "eve@evil.example"
    assert "Gypsum" not in letter.text + letter.html + letter.subject
    assert letter.answers == "<1@carols.example>"


def test_what_a_trusted_server_calls_forged_is_refused(thread, mailin, town):
    forged = typed("Mine!", Authentication_Results="mx.example; dmarc=fail header.from=carols.example")
    assert bring(mailin, forged, address(town.carol, thread)) is taking.FORGED
    assert len(said(thread)) == 1


@pytest.mark.parametrize("deed", ["closed", "left"])
def test_who_may_not_write_there_any_more_is_told_once(thread, mailin, town, deed):
    to = address(town.carol, thread)
    if deed == "closed":
        actions.close(viewer(town.mia), thread.id, closes=True)
    else:
        from netapp.groups import joining

        joining.leave(viewer(town.carol), town.builders)
    session.commit()
    for _time in range(2):
        assert bring(mailin, typed("Too late?"), to) is taking.TAKEN
    (letter,) = refused()
    assert ("Gypsum" in letter.text) is (deed == "closed"), "who reads no more is told no title"
    assert len(said(thread)) == 1


def test_thirty_in_an_hour_and_then_a_rest(thread, mailin, town):
    for number in range(AN_HOUR):
        bring(mailin, typed(f"Nr {number}", number=f"<{number}@carols.example>"), address(town.carol, thread))
    bring(mailin, typed("One more", number="<more@carols.example>"), address(town.carol, thread))
    assert len(said(thread)) == 1 + AN_HOUR
    assert len(refused()) == 1


def test_a_letter_begins_a_thread_that_is_called_as_it_is(mailin, town):
    to = doors.opening_address(viewer(town.carol), town.builders)
    bring(mailin, typed("Who has a crane on Friday?", subject="SV: Kran"), to)
    thread = session.query(Thread).one()
    assert (thread.title, thread.created_by, thread.for_members) == ("Kran", town.carol.id, True)
    bring(mailin, typed("And now?", subject="", number="<2@carols.example>"), to)
    assert "no subject" in refused()[0].text
    assert doors.opening_address(viewer(town.pia), town.builders) is None


def test_where_no_mail_comes_in_no_answer_is_offered(town):
    thread = actions.start(viewer(town.bob), town.builders.id, Opening(title="Gypsum?", body="Who has some?"))
    tell()
    letter = written(letters("post", town.carol)[0])
    assert doors.answer_address(viewer(town.carol), thread) is None
    assert letter.reply_to == ""
    assert "answer this mail" not in letter.text


def test_a_conversation_by_page_and_mail_is_one_thread_in_each_readers_program(thread, mailin, town):
    """Page, mail, page: what Alice, Carol and Bob have of it hangs together by its Message-IDs."""
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        bring(mailin, typed("We have 800 kg."), address(town.carol, thread))
        second = session.query(Post).filter_by(position=2).one()
        actions.reply(viewer(town.bob), thread.id, "When can I come?", reply_to_id=second.id)
        session.commit()
        tell()
    config = mailin.config["NETAPP"]
    for name in ("alice", "carol", "bob"):
        sent = [message_from_bytes(source(row, config), policy=SMTP) for row in letters("post", town.people[name])]
        known = {one["Message-ID"] for one in sent} | ({"<1@carols.example>"} if name == "carol" else set())
        for one in sent:
            assert one["List-Id"] == f"<group-{town.builders.id}.net.example>"
            assert (one["Auto-Submitted"], one["Precedence"]) == (None, "list")
            assert re.fullmatch(r"post\+[a-z2-7]+@in\.net\.example", one["Reply-To"])
        last = sent[-1]
        if name != "bob":
            assert last["In-Reply-To"] in known, name
            assert set(last["References"].split()) <= known | {last["In-Reply-To"]}
    other = parse_email(source(letters("post", town.alice)[-1], config))
    assert f"<{address(town.alice, thread)}>" in other.headers["Reply-To"]


def source(row, config):
    return message.build(written(row), row.key, config).as_bytes()


def test_a_secret_address_is_never_published_or_quoted(thread, mailin, town):
    own = address(town.carol, thread)
    actions.reply(
        viewer(town.carol), thread.id, f"Write to {own.upper()} or http://localhost/letters/stop/{'aB3' * 12}"
    )
    session.commit()
    post = session.query(Post).filter_by(position=2).one()
    assert own.partition("+")[2].partition("@")[0] not in post.body.lower()
    answer = actions.reply(viewer(town.bob), thread.id, "To which?", reply_to_id=post.id)
    tell()
    assert letters("post")
    for row in letters("post"):
        letter = written(row)
        assert "post+" not in letter.text + letter.html, "the address stands in the head alone"
    assert queries.answered_by(answer) is post


def test_letters_to_1000_readers_are_ordered_in_as_many_statements_as_to_one(mailin, town, count_queries):
    counts = []
    for many in (1, 1000):
        for number in range(many):
            name = f"p{many}x{number}"
            town.person(name)
            town.member(town.builders, name)
        session.commit()
        made = actions.start(viewer(town.bob), town.builders.id, Opening(title=f"To {many}", body="All of you"))
        session.commit()
        who, number = viewer(town.carol), made.id
        with count_queries() as posting:
            actions.reply(who, number, "Yes")
        with count_queries() as telling:
            tell()
        counts.append((len(posting.statements), len(telling.statements)))
    assert counts[0] == counts[1]
    assert counts[0][1] / 2 <= 10, "two posts were told of"
    assert session.query(Letter).filter_by(letter="post").count() > 2000


def test_a_letter_takes_a_handful_of_statements(thread, mailin, town, count_queries):
    tell()
    for row in letters("post"):
        row.due_at = clock.now()
    session.commit()
    with count_queries() as counted:
        while drain.drain():
            pass
    assert (len(counted.statements) - 1) / len(letters("post")) <= 10, counted.statements


def test_what_waits_for_a_moderator_waits_by_mail_too(thread, mailin, town):
    forum = queries.forum(town.builders.id)
    forum.first_waits = True
    session.add(forum)
    session.commit()
    bring(mailin, typed("My first."), address(town.carol, thread))
    assert outcomes() == ["waits"]
    assert session.query(Post).filter_by(author_id=town.carol.id).one().position is None


def test_what_comes_by_mail_waits_as_on_the_page_and_who_is_paused_is_told_until_when(mailin, town, thread):
    session.add(Forum(group_id=town.builders.id, tags=[], first_waits=True))
    session.commit()
    to = address(town.carol, thread)
    bring(mailin, typed("We have some."), to)
    post = session.query(Post).filter_by(author_id=town.carol.id).one()
    assert (post.waits, post.came_by, session.get(Thread, thread.id).posts) == (True, "mail", 1)
    moderation.pause(viewer(town.mia), post.id, 7, "unkind")
    session.commit()
    bring(mailin, typed("And more.", number="<2@carols.example>"), to)
    assert session.query(Post).filter_by(author_id=town.carol.id).count() == 1
    (row,) = letters("not_published", town.carol)
    assert "until" in row.data["why"]
    assert "a moderator has said so" in row.data["why"]
