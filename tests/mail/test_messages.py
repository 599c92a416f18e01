"""The finished message: what every mail program must be able to read, and what nobody may slip into it."""

import email
import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from netapp.config import Config
from netapp.core.db import session
from netapp.core.letters import Order, Part, Picture
from netapp.core.site import Site
from netapp.mail import drain, message
from netapp.mail.writing import Finished
from tests.mail.conftest import ICS, Room, Sink, order, written

CONFIG = Config(var=Path("/nowhere"), site_url="https://net.example", mail_from="post@net.example")
READER = Order(7, "ada@reader.example", "Åse Nørgaard", "da", {})
PNG = bytes(range(256)) * 3
PLAIN = Finished(READER, "Møde", "Hej Åse\n", "<p>Hej Åse</p>\n", sender="Builders", site_name="netapp")
EVERY_TEXT = st.text(st.characters(codec="utf-8"), max_size=120)


def built(letter: Finished) -> tuple[bytes, EmailMessage]:
    raw = message.build(letter, "note|meeting:7|7|", CONFIG).as_bytes()
    return raw, email.message_from_bytes(raw, policy=default)


def test_the_headers_say_who_writes_and_that_a_machine_does() -> None:
    raw, read = built(PLAIN)
    assert str(read["From"]) == "Builders via netapp <post@net.example>"
    assert str(read["To"]) == "Åse Nørgaard <ada@reader.example>"
    assert str(read["Subject"]) == "Møde"
    assert (read["Auto-Submitted"], read["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    assert re.fullmatch(r"<[0-9a-f]{40}@net\.example>", str(read["Message-ID"]))
    assert read["Date"].datetime.tzinfo is not None
    assert raw.isascii()


def test_the_answer_to_ones_own_deed_has_no_unsubscribe_header() -> None:
    _raw, read = built(PLAIN)
    assert [name for name in read if name.lower().startswith("list-")] == []


def test_a_letter_that_can_be_stopped_says_how_on_one_line() -> None:
    url = "https://net.example/letters/stop/" + "x" * 300
    raw, read = built(replace(PLAIN, stop="group:3", stop_url=url))
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert str(read["List-Id"]) == "<group-3.net.example>"


def test_a_picture_stands_beside_the_html_that_shows_it() -> None:
    raw, read = built(replace(PLAIN, pictures=[Picture("x@ticket", PNG)], calendar=Part(ICS, "REQUEST")))
    assert [part.get_content_type() for part in read.walk()][2:6] == [
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    (picture,) = (part for part in read.walk() if part.get_content_type() == "image/png")
    assert picture.get_payload(decode=True) == PNG
    assert picture["Content-ID"] == "<x@ticket>"
    assert max(map(len, raw.split(b"\r\n"))) < 300


def test_text_comes_first_then_html_then_the_calendar() -> None:
    raw, read = built(replace(PLAIN, calendar=Part(ICS, "REQUEST")))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, file = list(read.walk())[4:]
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == ICS
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert file.get_filename() == "invite.ics"
    assert max(map(len, raw.split(b"\r\n"))) < 300


def test_a_letter_without_a_calendar_has_only_the_two_versions() -> None:
    _raw, read = built(PLAIN)
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_no_encoded_word_is_longer_than_rfc_2047_allows() -> None:
    raw, read = built(replace(PLAIN, subject="Åbent hus på Ærø " * 15))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(len(word) for word in re.findall(rb"=\?.*?\?=", head)) <= 75
    assert str(read["Subject"]) == ("Åbent hus på Ærø " * 15).strip()


@pytest.mark.parametrize("where", ["subject", "sender", "site_name", "name"])
def test_nobody_slips_a_header_in(where: str) -> None:
    evil = "Ada\r\nBcc: all@reader.example\r\n\r\n<h1>Hello</h1>"
    changed: dict[str, Any] = {"order": replace(READER, name=evil)} if where == "name" else {where: evil}
    letter = replace(PLAIN, **changed)
    raw, read = built(letter)
    assert read["Bcc"] is None
    assert not read.defects
    assert read.get_body(("plain",)) is not None
    assert b"\nBcc" not in raw


@pytest.mark.parametrize(
    "name",
    [
        "Skaraborgs industrinätverk för hållbarhet och cirkularitet",
        "Miljöteknik södra Östersjön",
        "Pohjois-Karjalan resurssipajat, työryhmä (Lieksa)",
        "Nørgaard, Åse",
        'O"Brien \\ Co. =?utf-8?q?x?=',
        "Ærø  & ærø",
    ],
)
def test_names_arrive_as_they_are(name: str) -> None:
    _raw, read = built(replace(PLAIN, order=replace(READER, name=name), sender=name))
    expected = " ".join(name.split())
    assert read["To"].addresses[0].display_name == expected
    assert read["From"].addresses[0].display_name == f"{expected} via netapp"


@given(name=EVERY_TEXT, sender=EVERY_TEXT, subject=EVERY_TEXT)
@example(name="Nørgaard, Åse, " * 8, sender='"), <x@y.example>, (' * 5, subject="=?utf-8?q?x?=")
def test_any_name_and_subject_makes_a_sound_message(name: str, sender: str, subject: str) -> None:
    raw, read = built(replace(PLAIN, order=replace(READER, name=name), sender=sender, subject=subject))
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert [one.addr_spec for one in read["To"].addresses] == ["ada@reader.example"]
    assert [one.addr_spec for one in read["From"].addresses] == ["post@net.example"]
    assert set(read.keys()) == set(built(PLAIN)[1].keys())


@given(body=st.text(max_size=300))
@example(body="From here\n.\n..\n \n a  \n\t\n=20=\n--=_\n" + "å" * 200 + "\n" + "x y " * 400 + "\r\nend \r")
def test_any_text_arrives_as_it_is_on_lines_that_every_server_takes(body: str) -> None:
    raw, read = built(replace(PLAIN, text=body, html=body, calendar=Part(ICS, "REQUEST")))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert not read.defects
    for part in list(read.walk())[2:4]:
        assert bytes(part.get_payload(decode=True) or b"").splitlines() == body.encode().splitlines()


def test_a_whole_letter_reads_well_in_both_versions(app: Flask, room: Room, sink: Sink) -> None:
    session.add(Site(id=1, name="Nordic <Green>"))
    room.says = lambda order: written(stop="group:3", sender="Builders & Co")
    order("ada")
    drain.drain()
    plain, html = (sink.messages[0].get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    text, markup = plain.get_content().replace("\r\n", "\n"), html.get_content()
    assert text.startswith(
        "Hello Ada,\n\nWhen: Tuesday\nWhere: Taastrup\n  Gregersensvej 1\n\nMøde i Taastrup\nhttps://"
    )
    assert "\n--\nYou get this because you follow Builders.\n\nStop letters like this one\nhttp" in text
    assert text.endswith("\nNordic <Green>\nhttp://127.0.0.1:8000/\n")
    assert "\n\n\n" not in text
    links = {link.replace("&amp;", "&") for link in re.findall('href="([^"]+)"', markup)}
    assert links == set(re.findall(r"^https?://\S+$", text, flags=re.MULTILINE))
    assert len(links) == 3
    assert "<p>Hello Ada,</p>" in markup
    assert "Taastrup<br>Gregersensvej 1" in markup
    assert "Nordic &lt;Green&gt;" in markup
    assert not re.search(r"<img|<script|url\(|\son\w+=", markup)
    assert str(sink.messages[0]["From"]) == '"Builders & Co via Nordic <Green>" <post@net.example>'
