"""The bench of letters: what it orders, asks and refuses; the site itself and its workers run only in the bench."""

import itertools
import smtplib
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from bench import __main__, letters
from bench.figures import Figure
from bench.load import Invalid, Request
from netapp.core.db import session, transaction
from netapp.events import queries, signing_up
from netapp.mail.models import Letter
from tests.support import visitors


def site(tiny):
    return SimpleNamespace(url=tiny.url, server=SimpleNamespace(children=lambda: {"web": []}))


def test_it_asks_at_a_steady_rate(tiny):
    found = letters._read(site(tiny), Request("GET", "/front"), letters._after(0.5))
    assert 1 < found.requests <= 0.5 * letters.RATE + 1
    assert found.requests == len(tiny.asked)
    assert 0 < found.p50 <= found.p99


def test_another_answer_says_nothing_of_the_page(tiny):
    tiny.answers = itertools.cycle([200, 503])
    with pytest.raises(Invalid, match="/front answered 503"):
        letters._read(site(tiny), Request("GET", "/front"), letters._after(5))


def test_letters_go_to_who_has_a_seat_and_to_the_first_again(app, town, monkeypatch):
    monkeypatch.setattr(letters, "LETTERS", 5)
    for days in (5, 9):
        meeting = town.meeting(days=days, seats=1)
        for name in ("bob", "carol"):
            signing_up.sign_up(queries.viewer_of(town.people[name]), meeting.id)
    session.execute(update(Letter).values(state="sent"))
    session.commit()
    letters._order(app)
    ours = [letter for letter in visitors.letters("confirmed", town.bob) if letter.key.endswith("-bench")]
    assert len({letter.key for letter in ours}) == 5
    with pytest.raises(Invalid, match="'queued': 5"):
        letters._check_sent(app)
    is_empty = letters._when_empty(app)
    assert not any(is_empty() for _ in range(letters.RATE))
    with transaction():
        session.execute(update(Letter).values(state="sent"))
    assert any(is_empty() for _ in range(letters.RATE))
    letters._check_sent(app)


def test_a_world_without_seats_is_too_small(app, town):
    with pytest.raises(Invalid, match="Nobody has a seat"):
        letters._order(app)


def test_the_mail_server_takes_every_letter(tmp_path):
    with letters._mail_server(tmp_path) as url:
        where = urlsplit(url)
        with smtplib.SMTP(where.hostname, where.port, "bench.example", timeout=20) as line:
            assert line.sendmail("from@bench.example", ["to@bench.example"], b"Subject: Hello\r\n\r\nHello\r\n") == {}


def test_what_misses_is_said_and_told_by_the_exit_code(monkeypatch, capsys):
    slow = Figure("postgresql", "until 10000 letters have left, two workers", 301.0, "s", most=300)
    monkeypatch.setattr(letters, "measured", lambda *_asked: [slow])
    assert __main__.main(["--letters"]) == 1
    said = capsys.readouterr().out
    assert "MISSED postgresql, until 10000 letters have left, two workers: it is 301.00 s" in said
    assert "path" not in said
