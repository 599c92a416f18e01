"""Letters that no program writes: read in no time, or refused; never an error, never a loss of memory."""

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netapp.core import mime
from netapp.core.incoming import Part
from netapp.events.calendars import itip
from tests.mailin import programs
from tests.mailin.programs import Said

SAID = Said("calendar+k@in.net.example", "meeting-1@net.example", "bob@bobs.example")
MEGA = 1_000_000


def nested(deep: int, kind: str = "multipart/mixed") -> bytes:
    head = b"".join(b"Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n" % (kind.encode(), n, n) for n in range(deep))
    return b"From: bob@bobs.example\r\n" + head + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"


def cheap(source: bytes) -> list[Part] | None:
    """The parts, or None when it is refused; in little time and little more memory than the letter itself takes."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        parts = list(mime.read(source).parts)
        itip.find(parts)
    except mime.Odd:
        parts = None
    spent, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 5
    assert most < 6 * len(source) + 20_000_000
    return parts


HUGE = {
    "one line": b"x" * MEGA,
    "a head without end": b"Subject: x\r\n" * (MEGA // 12),
    "one endless field": b"Subject: " + b"x" * MEGA,
    "boundaries alone": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * (MEGA // 5),
    "parts in parts": nested(5_000),
    "a part that is all head": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + b"a:b\r\n" * (MEGA // 5),
    "letters in letters": b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "base64 of nothing": b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"=-" * (MEGA // 2),
    "quotes without end": b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"=" * MEGA,
    "folds": b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nUID:" + b"x\r\n " * (MEGA // 4),
    "attendees": b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n" + b"ATTENDEE:mailto:a@b.example\r\n" * 30_000,
    "events": b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 50_000,
    "beginnings": b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
    "spaces behind a boundary": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b" + b" " * MEGA + b"x",
}


@pytest.mark.parametrize("source", HUGE.values(), ids=HUGE)
def test_what_is_huge_costs_little(source):
    cheap(source)


def test_what_lies_too_deep_is_refused_and_what_lies_deep_is_not():
    assert cheap(nested(mime.DEEPEST + 1)) is None
    (part,) = cheap(nested(mime.DEEPEST)) or []
    assert part.kind == "text/calendar"


def test_so_many_parts_and_no_more():
    piece = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    assert len(cheap(head + piece * 90) or []) == 90
    assert cheap(head + piece * 200) is None


def test_a_letter_within_a_letter_says_nothing():
    inner = programs.bare(SAID)
    assert mime.read(b"Content-Type: message/rfc822\r\n\r\n" + inner).parts == ()


ODD_HEADS = [
    b"Content-Type: text/calendar; method=REPLY; charset*=utf-8''%ff; name*0*=x''%e6; name*99999999999999999999=y",
    b"Content-Type: text/calendar; boundary*" + b"9" * 5000 + b"=x; method=REPLY",
    b'Content-Type: ;;;; = = "',
    b'Content-Type: multipart/mixed; boundary=""',
    b"Content-Type: multipart/mixed; boundary=(.*)+\\",
    b"Content-Transfer-Encoding: \xff\xfe",
    b"From: =?utf-16?b?AA?=",
    b"From: <a@b.example>, <c@d.example>",
    b"From: " + b"(" * 5000,
    b"From: bob@" + "bübs.example".encode(),
    b"Date: Mon, 99 Jan 99999999 99:99:99 +9999",
    b"Message-ID: <a@b.example>\r\n\tBcc: c@d.example",
    b"\x00\x80: \xff",
]


@pytest.mark.parametrize("head", ODD_HEADS)
def test_an_odd_head_is_read_as_far_as_it_goes(head):
    letter = mime.read(head + b"\r\n\r\n" + programs.ics(SAID).encode())
    itip.find(letter.parts)
    assert "\n" not in letter.id + letter.sender
    assert letter.sender in {"", "bob@xn--bbs-hoa.example"}
    assert letter.sent_at is None


@settings(max_examples=60)
@given(st.sampled_from(list(programs.PROGRAMS.values())), st.data())
def test_whatever_happens_to_a_letter_on_its_way_it_is_no_error(program, data):
    mangled(program, data)


@pytest.mark.soak
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(programs.PROGRAMS.values())), st.data())
def test_twenty_thousand_mangled_letters_are_no_error(program, data):
    mangled(program, data)


def mangled(program, data):
    source = bytearray(program(SAID))
    for _time in range(data.draw(st.integers(1, 8))):
        at, long = data.draw(st.integers(0, len(source) - 1)), data.draw(st.integers(0, 40))
        source[at : at + long] = data.draw(st.binary(max_size=40))
        source = source or bytearray(b"x")
    try:
        letter = mime.read(bytes(source))
    except mime.Odd:
        return
    itip.find(letter.parts)
    assert letter.sender.isascii() or "@" in letter.sender
    assert letter.sent_at is None or letter.sent_at.tzinfo is not None


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_whatever_stands_in_an_object_it_is_no_error(text):
    object_ = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nRECURRENCE-ID;{text}\r\nATTENDEE;{text}\r\nDTSTAMP:{text}"
    )
    itip.find([Part("text/calendar", f"{object_}\r\nEND:VEVENT\r\n".encode())])


def test_the_first_and_last_moments_of_time_are_no_error():
    for moment in (
        "00010101T000000Z",
        "99991231T235959Z",
        "00000000T000000",
        "20260230T120000Z",
        ";TZID=Nowhere:20260101T120000",
    ):
        value = moment if moment.startswith(";") else f":{moment}"
        said = SAID.but(occurs=value, stamp=moment.lstrip(":;"))
        reply = itip.find(mime.read(programs.bare(said)).parts)
        assert reply
        assert reply.answers
