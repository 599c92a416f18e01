"""Archives of old lists, as Mailman and others have left them."""

import gzip
import io
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.forums.importing import dates, mbox, threads
from netapp.forums.mailing import subjects

NOW = datetime(2026, 11, 23, tzinfo=UTC)

PIPERMAIL = """From ole at byg.example  Tue Nov 21 09:14:02 2017
From: ole at byg.example (=?iso-8859-1?Q?Ole_M=F8ller?=)
Date: Tue, 21 Nov 2017 10:14:02 +0100
Subject: [gront] Kickstart i Taastrup
Message-ID: <A1@byg.example>

Ca. 20 deltagere m\u00f8dte op.
>From starten var stemningen god.

From the harbour we go on by bus.
From Monday 21 Nov on the hall is open.

Med venlig hilsen
Ole
-------------- next part --------------
An HTML attachment was scrubbed...
URL: <http://lists.example/pipermail/gront/attachments/20171121/a1/attachment.html>
-------------- next part --------------
A non-text attachment was scrubbed...
Name: masterplan.pdf
Type: application/pdf
Size: 1234 bytes
Desc: not available
URL: <http://lists.example/pipermail/gront/attachments/20171121/a1/masterplan.pdf>
-------------- next part --------------
A non-text attachment was scrubbed...
Name: signature.asc
Type: application/pgp-signature
URL: <http://lists.example/pipermail/gront/attachments/20171121/a1/signature.asc>

From karin at assar.example  Wed Nov 22 08:00:00 2017
From: karin at assar.example (Karin =?utf-8?Q?Lindstr=C3?= =?utf-8?Q?=B6m?=)
Date: Wed, 22 Nov 17 09:00:00 CET
Subject: SV: [gront] Re: Kickstart i Taastrup
In-Reply-To: Your message of "Tue, 21 Nov 2017 10:14:02 +0100." <A1@byg.example>
Message-ID: <K1@assar.example>

> Ca. 20 deltagere m\u00f8dte op.

Vem var med fr\u00e5n Sk\u00f6vde?

> From starten var stemningen god.

Bra!
_______________________________________________
Gront mailing list
Gront at lists.example
http://lists.example/mailman/listinfo/gront
"""


def read(source: str | bytes, **more) -> list[mbox.Message | mbox.Unread]:
    data = source if isinstance(source, bytes) else source.encode("latin-1")
    return list(mbox.messages(io.BytesIO(data), NOW, **more))


def letter(head: str, body: str = "Hej", begin: str = "From a@b.example Tue Nov 21 09:14:02 2017") -> str:
    return f"{begin}\n{head}\n\n{body}\n\n"


def one(head: str, body: str = "Hej") -> mbox.Message:
    (message,) = read(letter(head, body))
    assert isinstance(message, mbox.Message)
    return message


def test_mailmans_archive_is_read():
    ole, karin = read(PIPERMAIL)
    assert (ole.name, ole.address, ole.subject) == ("Ole Møller", "ole@byg.example", "Kickstart i Taastrup")
    assert ole.at == datetime(2017, 11, 21, 9, 14, 2, tzinfo=UTC)
    assert ole.text == (
        "Ca. 20 deltagere mødte op.\nFrom starten var stemningen god.\n\nFrom the harbour we go on by bus.\n"
        "From Monday 21 Nov on the hall is open.\n\nMed venlig hilsen\nOle\n\n"
        "masterplan.pdf <http://lists.example/pipermail/gront/attachments/20171121/a1/masterplan.pdf>"
    )
    assert (karin.name, karin.parent, karin.is_answer) == ("Karin Lindström", "<A1@byg.example>", True)
    assert (karin.subject, karin.at.hour) == ("Kickstart i Taastrup", 8)
    assert karin.text.endswith("> From starten var stemningen god.\n\nBra!")
    (thread,) = threads.threads([ole, karin])
    assert thread.parents == {karin.id: ole.id}


def test_a_packed_archive_is_read_and_one_that_is_cut_off_as_far_as_it_goes():
    packed = gzip.compress(PIPERMAIL.encode("latin-1")) + gzip.compress(letter("Subject: x").encode())
    assert len(read(packed)) == 3
    *found, last = read(packed[:-20])
    assert isinstance(last, mbox.Unread)
    assert last.number == len(found) + 1


