"""Plain text of a letter as Markdown that shows what its writer saw."""

import re
from collections.abc import Sequence

_ARMOUR = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]{1,40}: [^\n]*\n){0,8}\n")
_ARMOUR_ENDS = "-----BEGIN PGP SIGNATURE-----"
# How programs write in plain text that a picture stands here.
_PICTURE = re.compile(
    r"\[(?:cid:[^\[\]\s]{1,200}|image: [^\[\]\n]{1,200}|inline image[^\[\]\n]{0,60})\]", re.IGNORECASE
)
# Outlook writes where a link leads behind it.
_OUTLOOK_LINK = re.compile(r"(?P<shown>[^\s<>]{1,300})<(?P<to>(?:https?://|mailto:|tel:)[^\s<>]{1,2000})>")
_DEFINITION = re.compile(r"^( {0,3})\[(?=[^\[\]]{1,200}\]:)")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_BULLET = re.compile(r"[•·▪◦‣∙]\s+")
_ITEM = re.compile(r"(?:[-*+•>#|]|\d{1,3}[.)])\s")
_UNDERLINE = re.compile(r" {0,3}(?:-{2,}|={2,})\s*")
_NARROWEST, _WIDEST = 60, 80


def lines(said: str) -> list[str]:
    """Its lines, without what only shows that it was signed, and places of pictures."""
    begin = _ARMOUR.search(said)
    if begin:
        said = said[: begin.start()] + said[begin.end() :].partition(_ARMOUR_ENDS)[0].replace("\n- -", "\n-")
    said = _PICTURE.sub("", said)
    return [line if line == "-- " else line.rstrip() for line in said.split("\n")]


def markdown(said: Sequence[str]) -> str:
    """Lines that a program has broken are whole again; nothing shows as what its writer did not mean."""
    shown: list[str] = []
    for line in _unbroken(said):
        bare = line.lstrip()
        line = bare if len(line) - len(bare) > 3 else line
        if bare[:1] in "•·▪◦‣∙" and bare:
            line = _BULLET.sub("- ", line, count=1)
        if "&" in line:
            line = _ENTITY.sub(r"\\&", line)
        if "[" in line:
            line = _DEFINITION.sub(r"\1\\[", line)
        if bare[:1] in ("-", "=") and _UNDERLINE.fullmatch(line) and shown and shown[-1]:
            shown.append("")
        if "<" in line:
            line = _OUTLOOK_LINK.sub(_link, line)
        if shown and shown[-1][:1] == ">" and line and line[0] != ">":
            # Else it would be taken for the quote's next line.
            shown.append("")
        shown.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip("\n")


def _link(found: re.Match[str]) -> str:
    """An address that is shown, and leads to itself, is said once."""
    shown, to = found["shown"], found["to"]
    if to.startswith("tel:"):
        return shown
    plain = to.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/").lower()
    alike = shown.removeprefix("https://").removeprefix("http://").rstrip("/").lower()
    return shown if plain == alike else f"{shown} <{to.removeprefix('mailto:')}>"


def _unbroken(said: Sequence[str]) -> list[str]:
    """Each line that ends where the next word would not have fitted, with the next one."""
    spaced = [len(line) for line in said if " " in line.strip() and not line.startswith(">")]
    width = max(spaced, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return list(said)
    joined: list[str] = []
    was = 0
    for line in said:
        word = line.partition(" ")[0]
        is_next = bool(was and line and not line[0].isspace() and not _ITEM.match(line) and not line.startswith(">"))
        if is_next and was + 1 + len(word) > width:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        was = len(line) if line and not line.startswith(">") and " " in line else 0
    return joined
