"""Which post a letter answers, one thread of a letter sent twice, and letters of posts as they leave, byte for byte."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from netapp.core import mime
from netapp.core.db import session
from netapp.forums import actions, queries
from netapp.forums.actions import Opening
from netapp.forums.mailing import doors, numbers, secrets
from netapp.forums.models import Post, Thread
from netapp.mailin import taking
from tests.forums.posts import KEY
from tests.forums.test_by_mail import address, bring, outcomes, refused, source, tell, typed, viewer
from tests.support.visitors import letters

GOLDEN = Path(__file__).parent / "golden"
NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")


@pytest.fixture
def talk(mailin, town):
    """Bob has asked, Ole has answered by mail, Mia on the page."""
    made = actions.start(viewer(town.bob), town.builders.id, Opening(title="Gypsum?", body="Who has some?"))
    session.commit()
    said = typed("I have.", "ole@oles.example", number="<ole@oles.example>")
    bring(mailin, said, address(town.ole, made), "ole@oles.example")
    actions.reply(viewer(town.mia), made.id, "So have I.")
    session.commit()
    return session.query(Post).order_by(Post.position).all()


def test_what_a_letter_follows_is_read_from_its_head_nearest_first():
    heads = "In-Reply-To: <c@x.example>\r\nReferences: <a@x.example>\r\n <b@x.example> odd <c@x.example>\r\n"
    assert mime.read(f"{heads}\r\nHi".encode()).follows == ("<c@x.example>", "<b@x.example>", "<a@x.example>")
    assert mime.read(b"In-Reply-To: =?utf-8?q?x?= <no id> \r\n\r\nHi").follows == ()
    many = "References: " + " ".join(f"<{number}@x.example>" for number in range(200))
    assert mime.read(f"{many}\r\n\r\nHi".encode()).follows[0] == "<199@x.example>"
    assert len(mime.read(f"{many}\r\n\r\nHi".encode()).follows) == mime.MOST_FOLLOWED


def test_an_answer_by_mail_answers_the_post_whose_letter_it_answers(mailin, town, talk):
    first, second, third = talk
    to, carol, alice = address(town.carol, session.get(Thread, first.thread_id)), town.carol.id, town.alice.id
    heads = {
        numbers.of(second.id, carol): second.id,
        "<ole@oles.example>": second.id,
        numbers.of(third.id, alice): None,
        "<gone@elsewhere.example>": None,
        f"<gone@elsewhere.example> {numbers.of(first.id, carol)}": first.id,
    }
    for number, (head, expected) in enumerate(heads.items()):
        more = {"In_Reply_To": head} if number < 4 else {"References": head}
        bring(mailin, typed(f"Nr {number}", number=f"<{number}@carols.example>", **more), to)
        post = session.query(Post).filter_by(body=f"Nr {number}").one()
        assert post.reply_to_id == expected, head
    other = actions.start(viewer(town.bob), town.builders.id, Opening(title="Lime", body="And lime?"))
    session.commit()
    bring(mailin, typed("Here", In_Reply_To=numbers.of(first.id, carol)), address(town.carol, other))
    assert session.query(Post).filter_by(body="Here").one().reply_to_id is None, "that post stands elsewhere"


def test_the_same_new_thread_to_two_addresses_or_twice_is_one(mailin, town):
    town.member(town.energy, "carol")
    session.commit()
    both = [doors.opening_address(viewer(town.carol), group) for group in (town.builders, town.energy)]
    letter = typed("Who has a crane?", subject="Crane")
    for to in [*both, *both]:
        assert bring(mailin, letter, to) is taking.TAKEN
    assert [(one.title, one.group_id) for one in session.query(Thread)] == [("Crane", town.builders.id)]
    assert not refused()
    assert "taken before" in outcomes()
    bring(mailin, typed("Who has a truck?", subject="Truck", number="<2@carols.example>"), both[1])
    assert session.query(Thread).count() == 2


def test_what_the_first_address_refuses_the_second_may_take(mailin, town):
    town.member(town.energy, "carol")
    to = [doors.opening_address(viewer(town.carol), group) for group in (town.energy, town.builders)]
    town.energy.closed_at = NOON
    session.commit()
    for each in to:
        bring(mailin, typed("Who has a crane?", subject="Crane"), each)
    assert [one.group_id for one in session.query(Thread)] == [town.builders.id]
    assert len(refused()) == 1


def test_an_address_for_new_threads_is_renewed_by_its_owner(mailin, town, as_):
    path = f"/groups/{town.builders.id}/threads"
    first = doors.opening_address(viewer(town.carol), town.builders)
    carol = as_(town.carol)
    assert first in carol.get(path).text
    made = [first]
    for number in range(2):
        assert carol.post(f"{path}/address").status_code == 303
        made.append(doors.opening_address(viewer(town.carol), town.builders))
        assert bring(mailin, typed("Who?", subject="Crane", number=f"<{number}@c.example>"), made[-1]) is taking.TAKEN
        for old in made[:-1]:
            assert bring(mailin, typed("Who?", subject="Old", number=f"<o{number}@c.example>"), old) is taking.UNKNOWN
    assert len(set(made)) == 3
    assert made[-1] in carol.get(path).text
    assert all(len(one.partition("@")[0]) <= 64 for one in made)
    assert secrets.hidden(f"Or {made[-1].partition('+')[2].partition('@')[0]}.", "in.net.example") == "Or …."
    assert {one.title for one in session.query(Thread)} == {"Crane"}
    assert doors.opening_address(viewer(town.bob), town.builders) not in made
    assert as_(town.pia).post(f"{path}/address").status_code == 403


def test_a_title_tells_no_secret_address(mailin, town):
    to = doors.opening_address(viewer(town.carol), town.builders)
    bring(mailin, typed("Who?", subject=f"Fwd: {to} asks"), to)
    thread = session.query(Thread).one()
    assert thread.title == "… asks"
    actions.retitle(viewer(town.carol), thread.id, f"post+{KEY}@IN.net.example", [])
    assert thread.title == "…"
    assert queries.thread_for_task(thread.id).title == "…"


def named(source):
    """Without what differs from run to run."""
    said = source.decode().replace("\r\n", "\n")
    said = re.sub(r"(?<!\?)=\n", "", said)
    # What every letter looks like is told elsewhere.
    said = re.sub(r"<!doctype html>.*?<body>", "[the head]", said, flags=re.DOTALL)
    for pattern, name in (
        (r"post\+[a-z2-7]+@", "post+KEY@"),
        (r"=_[0-9a-f]{16}", "MARK"),
        (r"/(stop|letters/stop)/[\w.-]+", r"/\1/TOKEN"),
        (r"/(posts|threads|groups)/\d+", r"/\1/7"),
        (r"group-\d+", "group-7"),
    ):
        said = re.sub(pattern, name, said)
    ids = dict.fromkeys(re.findall(r"[0-9a-f]{40}(?=@)", said))
    for number, one in enumerate(ids, 1):
        said = said.replace(one, f"NUMBER{number}")
    return said


def same(name, said):
    file = GOLDEN / name
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(said)
        pytest.fail(f"{name} is written anew. Read it.")
    assert said == file.read_text()


def test_letters_of_posts_leave_as_they_always_did(mailin, town):
    """Look at the difference before you write them anew by removing golden/, after which this fails twice."""
    with time_machine.travel(NOON, tick=False):
        thread = actions.start(
            viewer(town.bob), town.builders.id, Opening(title="Gips & træ?", body="Who has *some*?\n\n- 800 kg")
        )
        asked = session.query(Post).one()
        actions.reply(viewer(town.carol), thread.id, f"We do, @{town.alice.name}.", reply_to_id=asked.id)
        session.commit()
        tell()
        config = mailin.config["NETAPP"]
        sent = [source(row, config) for row in letters("post", town.alice)]
    for name, letter in zip(("begun.eml", "answered.eml"), sent, strict=True):
        same(name, named(letter))
