"""What its writer said, of a letter that quotes others, is signed, and has words of a program hung below.

Nothing is cut that no program writes: in doubt a line is kept.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from netapp.forums.mailing import heads, phrases
from netapp.forums.mailing.heads import END, QUOTED, SIGNATURE, is_quoted

# The line above a signature (RFC 3676 4.3); many programs lose the space at its end.
DASHES = "-- "
_LONGEST_SIGNATURE, _LONGEST_UNSURE = 40, 8
# A quote above an answer is kept when its writer has chosen it: nobody leaves so little by not caring.
_CHOSEN = 4
# A quote that is answered between the lines: of a longer one the last lines are kept.
_MOST_KEPT, _KEPT = 6, 4
# Each pass may find what the one before laid open.
_MOST_PASSES = 12
_LEVELS = re.compile(r"(?:> ?)(>?)")


class Cut(NamedTuple):
    """Lines that are kept, and lines of somebody else that are passed on, from their head on."""

    own: list[str]
    passed_on: list[str]


class _Run(NamedTuple):
    """A quote: the lines that say whose it is begin at `above`, the quoted ones at `begin`."""

    above: int
    begin: int
    end: int


def cut(lines: Sequence[str], is_forward: bool | None = False) -> Cut:
    """`is_forward`: the subject says so, where programs write the same head above what is passed on and answered; None
    where that depends on the language."""
    own, passed_on = _above(list(lines), is_forward)
    work = 0
    for _pass in range(_MOST_PASSES):
        work += len(own)
        shorter, more = _above(_once(own), is_forward)
        is_done = shorter == own or work > 2 * len(lines) + 2000
        own, passed_on = shorter, passed_on or more
        if is_done:
            break
    return Cut(heads.without_marks(own), _tidy(heads.without_marks(passed_on)))


def _above(lines: list[str], is_forward: bool | None) -> tuple[list[str], list[str]]:
    """What stands above a quote that goes to the end, and that when it is passed on."""
    for at, line in enumerate(lines):
        if not line:
            continue
        if line[0] == ">":
            is_first = not at or not is_quoted(lines[at - 1])
            if is_first and phrases.FORWARDED.fullmatch(heads.unmarked(line.lstrip("> "))):
                return heads.without_rule(lines[:at]), heads.passed_on(_without_level(lines[at:])[1:])
            continue
        if line[0] == QUOTED and heads.is_surely_quoted(lines, at + 1):
            return heads.without_rule(lines[:at]), _passed_on(lines, at + 1, is_forward)
        said = line.strip("* _\\")
        if said[:1] == "-" or said[-1:] in ":-":
            if phrases.FORWARDED.fullmatch(said):
                return heads.without_rule(lines[:at]), heads.passed_on(lines[at + 1 :])
            if phrases.ORIGINAL.fullmatch(said):
                return heads.without_rule(lines[:at]), _passed_on(lines, at + 1, is_forward)
            could_be = said[-1:] == ":" and heads.names_address(lines, max(0, at - 3), at + 1)
            begin = heads.attribution(lines, at + 1) if could_be and _is_unquoted(lines, at + 1) else at + 1
            if begin <= at and heads.names_address(lines, begin, at + 1):
                return heads.without_rule(lines[:begin]), []
        if ":" in line and heads.fields(lines, at):
            return heads.without_rule(lines[:at]), _passed_on(lines, at, is_forward)
    return lines, []


def _passed_on(lines: list[str], at: int, is_forward: bool | None) -> list[str]:
    """VS is what Finns write before what they answer, and Danes and Norwegians before what they pass on."""
    if is_forward is None:
        found = next((known for one in range(at, min(at + 4, len(lines))) if (known := heads.fields(lines, one))), {})
        is_forward = found.get("subject") == "emne"
    return heads.passed_on(lines[at:]) if is_forward else []


def _is_unquoted(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 20] if line.strip()), ">")
    return not is_quoted(following)


def _once(lines: list[str]) -> list[str]:
    lines = _without_signatures(lines)
    lines = lines[: _end(lines)]
    return _tidy(_answered(lines))


def _end(lines: list[str]) -> int:
    """Where the writer's own words end: quotes, and what programs hang below, stand behind."""
    end = len(lines)
    while True:
        while end and not lines[end - 1].strip():
            end -= 1
        before = end
        if not end:
            return 0
        if is_quoted(lines[end - 1]):
            while end and (is_quoted(lines[end - 1]) or not lines[end - 1].strip()):
                end -= 1
            end = heads.attribution(lines, end, is_loose=True)
        elif phrases.SENT_FROM.fullmatch(lines[end - 1].strip(" \\")):
            end -= 1
        else:
            end = _above_notice(lines, end)
            end = _above_contacts(lines, end) if end == before else end
        if end == before:
            return end


