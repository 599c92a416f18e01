"""What a mail server may say, and what it hears; by hand, since smtplib knows no answers of several recipients."""

import io
import tracemalloc
from dataclasses import replace

import pytest

from netapp.core.errors import NotVisible
from netapp.core.incoming import Door
from netapp.mailin import lmtp, taking
from netapp.mailin.lmtp import Conversation

HELLO = "LHLO mx.example\r\nMAIL FROM:<bob@bobs.example>"


@pytest.fixture
def door(light):
    """A door that knows the keys good and full, and keeps what it is brought."""
    got = []

    def known(key):
        if key not in {"good", "full"}:
            raise NotVisible

    def take(letter, key):
        if key == "full":
            raise RuntimeError("the disk is full")
        got.append((letter, key))
        return "taken"

    door = Door("test", known=known, take=take, give_back=lambda *_args: None)
    light.extensions["doors"]["test"] = door
    return got


@pytest.fixture
def talk(light, door):
    """talk("LHLO …", b"…"): the codes that a server hears, the greeting left out."""

    def say(*said: str | bytes) -> list[str]:
        lines = b"".join((one.encode() if isinstance(one, str) else one) + b"\r\n" for one in said)
        heard = io.BytesIO()
        Conversation(light, io.BytesIO(lines), heard, "net.example").hold()
        greeting, *answers = heard.getvalue().decode("ascii").splitlines()
        assert greeting == "220 net.example LMTP netapp"
        return [line[:9] for line in answers if not line.startswith("250-")]

    return say


RCPT = "RCPT TO:<test+good@in.net.example>"


def test_each_recipient_answers_for_itself_after_the_letter(talk, door):
    heard = talk(
        HELLO,
        RCPT,
        "RCPT TO:<test+bad@in.net.example>",
        "RCPT TO:<test+full@in.net.example> NOTIFY=NEVER",
        "DATA",
        "Subject: x\r\n\r\n..dot\r\n.",
        "QUIT",
    )
    assert heard == [
        "250 SIZE ",
        *["250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5", "354 Go on"],
        *["250 2.0.0", "451 4.3.0", "221 2.0.0"],
    ]
    ((letter, key),) = door
    assert (key, letter.parts[0].content) == ("good", b".dot\r\n")


def test_a_letter_ends_with_a_dot_between_two_line_ends_and_nothing_else(talk, door):
    smuggled = b"Subject: x\r\n\r\na\n.\nb\n.\r\nc\r\n.\nMAIL FROM:<eve@eves.example>\r\n."
    assert talk(HELLO, RCPT, "DATA", smuggled, "QUIT")[-2:] == ["250 2.0.0", "221 2.0.0"]
    assert b"MAIL FROM:<eve@eves.example>" in door[0][0].parts[0].content


@pytest.mark.parametrize("long", [64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1])
def test_a_long_line_that_comes_in_pieces_is_one_line(talk, door, long):
    assert talk(HELLO, RCPT, "DATA", b"x: y\r\n\r\n" + b"x" * long + b"\r\n.", "QUIT")[-2:] == [
        "250 2.0.0",
        "221 2.0.0",
    ]
    assert door[0][0].parts[0].content == b"x" * long + b"\r\n"


def test_the_size_is_announced_and_kept_to(talk, door, light):
    light.config["NETAPP"] = replace(light.config["NETAPP"], mailin_mb=1)
    too_long = b"x\r\n" * 400_000 + b"."
    heard = talk(
        "LHLO mx.example", "MAIL FROM:<b@b.example> SIZE=1000001", "MAIL FROM:<b@b.example> BODY=8BITMIME size=9"
    )
    assert heard == ["250 SIZE ", "552 5.3.4", "250 2.1.0"]
    assert talk(HELLO, RCPT, RCPT, "DATA", too_long, "NOOP")[-3:] == ["552 5.3.4", "552 5.3.4", "250 2.0.0"]
    assert door == []


def test_what_is_beyond_the_size_is_read_and_not_kept(light, door):
    light.config["NETAPP"] = replace(light.config["NETAPP"], mailin_mb=1)

    class Endless(io.BytesIO):
        """A letter of 30 megabytes, made as it is read."""

        left = 500

        def readline(self, most=-1):
            self.left -= 1
            return super().readline(most) or (
                b"x" * 60_000 + b"\r\n" if self.left > 0 else b"" if self.left else b".\r\n"
            )

    heard = io.BytesIO()
    tracemalloc.start()
    Conversation(light, Endless(f"{HELLO}\r\n{RCPT}\r\nDATA\r\n".encode()), heard, "net.example").hold()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert heard.getvalue().decode().splitlines()[-1].startswith("552 5.3.4")
    assert most < 4_000_000


def test_thousands_of_recipients_come_in_handfuls(talk, door):
    heard = talk(HELLO, *[RCPT] * 3000, "DATA", "x: y\r\n.", "QUIT")
    assert heard.count("250 2.1.5") == lmtp.MOST_RECIPIENTS
    assert heard.count("452 4.5.3") == 3000 - lmtp.MOST_RECIPIENTS
    assert heard[-2:] == ["250 2.0.0", "221 2.0.0"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("MAIL FROM:<a@b.example>", "503 5.5.1"),
        ("EHLO mx.example", "500 5.5.1"),
        ("LHLO", "501 5.5.4"),
        (f"LHLO x\r\n{RCPT}", "503 5.5.1"),
        (f"{HELLO}\r\nMAIL FROM:<a@b.example>", "503 5.5.1"),
        (f"{HELLO}\r\nDATA", "503 5.5.1"),
        (f"{HELLO}\r\nRCPT TO:<a@b.example\x00>", "550 5.1.1"),
        (f"{HELLO}\r\nRCPT TO:<>", "503 5.5.1"),
        (f"{HELLO}\r\nRCPT TO:<ø@é.example>", "550 5.1.1"),
        ("\x00\xff", "500 5.5.1"),
        ("x" * 5000, "500 5.5.2"),
        ("VRFY bob", "252 2.1.5"),
    ],
)
def test_odd_commands_are_answered(talk, said, heard):
    assert talk(said)[-1] == heard


def test_who_says_nothing_but_nonsense_is_hung_up_on(talk):
    assert talk(*["GET / HTTP/1.1"] * 500)[-1] == "421 4.7.0"


def test_a_line_that_breaks_off_within_a_letter_leaves_nothing(light, door):
    said = f"{HELLO}\r\n{RCPT}\r\nDATA\r\nSubject: x\r\n\r\nhalf a lett"
    with pytest.raises(lmtp.Hung):
        Conversation(light, io.BytesIO(said.encode()), io.BytesIO(), "net.example").hold()
    assert door == []


def test_the_site_can_stop_between_two_letters(light, door):
    heard = io.BytesIO()
    conversation = Conversation(light, io.BytesIO(b"NOOP\r\n"), heard, "net.example")
    conversation.is_over = True
    conversation.hold()
    assert b"421 4.3.2" in heard.getvalue()


def test_answers_fit_on_a_line():
    for answer in (taking.TAKEN, taking.LATER, taking.UNKNOWN, taking.TOO_LONG, taking.ODD, taking.FORGED):
        assert answer.line.isascii()
        assert len(answer.line) < 510
