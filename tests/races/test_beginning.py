"""One press, one letter, at the same moment in processes of their own, on each engine: one thread."""

from dataclasses import replace

from netapp.core.db import session
from netapp.forums.introducing import actions as introducing
from netapp.forums.introducing.models import Introduction
from netapp.forums.mailing import doors
from netapp.forums.models import Thread
from netapp.groups import records
from netapp.mailin import taking
from tests.races.processes import at_once


def test_an_introduction_that_is_pressed_four_times_at_once_is_one_thread(app, town):
    bob, group_id = records.as_viewer(town.bob), town.builders.id
    session.commit()
    deeds = [lambda number=number: introducing.introduce(bob, group_id, f"I am Bob {number}.") for number in range(4)]
    assert at_once(app, deeds) == []
    session.rollback()
    thread = session.query(Thread).one()
    assert session.query(Introduction).one().thread_id == thread.id


def test_one_letter_to_two_groups_at_once_is_one_thread(app, town, monkeypatch):
    settings = replace(app.config["NETAPP"], mailin_domain="in.net.example", mail_from="post@net.example")
    monkeypatch.setitem(app.config, "NETAPP", settings)
    bob = records.as_viewer(town.bob)
    addresses = [doors.opening_address(bob, group) for group in (town.builders, town.energy, town.secret)]
    session.commit()
    letter = b"From: bob@bobs.example\r\nSubject: Crane\r\nMessage-ID: <1@bobs.example>\r\n\r\nWho has one?\r\n"
    deeds = [lambda to=to: taking.receive(app, letter, [to], "bob@bobs.example") for to in addresses]
    assert at_once(app, deeds) == []
    session.rollback()
    assert session.query(Thread).one().title == "Crane"
