"""Badges, the list to sign and the tables on paper: for organisers, of those who have a seat."""

import json
import re
import zlib

import pytest
from sqlalchemy import select

from netapp.core import typesetting
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.events.models import SignUp
from netapp.events.rooms.models import Place, Room
from netapp.members.models import Person

ODD = "Maximiliane-Theodora von Hohenzollern-Sigmaringen zu Schleswig-Holstein-Sonderburg"


@pytest.fixture
def printed(monkeypatch):
    """What is set, as it was last asked for."""
    seen = []
    real = typesetting.pdf

    def setting(template, content):
        seen.append(json.loads(content))
        return real(template, content)

    monkeypatch.setattr(typesetting, "pdf", setting)
    return lambda: seen[-1]


@pytest.fixture
def fair(town):
    meeting = town.meeting(title="Heat day", place="Hall 7", address="Quay 1")
    for turn, (name, state) in enumerate((("mia", "going"), ("bob", "going"), ("carol", "waiting"), ("gus", "going"))):
        row = SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state=state, turn=turn)
        row.company = f"{name.title()} & Co #panic"
        session.add(row)
    town.gus.name = ODD
    session.commit()
    return meeting


def pages(pdf):
    """Read without the library that wrote it: the pages of a PDF are objects, most of them in packed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    said = [pdf]
    for stream in streams:
        try:
            said.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", one)) for one in said)


def test_badges_name_those_who_have_a_seat_in_order_and_blank_ones_follow(town, as_, fair, printed):
    answer = as_(town.ole).get(f"/meetings/{fair.id}/badges.pdf?sheet=labels&blank=8")
    assert (answer.status_code, answer.mimetype, pages(answer.data)) == (200, "application/pdf", 2)
    assert b"pdfuaid:part" in answer.data
    badges = printed()["badges"]
    assert [one["first"] for one in badges] == ["Bob", "Maximiliane-Theodora", "Mia", *[""] * 8]
    assert badges[1]["name"] == ODD
    assert {one["network"] for one in badges} == {town.builders.name}
    assert (badges[0]["company"], printed()["width"]) == ("Bob & Co #panic", 80)
    as_(town.ole).get(f"/meetings/{fair.id}/badges.pdf?sheet=odd&blank=999999")
    assert (len(printed()["badges"]), printed()["width"], printed()["marks"]) == (53, 90, True)


def test_the_list_to_sign_says_when_where_and_whose_it_is(town, as_, fair, printed):
    url = f"/meetings/{fair.id}/attendance.pdf?blank=40&role=yes&funder=Co-funded+by+the+%23Union"
    answer = as_(town.ole).get(url)
    assert pages(answer.data) == 3
    said = printed()
    assert [row[1] for row in said["rows"][:4]] == ["Bob Bobsen", ODD, "Mia Miasen", ""]
    assert (len(said["rows"]), len(said["heads"]), said["rows"][-1][0]) == (43, 5, "43")
    assert ["Where", "Hall 7, Quay 1"] in said["facts"]
    assert ["Held by", town.builders.name] in said["facts"]
    assert (said["funder"], said["meeting"]) == ("Co-funded by the #Union", "Heat day")
    as_(town.ole).get(f"/meetings/{fair.id}/attendance.pdf?lang=fi")
    assert printed()["lang"] == "fi"
    assert len(printed()["heads"]) == 4


def test_tables_are_printed_by_name_and_round_by_round(town, as_, fair, printed):
    ole = as_(town.ole)
    assert ole.get(f"/meetings/{fair.id}/tables.pdf").status_code == 404
    session.add(Room(meeting_id=fair.id, names=["Heat", ""], rounds=2, minutes=10, turn=0))
    session.add(Place(meeting_id=fair.id, person_id=town.bob.id, tables=[0, 1]))
    session.add(Place(meeting_id=fair.id, person_id=town.mia.id, tables=[None, 0]))
    session.commit()
    answer = ole.get(f"/meetings/{fair.id}/tables.pdf")
    assert pages(answer.data) == 3
    assert printed()["people"] == [
        ["Bob Bobsen", "Bob & Co #panic", "1", "2"],
        ["Mia Miasen", "Mia & Co #panic", "–", "1"],
    ]
    second = printed()["rounds"][1]["tables"]
    assert [(one["name"], [who[0] for who in one["people"]]) for one in second] == [
        ("1 · Heat", ["Mia Miasen"]),
        ("Table 2", ["Bob Bobsen"]),
    ]


def test_only_organisers_print_and_it_is_written_down(town, as_, fair):
    for paper in ("badges", "attendance"):
        for who in (town.mia, town.carol, town.nina):
            assert as_(who).get(f"/meetings/{fair.id}/{paper}.pdf").status_code == 403
        assert as_(town.ole).get(f"/meetings/{fair.id}/{paper}.pdf").status_code == 200
    session.rollback()
    rows = session.scalars(select(LogRow).where(LogRow.deed == "print people")).all()
    assert [(row.person_id, row.thing_id, row.details["people"]) for row in rows] == [(town.ole.id, fair.id, 3)] * 2
    assert "printed names of" in as_(town.alice).get(f"/groups/{town.builders.id}/log").text


def test_nobody_at_all_is_a_sentence(town, as_):
    empty = town.meeting()
    session.commit()
    answer = as_(town.ole).get(f"/meetings/{empty.id}/badges.pdf", follow_redirects=True)
    assert "Nobody has a seat yet" in answer.text
    assert as_(town.ole).get(f"/meetings/{empty.id}/badges.pdf?blank=10").mimetype == "application/pdf"


def test_three_hundred_badges_cost_as_many_statements_as_three(town, as_, fair, count_queries):
    ole = as_(town.ole)

    def statements(paper):
        with count_queries() as counter:
            assert ole.get(f"/meetings/{fair.id}/{paper}.pdf").status_code == 200
        return len(counter)

    ole.get("/me")
    few = [statements("badges"), statements("attendance")]
    people = [Person(name=f"Given{number} Family", email=f"p{number}@q.example") for number in range(297)]
    session.add_all(people)
    session.flush()
    session.add_all(SignUp(meeting_id=fair.id, person_id=one.id, state="going", turn=9) for one in people)
    session.commit()
    assert [statements("badges"), statements("attendance")] == few