def test_a_letter_that_cannot_be_read_is_told_and_the_next_one_is_read():
    odd = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 200
    unread, message = read(letter("Subject: x\n" + odd) + letter("Subject: y"))
    assert unread == mbox.Unread(1, "it has too many parts")
    assert message.subject == "y"


def test_what_looks_like_the_end_of_a_letter_is_not_always_one():
    log = "From ole@byg.example Tue Nov 21 09:14:02 2017\nsaid the log\n______________________________\nSidste ord"
    assert one("X: y", log).text == log


FROM = {
    "plain": ("From: Ole <ole@byg.example>", ("Ole", "ole@byg.example")),
    "hidden in brackets": ('From: "Møller, Ole" <ole at byg.example>', ("Møller, Ole", "ole@byg.example")),
    "hidden, without a name": ("From: ole at byg.example", ("ole", "ole@byg.example")),
    "another hiding": ("From: Ole <ole(at)byg.example>", ("Ole", "ole@byg.example")),
    "raw latin-1": ("From: J\xf8rn \xc5 <j@byg.example>", ("Jørn Å", "j@byg.example")),
    "raw utf-8": ("From: J\u00c3\u00b8rn <j@byg.example>", ("Jørn", "j@byg.example")),
    "raw koi8": ("From: \xf0\xc5\xd4\xd2\xcf\xd7\xc9\xde <p@byg.example>", ("Петрович", "p@byg.example")),
    "an unknown charset": ("From: =?x-none?Q?J=F8rn?= <j@byg.example>", ("Jørn", "j@byg.example")),
    "broken base64": ("From: =?utf-8?B?J?= <j@byg.example>", None),
    "in the list's name": (
        "From: Ole via Gront <gront@lists.example>\nReply-To: Ole <ole@byg.example>",
        ("Ole", "ole@byg.example"),
    ),
    "none": ("X: y", ("a", "a@b.example")),
    "an address for a name": ('From: "ole@byg.example" <ole@byg.example>', ("ole", "ole@byg.example")),
}


@pytest.mark.parametrize(("head", "expected"), FROM.values(), ids=FROM)
def test_whom_a_letter_is_from(head, expected):
    message = one(head)
    if expected:
        assert (message.name, message.address) == expected


DATES = {
    "Tue, 21 Nov 2017 10:14:02 +0100": "2017-11-21T09:14:02",
    "Tue, 21 Nov 17 10:14:02 MET": "2017-11-21T09:14:02",
    "21 Nov 98 10:14 EST": "1998-11-21T15:14:00",
    "Tue Nov 21 10:14:02 CET 2017": "2017-11-21T09:14:02",
    "Tue, 21 Nov 2017 10:14:02 +9900": "2017-11-21T10:14:02",
    "Tue, 21 Nov 2017 10:14:02 +0100 (Romance Standard Time)": "2017-11-21T09:14:02",
    "2017-11-21 10:14:02 +0100": "2017-11-21T09:14:02",
    "2017-11-21T10:14:02Z": "2017-11-21T10:14:02",
    "21.11.2017 10.14": "2017-11-21T10:14:00",
    "21/11/2017 10:14": "2017-11-21T10:14:00",
    "Sat, 21 Jul 2012 10:14:02 MET DST": "2012-07-21T08:14:02",
    "tirsdag": None,
    "Tue, 99 Nov 2017 99:99:99 +0100": None,
    "9" * 5000: None,
    "": None,
}


@pytest.mark.parametrize(("said", "expected"), DATES.items())
def test_a_date_is_read_however_it_is_written(said, expected):
    found = dates.parse(said)
    assert (found.replace(tzinfo=None).isoformat() if found else None) == expected


def test_a_date_that_cannot_be_is_that_of_the_archive():
    for wrong in ("Tue, 21 Nov 2077 10:00:00 +0000", "Thu, 01 Jan 1970 00:00:00 +0000", "i går"):
        assert one(f"Date: {wrong}").at == datetime(2017, 11, 21, 9, 14, 2, tzinfo=UTC)