def _above_notice(lines: list[str], end: int) -> int:
    """Above a lawyer's last paragraph, which threatens whom it was not for; not when nothing else is there."""
    begin = end
    while begin and end - begin < 15 and lines[begin - 1].strip() and not is_quoted(lines[begin - 1]):
        begin -= 1
    said = " ".join(lines[begin:end])[:5000]
    is_notice = len(said) > 100 and phrases.IS_SECRET.search(said) and phrases.IS_FOR_OTHERS.search(said)
    return begin if is_notice and any(line.strip() for line in lines[:begin]) else end


def _above_contacts(lines: list[str], end: int) -> int:
    """Above the lines below a greeting and a name that say where to telephone; greeting and name are kept."""
    seen = 0
    for at in range(end - 1, max(-1, end - 40), -1):
        line = lines[at]
        seen += bool(line.strip())
        if is_quoted(line) or len(line) > 400 or seen > 15:
            return end
        greeting = phrases.REGARDS.fullmatch(line.strip())
        if greeting:
            begin = at + 1
            if not greeting["name"].strip(" ,.!*"):
                while begin < end and not lines[begin].strip():
                    begin += 1
                begin += 1
            said = [one for one in lines[begin:end] if one.strip()]
            told = sum(len(phrases.CONTACT.findall(one)) for one in said)
            return begin if told >= 2 or (told and len(said) >= 3) else end
    return end


def _without_signatures(lines: list[str]) -> list[str]:
    """Each goes to its mark, to the quote below it, or to the end; what is too long for one is none."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line or (line[0] != SIGNATURE and line not in (DASHES, "--", "—")):
            kept.append(line)
            at += 1
            continue
        stop, is_one = _signature(lines, at)
        if is_one:
            at = stop
        else:
            # Without the space it is a line like others, which nothing ends.
            kept.append("" if line[0] == SIGNATURE else "--")
            at += 1
    return kept


def _signature(lines: list[str], begin: int) -> tuple[int, bool]:
    is_sure = lines[begin] == DASHES or lines[begin][0] == SIGNATURE
    said: list[str] = []
    at = begin + 1
    while at < len(lines):
        line = lines[at]
        if line[:1] == END:
            return at + 1, True
        if line[:1] == SIGNATURE or line in (DASHES, "--"):
            return at, not said
        if is_quoted(line) or line[:1] in (heads.ATTRIBUTION, QUOTED):
            break
        said += [line] if line.strip() else []
        if len(said) > _LONGEST_SIGNATURE:
            return at, False
        at += 1
    if at < len(lines) and is_quoted(lines[at]):
        at = max(begin + 1, heads.attribution(lines, at))
        said = [line for line in lines[begin + 1 : at] if line.strip()]
    return at, is_sure or (len(said) <= _LONGEST_UNSURE and all(len(line) <= 80 for line in said))


def _answered(lines: list[str]) -> list[str]:
    """With the quotes alone that are answered below, and of those no more than shows what is answered."""
    runs = _runs(lines)
    if not runs:
        return lines
    first = runs[0]
    above = [line for line in lines[: first.above] if line.strip()]
    is_below = len(runs) == 1 and (not above or (len(above) == 1 and len(above[0]) <= 40))
    kept: list[str] = []
    at = 0
    for run in runs:
        own = _own_level(lines[run.begin : run.end])
        is_kept = bool(own) and not (is_below and len(own) > _CHOSEN)
        kept += lines[at : run.above if is_kept else heads.attribution(lines, run.begin, is_loose=True)]
        if is_kept:
            shown = ["…", *own[-_KEPT:]] if len(own) > _MOST_KEPT else own
            kept += ["", *(f"> {line}" for line in shown), ""]
        at = run.end
    return kept + lines[at:]


def _without_level(lines: list[str]) -> list[str]:
    return [line[1:].removeprefix(" ") if is_quoted(line) else line for line in lines]


def _runs(lines: list[str]) -> list[_Run]:
    runs: list[_Run] = []
    at = 0
    while at < len(lines):
        if not is_quoted(lines[at]):
            at += 1
            continue
        begin = end = at
        while at < len(lines) and (is_quoted(lines[at]) or not lines[at].strip()):
            end = at + 1 if is_quoted(lines[at]) else end
            at += 1
        runs.append(_Run(heads.attribution(lines, begin), begin, end))
    return runs


def _own_level(lines: list[str]) -> list[str]:
    """The lines of the letter that is answered, without those that it quotes itself."""
    own = []
    for line in lines:
        match = _LEVELS.match(line)
        if match and not match[1]:
            said = line[match.end() :].strip()
            if said and not heads.is_attribution(said):
                own.append(said)
    return own


def _tidy(lines: list[str]) -> list[str]:
    """Without empty lines at either end, and no more than one together."""
    kept: list[str] = []
    for line in lines:
        if line.strip():
            kept.append(line)
        elif kept and kept[-1]:
            kept.append("")
    while kept and not kept[-1]:
        kept.pop()
    return kept
