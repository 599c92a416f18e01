"""What programs write by themselves, and what mail servers say of a letter's origin."""

import re

from flask import current_app

from netapp.core.mime import Read

# Message-IDs of ours: a digest at our domain (mail/message.py).
_OURS = re.compile(r"<[0-9a-f]{40}@")
_FAILED = re.compile(r"(?:^|;)\s*dmarc\s*=\s*fail\b")
_COMMENT = re.compile(r"\([^()]*\)")


def is_in_a_loop(letter: Read, envelope_sender: str | None) -> bool:
    """What must never be taken, let alone answered: a bounce, what a list sends to all, or our own letter come back.

    `envelope_sender` is None where the mail server has not said it.
    """
    if envelope_sender is None and letter.line("Return-Path").strip() == "<>":
        # The mail server has said it in the head alone.
        return True
    if envelope_sender is not None and envelope_sender.strip("<> ").partition("@")[0].lower() in {"", "mailer-daemon"}:
        return True
    domain = current_app.config["NETAPP"].mail_domain
    number = letter.line("Message-ID").strip()
    is_ours = bool(_OURS.match(number)) and number.endswith(f"@{domain}>")
    precedence = letter.line("Precedence").strip().lower()
    return is_ours or bool(letter.lines("List-Id")) or precedence in {"bulk", "list", "junk"}


def is_automatic(letter: Read) -> bool:
    """A program wrote it, by what it says itself (RFC 3834 5); also by what older responders say, and a report of
    letters that were read or could not be brought (RFC 6522)."""
    said = letter.line("Auto-Submitted").partition(";")[0].strip().lower()
    older = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-From")
    is_report = letter.line("Content-Type").strip().lower().startswith("multipart/report")
    return is_report or said not in {"", "no"} or any(letter.lines(name) for name in older)


def is_forged(letter: Read) -> bool:
    """Whether the mail server that the settings trust found that its From line is not true (RFC 8601).

    A line of that server's name is believed wherever it stands, since it can only make things worse for its writer: a
    server takes away those that strangers have written in its name.
    """
    trusted = current_app.config["NETAPP"].mailin_trusts
    if not trusted:
        return False
    for line in letter.lines("Authentication-Results"):
        said = _COMMENT.sub("", line).lower()
        server, _semicolon, results = said.partition(";")
        if server.split()[:1] == [trusted] and _FAILED.search(f";{results}"):
            return True
    return False
