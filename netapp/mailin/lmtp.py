"""One connection of a mail server that speaks LMTP (RFC 2033): what it may say, and what each recipient answers.

Nothing of a letter is kept but its bytes, up to the limit; what comes beyond is read and forgotten, so that the server
hears why. A letter ends with a dot between two CRLFs and with nothing else: who takes other ends lets letters be
smuggled in within letters.
"""

import re
import time
from typing import BinaryIO, NamedTuple

from flask import Flask

from netapp.mailin import taking

LONGEST_LINE = 2048
MOST_RECIPIENTS = 100
MOST_SLIPS = 20
# Seconds that a letter may take to arrive.
LONGEST_WAIT = 600
_PATH = re.compile(r"(?i)(FROM|TO):\s*(<[^<>\s]{0,320}>)((?:\s+\S{1,200})*)\s*")
_SIZE = re.compile(r"(?i)SIZE=([0-9]{1,18})")


class Hung(Exception):
    """The other side is gone, or has been slow for too long."""


class _Envelope(NamedTuple):
    sender: str
    recipients: list[str]


class Conversation:
    """What is said over one connection, to its end. `is_over` is asked between two commands; `is_idle` while the other
    side has all the time to think of one.
    """

    def __init__(self, app: Flask, reads: BinaryIO, writes: BinaryIO, name: str) -> None:
        self.app, self.reads, self.writes, self.name = app, reads, writes, name
        self.most = app.config["NETAPP"].mailin_mb * 1_000_000
        self.greeted = False
        self.envelope: _Envelope | None = None
        self.slips = 0
        self.is_over = self.is_idle = False

    def hold(self) -> None:
        """Speak until the other side says QUIT or hangs up."""
        self._say(f"220 {self.name} LMTP netapp")
        while not self.is_over:
            self.is_idle = True
            line = self.reads.readline(LONGEST_LINE + 1)
            self.is_idle = False
            if not line:
                break
            if not line.endswith(b"\n"):
                self._skip_line()
                self._slip("500 5.5.2 The line is too long.")
                continue
            verb, _space, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                self._say("221 2.0.0 Goodbye.")
                return
            self._answer(verb.upper(), rest.strip())
            if self.slips > MOST_SLIPS:
                self._say("421 4.7.0 Too many commands that make no sense.")
                return
        if self.is_over:
            self._say("421 4.3.2 The site is stopping; come again.")

    def _answer(self, verb: str, rest: str) -> None:
        if verb == "LHLO":
            self.greeted, self.envelope = bool(rest), None
            self._say(*self._offers() if rest else ["501 5.5.4 Say who you are: LHLO NAME."])
        elif verb in {"HELO", "EHLO"}:
            self._slip("500 5.5.1 This is LMTP; say LHLO.")
        elif verb in {"NOOP", "RSET"}:
            self.envelope = self.envelope if verb == "NOOP" else None
            self._say("250 2.0.0 Done.")
        elif verb == "VRFY":
            self._say("252 2.1.5 Try it.")
        elif verb not in {"MAIL", "RCPT", "DATA"}:
            self._slip("500 5.5.1 There is no such command here.")
        elif not self.greeted:
            self._slip("503 5.5.1 Say LHLO first.")
        else:
            {"MAIL": self._mail, "RCPT": self._rcpt, "DATA": self._data}[verb](rest)

    def _offers(self) -> list[str]:
        offers = [self.name, "PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", f"SIZE {self.most}"]
        return [f"250-{one}" for one in offers[:-1]] + [f"250 {offers[-1]}"]

    def _mail(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if self.envelope is not None or not found or found[1].upper() != "FROM":
            return self._slip("503 5.5.1 One letter after the other: MAIL FROM:<address>.")
        size = _SIZE.search(found[3])
        if size and int(size[1]) > self.most:
            return self._say(taking.TOO_LONG.line)
        self.envelope = _Envelope(found[2].strip("<>"), [])
        return self._say("250 2.1.0 Go on.")

    def _rcpt(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if self.envelope is None or not found or found[1].upper() != "TO" or found[2] == "<>":
            return self._slip("503 5.5.1 After MAIL: RCPT TO:<address>.")
        if len(self.envelope.recipients) >= MOST_RECIPIENTS:
            # Servers bring the letter to the others in another go (RFC 5321 4.5.3.1.10).
            return self._say("452 4.5.3 So many at once are too many; send the rest after these.")
        answer = taking.known(self.app, found[2])
        if answer is not taking.TAKEN:
            return self._say(answer.line)
        self.envelope.recipients.append(found[2].strip("<>"))
        return self._say("250 2.1.5 Go on.")

    def _data(self, rest: str) -> None:
        if rest or self.envelope is None or not self.envelope.recipients:
            return self._slip("503 5.5.1 Nobody here to give it to: RCPT TO:<address> first.")
        self._say("354 Go on; a dot alone on a line ends it.")
        letter = self._letter()
        sender, recipients = self.envelope
        self.envelope = None
        if letter is None:
            return self._say(*(taking.TOO_LONG.line for _one in recipients))
        return self._say(*(one.line for one in taking.receive(self.app, letter, recipients, sender)))

    def _letter(self) -> bytes | None:
        """Up to the dot, dots that were doubled on the way made one again; None when it is too long."""
        kept, size, before, until = bytearray(), 0, b"\r\n", time.monotonic() + LONGEST_WAIT
        while True:
            line = self.reads.readline(64 * 1024)
            if not line or time.monotonic() > until:
                raise Hung
            is_begun = before == b"\r\n"
            if is_begun and line == b".\r\n":
                return None if size > self.most else bytes(kept)
            # A long line comes in pieces, and may be cut between its two ends.
            before = (before + line)[-2:]
            if is_begun and line.startswith(b"."):
                line = line[1:]
            size += len(line)
            if size > self.most:
                kept.clear()
            else:
                kept += line

    def _skip_line(self) -> None:
        while (piece := self.reads.readline(64 * 1024)) and not piece.endswith(b"\n"):
            pass

    def _slip(self, line: str) -> None:
        self.slips += 1
        self._say(line)

    def _say(self, *lines: str) -> None:
        said = "".join(f"{line}\r\n" for line in lines)
        self.writes.write(said.encode("ascii", "replace"))
        self.writes.flush()
