"""Where somebody else's letter begins within a letter: by the lines that programs write above what they quote."""

import re
from collections.abc import Sequence

from netapp.forums.mailing import phrases

# Marks that HTML leaves for what it says surely: before a line that says who wrote, and on lines of their own. No text
# has these characters.
ATTRIBUTION, QUOTED, SIGNATURE, END = "\x01", "\x02", "\x03", "\x04"
_MARKS = str.maketrans("", "", ATTRIBUTION + QUOTED + SIGNATURE + END)
_LONGEST_HEAD = 24
_MOST_WRAPPED = 4
_ADDRESS = re.compile(r" ?\\?[<(\[]{0,2}(?:mailto:)?[^\s<>()\[\]@\\]{1,80}@[^\s<>()\[\]@\\]{1,200}\\?[>)\]]{0,2}")
_RULE = re.compile(r"[-_*= ]{3,}")


def unmarked(line: str) -> str:
    """A line as it is read: without the marks of HTML, and without the slashes and stars of Markdown."""
    return line.translate(_MARKS).replace("\\", "").replace("*", "").strip()


def is_quoted(line: str) -> bool:
    return line.startswith(">")


def without_marks(lines: Sequence[str]) -> list[str]:
    return [line.translate(_MARKS) for line in lines]


def fields(lines: Sequence[str], at: int) -> dict[str, str]:
    """The kinds of fields of a quoted head that begins here, each with its first name in lower case; {} for none."""
    if not phrases.FROM.match(lines[at]):
        return {}
    found: dict[str, str] = {}
    for line in lines[at : at + _LONGEST_HEAD]:
        said = unmarked(line)
        match = phrases.FIELD.match(said)
        kind = _kind(match) if match else ""
        if kind in found and kind != "to":
            break
        if kind:
            found.setdefault(kind, said.partition(":")[0].strip().lower())
        elif said and "to" not in found:
            break
    is_head = "sender" in found and len(found) >= 3 and ("sent" in found or "subject" in found)
    return found if is_head else {}


def is_surely_quoted(lines: Sequence[str], at: int) -> bool:
    """Whether what HTML calls a quote looks like one: a head in whatever language, or somebody wrote."""
    said = [unmarked(line) for line in lines[at : at + 12]]
    said = [line for line in said if line][:4]
    return sum(bool(phrases.ANY_FIELD.match(line)) for line in said) >= 2 or any(
        line.endswith(":") for line in said[:2]
    )


def attribution(lines: Sequence[str], end: int, is_loose: bool = False) -> int:
    """Where the lines begin that end just above `end` and say who wrote when; `end` itself without any.

    They may be wrapped. A loose one names no time: "Ada wrote:".
    """
    last = end
    while last and end - last < 3 and not lines[last - 1].strip(" " + END):
        last -= 1
    if not last or not lines[last - 1].rstrip("*_ \\").endswith(":") or not _could_be(lines[max(0, last - 4) : last]):
        return end
    said, first = "", end
    for at in range(last - 1, max(-1, last - 1 - _MOST_WRAPPED), -1):
        line = unmarked(lines[at])
        if line in ("", "--", "—") or is_quoted(line) or len(line) > 300:
            break
        said = f"{line} {said}"
        if lines[at].startswith(ATTRIBUTION):
            return at
        if _is_attribution(said, is_loose):
            first = min(first, at) if first == end else first
            if phrases.BEGINS.match(line):
                return at
    return first


def is_attribution(line: str) -> bool:
    """A line alone says who wrote when."""
    said = unmarked(line.lstrip("> "))
    return said.endswith(":") and len(said) < 400 and _is_attribution(said, False)


def names_address(lines: Sequence[str], begin: int, end: int) -> bool:
    """Whether these lines, which say who wrote, do it as a program does: with an address, or marked by HTML."""
    return any(line.startswith(ATTRIBUTION) or "@" in line for line in lines[begin:end])


def without_rule(lines: Sequence[str]) -> list[str]:
    """Without the line, or empty ones, that programs draw above what they quote."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _RULE.fullmatch(lines[end - 1])):
        end -= 1
    return list(lines[:end])


def passed_on(lines: Sequence[str]) -> list[str]:
    """Somebody's letter that is passed on: its head without addresses, and without whom else it was for."""
    kept: list[str] = []
    is_head, is_to = True, False
    for line in lines:
        plain = unmarked(line)
        match = phrases.FIELD.match(plain) if is_head else None
        if match:
            is_to = bool(match["to"])
            if is_to:
                continue
            name = _ADDRESS.sub("", line)
            line = name if unmarked(name).partition(":")[2].strip() else line
        elif plain:
            if is_to and "@" in plain:
                continue
            is_head = False
        kept.append(line)
    return kept


def _could_be(lines: Sequence[str]) -> bool:
    said = " ".join(lines).lower()
    return ">:" in said or ATTRIBUTION in said or any(verb in said for verb in phrases.VERBS)


def _kind(field: re.Match[str]) -> str:
    return next((name for name, value in field.groupdict().items() if value and name != "value"), "")


def _is_attribution(said: str, is_loose: bool) -> bool:
    if phrases.WROTE.search(said):
        return is_loose or bool(phrases.WHEN.search(said)) or "@" in said
    return bool(phrases.BARE.fullmatch(said.strip()))
