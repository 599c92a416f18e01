"""`netapp mailin`: one letter from standard input, as Postfix's pipe(8) and Exim's pipe transport bring it.

Exit codes are those of sysexits.h, which both understand: 0 taken, 75 come again, others refuse it for good.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from flask import Flask

from netapp.core import mime
from netapp.mailin import taking
from netapp.mailin.taking import Answer

COME_AGAIN = taking.LATER.exit
NOT_SAID = 64
# Where mail servers write whom a letter is for, when they do not say it: see their local and virtual deliveries.
_HEADS = ("X-Original-To", "Delivered-To", "Envelope-To")


def read_one(app: Flask, source: BinaryIO, environ: Mapping[str, str], to: Sequence[str], sender: str | None) -> int:
    """The exit code. One recipient that has to wait lets all wait: who has had the letter by then gets it once."""
    most = app.config["NETAPP"].mailin_mb * 1_000_000
    letter = source.read(most + 1)
    recipients = list(to) or _said(environ, letter[: mime.LONGEST_HEAD])
    if not recipients:
        print("netapp: Whom is the letter for? Say it with --to ADDRESS.", file=sys.stderr)
        return NOT_SAID
    answers = taking.receive(app, letter, recipients, environ.get("SENDER") if sender is None else sender)
    for recipient, answer in zip(recipients, answers, strict=True):
        if answer.exit:
            # The door's name is enough for a log: the rest of the address is a secret.
            print(f"netapp: {recipient.partition('+')[0]}: {answer.status} {answer.said}", file=sys.stderr)
    return _worst(answers)


def _worst(answers: Sequence[Answer]) -> int:
    codes = [answer.exit for answer in answers]
    if COME_AGAIN in codes:
        return COME_AGAIN
    return 0 if 0 in codes else codes[0]


def _said(environ: Mapping[str, str], head: bytes) -> list[str]:
    """From the environment as local deliveries have it, else from the head."""
    for name in ("ORIGINAL_RECIPIENT", "RECIPIENT"):
        if environ.get(name):
            return [environ[name]]
    letter = mime.head_of(head)
    return next(([line.strip()] for name in _HEADS if (line := letter.line(name))), [])
