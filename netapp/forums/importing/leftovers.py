"""What list programs put into the letters that they pass on: a footer, and notes of the files they have taken out."""

import re
from dataclasses import replace

from netapp.core.incoming import Part
from netapp.forums.mailing import decoding

_RULE = re.compile(r"(?:_{20,}|-{20,}|={20,})")
_TELLS = re.compile(
    r"mailing ?list|mailman|listinfo|postorius|unsubscribe|postliste|mailliste|e-postlista|sändlista|sähköpostilista|"
    r"postituslista|to post to this|framelda|afmeld",
    re.IGNORECASE,
)
_LONGEST_FOOTER = 12
_NEXT = re.compile(r"-{10,} (?:next part|nästa del|næste del|seuraava osa|neste del) -{10,}", re.IGNORECASE)
_NOTE = re.compile(r"(?P<field>name|type|size|desc|url|url ?)\s?:\s?(?P<value>.*)", re.IGNORECASE)
_SCRUBBED = re.compile(r"was scrubbed|blev renset|har rensats|skrubbades|an embedded message", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>]{1,500}")


def removed(part: Part) -> tuple[Part, list[str]]:
    """A text without them, and the names of files that were taken out with where they lie; of no copies in HTML."""
    if part.kind != "text/plain" or part.is_attached:
        return part, []
    lines = decoding.characters(part.content, part.charset).replace("\r\n", "\n").split("\n")
    shorter, notes = _without_notes(_without_footer(lines))
    if shorter == lines:
        return part, []
    return replace(part, content="\n".join(shorter).encode(), charset="utf-8", name=""), notes


def _without_footer(lines: list[str]) -> list[str]:
    """Only at the end, or above a note of a file."""
    kept = list(lines)
    for at in range(len(lines) - 1, -1, -1):
        if _RULE.fullmatch(lines[at].strip()):
            end = at + 1
            while end < len(lines) and end - at <= _LONGEST_FOOTER and not _NEXT.match(lines[end]):
                end += 1
            below = [line for line in lines[at + 1 : end] if line.strip()]
            is_last = end == len(lines) or bool(_NEXT.match(lines[end]))
            if is_last and below and any(_TELLS.search(line) for line in below):
                kept = lines[:at] + lines[end:]
            break
    return kept


def _without_notes(lines: list[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    notes: list[str] = []
    at = 0
    while at < len(lines):
        if not _NEXT.match(lines[at]):
            kept.append(lines[at])
            at += 1
            continue
        at += 1
        while at < len(lines) and not lines[at].strip():
            at += 1
        begin = at
        if at < len(lines) and _SCRUBBED.search(lines[at]) and not _NEXT.match(lines[at]):
            while at < len(lines) and lines[at].strip() and not _NEXT.match(lines[at]):
                at += 1
            notes += _note(lines[begin:at])
        else:
            kept.append("")
    return kept, notes


def _note(lines: list[str]) -> list[str]:
    said: dict[str, str] = {}
    for line in lines[1:]:
        field = _NOTE.match(line.strip())
        if field:
            said[field["field"].lower().strip()] = field["value"].strip()
        elif said:
            said["url"] = said.get("url", "") + line.strip()
    link, name = _WEB.search(said.get("url", "")), said.get("name", "")
    is_told = "html" not in lines[0].lower() and "signature" not in said.get("type", "").lower()
    return [" ".join([*([name] if name else []), *([f"<{link[0]}>"] if link else [])])] if is_told and link else []
