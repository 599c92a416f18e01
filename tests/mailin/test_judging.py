"""Loops, programs that answer programs, and mail that is not from who it says it is."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from netapp.core import mime
from netapp.core.db import session
from netapp.mail import drain
from netapp.mailin import judging, taking
from netapp.mailin.models import Received
from tests.mailin import programs
from tests.mailin.conftest import answer, sign_up, state
from tests.support.visitors import letters

AWAY = "From: {}\r\nMessage-ID: <a@b.example>\r\n{}\r\nI am away."
LOOPS = {
    "an automatic answer": ("Auto-Submitted: auto-replied (vacation)\r\n", "bob@bobs.example"),
    "what a program wrote": ("auto-submitted: Auto-Generated\r\n", "bob@bobs.example"),
    "an older responder": ("X-Autoreply: yes\r\n", "bob@bobs.example"),
    "bulk": ("Precedence: Bulk\r\n", "bob@bobs.example"),
    "junk": ("Precedence: junk\r\n", "bob@bobs.example"),
    "a list": ("List-Id: All <all.bobs.example>\r\n", "bob@bobs.example"),
    "a bounce": ("", ""),
    "a bounce, told by its head alone": ("Return-Path: <>\r\n", None),
    "a report": ('Content-Type: multipart/report; report-type="delivery-status"\r\n', "bob@bobs.example"),
    "a bounce, as Postfix's pipe says it": ("", "MAILER-DAEMON"),
}


@pytest.mark.parametrize(("head", "envelope"), LOOPS.values(), ids=LOOPS)
def test_what_could_go_round_is_seen(light, head, envelope):
    letter = mime.read(AWAY.format("bob@bobs.example", head).encode())
    assert judging.is_in_a_loop(letter, envelope) or judging.is_automatic(letter)


@pytest.mark.parametrize("head", ["", "Auto-Submitted: no\r\n", "Precedence: first-class\r\n"])
def test_what_somebody_wrote_is_not(light, head):
    letter = mime.read(AWAY.format("bob@bobs.example", head).encode())
    for envelope in (None, "bob@bobs.example"):
        assert not judging.is_in_a_loop(letter, envelope)
    assert not judging.is_automatic(letter)


def test_our_own_letter_is_known_by_its_number_whatever_else_was_taken_off_it(light):
    ours = f"Message-ID: <{'0a' * 20}@net.example>\r\n\r\n"
    assert judging.is_in_a_loop(mime.read(ours.encode()), "bob@bobs.example")
    for other in (ours.replace("net.example", "mynet.example"), ours.replace("0a", "zz")):
        assert not judging.is_in_a_loop(mime.read(other.encode()), "bob@bobs.example")


def test_what_could_go_round_is_taken_and_never_answered(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    for number, (head, envelope) in enumerate(LOOPS.values()):
        letter = AWAY.format("bob@bobs.example", head).replace("a@b", f"{number}@b").encode()
        assert receive(answer(town.bob, meeting), lambda _said, letter=letter: letter, envelope) == taking.TAKEN
    assert list(session.scalars(select(Received.outcome))) == ["dropped"] * len(LOOPS)
    assert letters("not_counted") == []


def test_our_own_letter_come_back_is_dropped(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    drain.drain()
    source = letters("confirmed")[0].source.encode()
    assert receive(answer(town.bob, meeting), lambda _said: source) == taking.TAKEN
    assert session.scalar(select(Received.outcome)) == "dropped"


def test_not_even_an_answer_is_taken_from_a_list(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    for number, head in enumerate(("Precedence: list", "List-Id: <all.bobs.example>")):
        receive(answer(town.bob, meeting).but(headers=(head,), number=f"<{number}@bobs.example>"))
    assert state(town.bob, meeting) == "going"


def test_an_answer_counts_though_a_robot_sent_it_for_who_pressed(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    receive(answer(town.bob, meeting), programs.gmail)
    assert state(town.bob, meeting) == "declined"


def test_so_many_answers_a_day_and_no_more(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    for number in range(taking.MOST_ANSWERS + 2):
        said = answer(town.bob, meeting, "ACCEPTED", uid="another").but(number=f"<{number}@bobs.example>")
        assert receive(said) == taking.TAKEN
    assert len(letters("not_counted")) == taking.MOST_ANSWERS
    found = list(session.scalars(select(Received.outcome).order_by(Received.id)))
    assert found[taking.MOST_ANSWERS :] == ["unanswered"] * 2


FORGED = {
    "fail": (("Authentication-Results: mx.example; spf=pass;\r\n dmarc=fail (p=none) header.from=bobs.example",), True),
    "fail, second of two": (
        ("Authentication-Results: mx.example; dkim=pass", "Authentication-Results: MX.example 1; DMARC = FAIL"),
        True,
    ),
    "pass": (("Authentication-Results: mx.example; dmarc=pass (dmarc=fail would be bad)",), False),
    "said by a stranger": (("Authentication-Results: mx.else.example; dmarc=fail",), False),
    "nothing said": ((), False),
}


@pytest.mark.parametrize(("heads", "is_forged"), FORGED.values(), ids=FORGED)
def test_what_the_trusted_server_says_is_believed(light, heads, is_forged):
    letter = mime.read("\r\n".join([*heads, "", ""]).encode())
    assert judging.is_forged(letter) is is_forged


def test_where_no_server_is_trusted_none_is_believed(light):
    light.config["NETAPP"] = replace(light.config["NETAPP"], mailin_trusts="")
    assert judging.is_forged(mime.read(b"Authentication-Results: ; dmarc=fail\r\n\r\n")) is False


def test_what_is_forged_is_refused(town, receive):
    meeting = town.meeting()
    sign_up(town.bob, meeting)
    heads, _is_forged = FORGED["fail"]
    assert receive(answer(town.bob, meeting).but(headers=heads)) == taking.FORGED
    assert state(town.bob, meeting) == "going"