def test_a_letter_without_a_date_is_dated_by_its_neighbours():
    begin = "From a@b.example Tue Nov 21 99:14:02 2017"
    dated = letter("Date: Tue, 21 Nov 2017 10:00:00 +0000")
    undated = [letter("X: y", f"{n}", begin) for n in range(4)]
    found = read(undated[0] + undated[1] + dated + undated[2] + undated[3])
    assert [(one.at - found[2].at).total_seconds() for one in found] == [-2, -1, 0, 1, 2]
    assert [one.is_dated for one in found] == [False, False, True, False, False]
    assert [one.text for one in read(undated[0] + undated[1])] == ["0", "1"]


def test_one_letter_twice_is_told_once_and_two_with_one_number_are_two():
    same = letter("Message-ID: <a@b.example>")
    found = read(same + same + letter("Message-ID: <a@b.example>", "Andet") + letter("X: y") + letter("X: y"))
    assert len({one.id for one in found}) == len(found) == 3
    assert found[0].id == "<a@b.example>"
    assert all(one.id.endswith("@archive.invalid>") for one in found[1:])


NUMBERS = {
    "<a@b.example>": "<a@b.example>",
    'Ole\'s message of "Tue" <a@b.example>': "<a@b.example>",
    "<ole@byg.example> <a@b.example>": "<a@b.example>",
    "a@b.example": "<a@b.example>",
    "<a at b.example>": "<a@b.example>",
    "your letter": "",
    "<" * 2000: "",
}


@pytest.mark.parametrize(("said", "expected"), NUMBERS.items())
def test_what_a_letter_answers(said, expected):
    assert one(f"In-Reply-To: {said}").parent == expected


def test_references_are_read_where_they_are_broken_and_too_many():
    head = "References: <0@b.example>\n\t<1@\n b.example>" + "".join(f"\n\t<{n}@b.example>" for n in range(2, 50))
    message = one(head)
    assert len(message.references) == 30
    assert message.parent == "<49@b.example>"
    assert one("References: <0@b.example>\n <1@b.exam").references == ("<0@b.example>",)


def test_subjects_lose_what_programs_put_before_them():
    for said in ("Re: SV: VS: Vs: Antw: x", "[gront] Re: [gront] x", "Re[2]: Fwd: x", "AW: [Gront-dk] SV:x", "RE : x"):
        assert subjects.bare(said, takes_tags=True) == "x"
    assert subjects.bare("[2 pladser] Re: x [y]", takes_tags=True) == "x [y]"
    assert subjects.bare("[Løst] x") == "[Løst] x"
    assert subjects.bare("[gront] x", "Gront") == "x"
    assert subjects.bare("Reparation: x") == "Reparation: x"
    assert subjects.bare("Re: ") == ""


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_has_happened_to_an_archive_it_is_no_error(data):
    source = bytearray(PIPERMAIL.encode("latin-1"))
    for _time in range(data.draw(st.integers(1, 6))):
        at, long = data.draw(st.integers(0, len(source) - 1)), data.draw(st.integers(0, 60))
        source[at : at + long] = data.draw(st.binary(max_size=60))
    for message in read(bytes(source)):
        assert isinstance(message, mbox.Unread) or (message.at.tzinfo and "\n" not in message.subject + message.id)


class Endless(io.RawIOBase):
    """An archive of so many letters, made while it is read."""

    def __init__(self, count: int) -> None:
        self._left, self._count, self._at = b"", count, 0

    def seek(self, _place: int, _whence: int = 0) -> int:
        self._left, self._at = b"", 0
        return 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while len(self._left) < len(buffer) and self._at < self._count:
            head = f"Message-ID: <{self._at}@b.example>\nIn-Reply-To: <{self._at - 1}@b.example>"
            self._left += letter(head, f"{self._at}\n" + "x" * 500).encode()
            self._at += 1
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def spent(count: int) -> float:
    begun = time.process_time()
    found = [one for one in mbox.messages(io.BufferedReader(Endless(count)), NOW) if isinstance(one, mbox.Message)]
    assert [message.id for message in found] == [f"<{n}@b.example>" for n in range(count)]
    return time.process_time() - begun


def test_an_archive_takes_time_by_its_length_and_memory_by_its_longest_letter():
    spent(20)
    short = min(spent(50), spent(50))
    assert spent(400) < 8 * short * 2
    tracemalloc.start()
    size = sum(1 for _one in mbox.letters(io.BufferedReader(Endless(3_000))))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 3_000
    assert most < 500_000
