"""Letters that come back: what servers say, which addresses get none any more, who sees it, and trying again."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock, mime
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.groups import lists, records
from netapp.mail import drain, outbox, reports, returning, writing
from netapp.mail.models import Letter, Returned
from netapp.mail.outbox import To
from netapp.mailin import taking
from tests.mailin.reports import REPORTS

REASON = {"Our letters don’t reach you", "there is no such mailbox"}


@pytest.mark.parametrize("name", REPORTS)
def test_each_servers_report_is_understood(name):
    report = REPORTS[name]
    found = reports.failure(mime.read(report.source.encode()).parts)
    assert (found and (found.status, found.for_good)) == (report.status and (report.status, report.for_good))


def test_no_text_is_a_failure_by_its_numbers_alone_and_none_takes_long():
    for said in ("", "550", "Your order 550 5.1.1 is on its way", "a" * 200_000, "550 " * 50_000, "5.1.1\n" * 9999):
        assert reports.failure(mime.read(b"From: x@y.example\n\n" + said.encode()).parts) is None


@pytest.fixture
def sent(mailin, town):
    """sent(name): a letter to Bob that was sent, and comes back as this report says."""

    def come(name, days=0):
        letter = Letter(key=f"{name}|{days}|{clock.now()}", letter="invitation", thing=f"group:{town.builders.id}")
        letter.address, letter.language, letter.state, letter.person_id = town.bob.email, "en", "sent", town.bob.id
        session.add(letter)
        session.commit()
        number = letter.id
        to = returning.sender(number)
        session.rollback()
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            (answer,) = taking.receive(mailin, REPORTS[name].source.encode(), [to], "")
        assert answer.code == 250
        session.expire_all()
        return session.get(Letter, number)

    return come


def test_an_address_that_is_no_good_gets_no_more_letters_until_its_owner_says_so(town, as_, sent, monkeypatch):
    letter = sent("postfix")
    assert (letter.state, letter.error[:5]) == ("failed", "5.1.1")
    assert returning.among([town.bob.email, town.ole.email]) == {town.bob.email}
    for path in ("/me", "/settings"):
        page = as_(town.bob).get(path).text
        assert all(words in page for words in REASON), path
        assert "Our letters" not in as_(town.ole).get(path).text
    assert as_(town.bob).post("/letters/returned").status_code == 303
    assert not returning.among([town.bob.email])
    assert "Our letters" not in as_(town.bob).get("/me").text


def test_what_may_pass_stops_letters_on_the_third_day_within_a_month(town, sent):
    for days, is_shut in ((0, False), (0, False), (9, False), (12, True)):
        sent("gmail, full", days)
        assert bool(returning.among([town.bob.email])) == is_shut, days
    session.query(Returned).delete()
    session.commit()
    for days in (0, 31, 62, 93):
        assert sent("postfix, given up", days).state == "sent"
    assert not returning.among([town.bob.email])
    for name in ("postfix, delayed", "away", "a receipt"):
        sent(name)
    assert session.get(Returned, town.bob.email).times == 1


def test_letters_that_have_a_stop_link_stay_away_and_answers_to_ones_own_deed_are_tried(town, sent, monkeypatch):
    sent("exchange")
    session.query(Letter).delete()
    to = To(town.bob.id, town.bob.email, "Bob", "en")
    for number, stop in enumerate(("group:1", None)):
        outbox.post("sample", f"x:{number}", to, stop=stop)
    session.commit()

    def write(_name, order):
        made = {"subject": "x", "text": "x", "html": "x", "sender": "", "site_name": "n", "stop": order.data["stop"]}
        return writing.Finished(order=order, **made)

    monkeypatch.setattr(writing, "write", write)
    assert drain.drain() == 2
    session.expire_all()
    states = session.query(Letter.thing, Letter.state, Letter.error).order_by(Letter.thing).all()
    assert [tuple(one) for one in states] == [
        ("x:0", "missed", "letters to this address come back"),
        ("x:1", "kept", ""),
    ]


def test_organisers_see_whom_letters_do_not_reach_and_nobody_else_does(town, as_, sent):
    sent("gmail")
    address = f"/groups/{town.builders.id}/members"
    page = as_(town.ole).get(address).text
    assert page.count("Letters come back") == 1
    assert "Letters to 1 member come back" in page
    narrowed = as_(town.ole).get(f"{address}?returned=1").text
    assert town.bob.name in narrowed
    assert town.carol.name not in narrowed
    assert "by phone or through a colleague" in narrowed
    for who in ("bob", "mia"):
        assert "come back" not in as_(town.people[who]).get(f"{address}?returned=1").text
        shown = [
            lists.members(records.as_viewer(town.people[who]), town.builders, returned=one) for one in (True, False)
        ]
        assert [row.id for row in shown[0].rows] == [row.id for row in shown[1].rows]
        assert (shown[0].total, shown[0].returned) == (shown[1].total, 0)


def test_a_strange_key_is_no_address_and_who_is_erased_is_forgotten(mailin, town, sent):
    (answer,) = taking.receive(mailin, REPORTS["gmail"].source.encode(), ["bounce+aaaa@in.net.example"], "")
    assert answer == taking.UNKNOWN
    with pytest.raises(NotVisible):
        returning.known("")
    sent("gmail")
    outbox.forget(town.bob.id, town.bob.email)
    assert not session.query(Returned).count()


def test_our_own_server_stops_nobodys_letters_by_refusing_all(town):
    returning.refused("a@b.example", "550 relay not permitted")
    returning.refused("c@b.example", "550 5.1.1 User unknown")
    returning.refused("d@b.example", "554 5.4.1 not here")
    assert returning.among(["a@b.example", "c@b.example", "d@b.example"]) == {"c@b.example"}
