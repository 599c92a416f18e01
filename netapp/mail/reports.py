"""What mail servers say of a letter that they could not bring (RFC 3464), and what older ones write instead. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from netapp.core.incoming import Part

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.])([45])[0-5]\d(?:[ -]#?(?:[45]\.\d{1,3}\.\d{1,3})|[ -]\D)")
# What those who write no report say of what did not arrive; and of what still may.
_FAILED = re.compile(
    r"(?:could not|couldn.t|cannot|can.t) be delivered|undeliver|unable to deliver|(?:was|been) not delivered|"
    r"did not reach|wasn.t able to deliver|permanent (?:fatal )?error|permanent failure|failed permanently|"
    r"(?:delivery|delevery) (?:has )?(?:failed|problems)|del[ei]very to .{1,60} was aborted|automatically rejected|"
    r"returned to sender|has been returned because|giving up on it|invalid final delivery|user(?:id)? unknown|"
    r"unknown (?:user|recipient)|no such user|mailbox unavailable",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"unknown (?:user|recipient|local)|user (?:unknown|not known)|no such (?:user|mailbox|recipient)|no mailbox here|"
    r"recipient name is not recognized|not listed in|doesn.t have an? |disabled or discontinued|"
    r"invalid (?:final delivery userid|recipient)|(?:user|account|mailbox|address) (?:does not|doesn.t) exist",
    re.IGNORECASE,
)
_FULL = re.compile(r"quota|mailbox (?:is )?full|inbox is full", re.IGNORECASE)
_DELAYED = re.compile(
    r"(?:has been|is|was) delayed|delivery delay|will be retried|will continue to (?:try|retry)|still being retried|"
    r"warning message only|do not need to resend",
    re.IGNORECASE,
)
# About us or about the letter, or about what passes: a full mailbox, a server's policy, a message that is too long.
_PASSING = re.compile(r"5\.(?:1\.[78]|2\.[2-9]|3\.\d+|4\.(?:[0235678]|1[4-7])|5\.\d+|6\.\d+|7\.\d+)")
_MOST = 20_000


class Failure(NamedTuple):
    """A letter that did not arrive. `status` as RFC 3463 has it, "" where nobody says. `for_good`: the address is no
    good; else it may be in a while."""

    status: str
    for_good: bool
    said: str


def failure(parts: Sequence[Part]) -> Failure | None:
    """None for what is no failure: a delay, an answer while somebody is away, a receipt."""
    reports = [part for part in parts if part.kind in _REPORTS]
    if reports:
        found = [one for part in reports for one in _failed(_text(part))]
        return next((one for one in found if one.for_good), found[0] if found else None)
    said = _said(parts)
    if any(part.kind.startswith("message/") for part in parts) and "automatically rejected" not in said:
        # A receipt, say (RFC 8098); Dovecot words its refusals as such, too.
        return None
    return _older(said)


def judged(status: str, said: str) -> Failure:
    """By the status, or a better one in what was said."""
    if status.endswith(".0.0") or not status:
        better = [one[0] for one in _STATUS.finditer(said) if not one[0].endswith(".0.0")]
        status = better[0] if better else status
    for_good = status.startswith("5.") and not _PASSING.fullmatch(status)
    return Failure(status, for_good, said)


def _failed(report: str) -> Iterable[Failure]:
    """One for each recipient that failed; the first group of fields is about the whole letter."""
    for group in re.split(r"\n[ \t]*\n", report.strip()):
        fields = _fields(group)
        if fields.get("action", "").partition("(")[0].strip().lower() == "failed":
            status = _STATUS.search(fields.get("status", ""))
            said = fields.get("diagnostic-code", "").partition(";")[2] or fields.get("status", "")
            yield judged(status[0] if status else "", " ".join(said.split()))


def _fields(group: str) -> dict[str, str]:
    unfolded = re.sub(r"\n[ \t]+", " ", group)
    named = (line.partition(":") for line in unfolded.split("\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in named if colon}


def _older(said: str) -> Failure | None:
    if _DELAYED.search(said) or not _FAILED.search(said):
        return None
    lines = said.split("\n")
    line = next((one for one in lines if _STATUS.search(one) or _REPLY.search(one) or _NOBODY.search(one)), "")
    status, reply = _STATUS.search(line), _REPLY.search(line)
    if status:
        code = status[0]
    elif _NOBODY.search(said):
        code = "5.1.1"
    elif _FULL.search(said):
        code = "5.2.2"
    else:
        code = f"{reply[1]}.0.0" if reply else ""
    return judged(code, " ".join(line.split()))


def _said(parts: Sequence[Part]) -> str:
    """What people are told; of a letter that has no plain text what its HTML says."""
    plain = [_text(part) for part in parts if part.kind == "text/plain"]
    rich = [re.sub(r"<[^<>]{0,500}>", " ", _text(part)) for part in parts if part.kind == "text/html"]
    return "\n".join(plain or rich)[:_MOST]


def _text(part: Part) -> str:
    return part.content[:_MOST].decode("utf-8", "replace").replace("\r\n", "\n")
