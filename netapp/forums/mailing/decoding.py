"""The characters of a letter's part, whatever it says of its charset; and the lines of format=flowed (RFC 3676)."""

import codecs
import re

from netapp.core.incoming import Part

# What Python would read with codecs that are no charsets, or that take the square of the time, is not asked for.
_CHARSETS = re.compile(
    r"utf-?(?:7|8|16|32)|iso8859|cp\d|koi8|mac|gb|big5|shift_jis|euc_|iso2022|hz|ascii|latin|tis|johab"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What is not seen, or turns the order of what is seen: zero-width spaces, soft hyphens, marks of direction, controls.
_UNSEEN: dict[int, str | None] = {
    ord(character): None
    for character in "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
}
_UNSEEN |= {code: None for code in [*range(32), 127, *range(128, 160)] if code not in (9, 10, 13)}
_BLANKS: dict[int, str | None] = {ord(character): " " for character in "\u00a0\u2007\u202f\t"}
_RUSSIAN = re.compile(rb"[\xc0-\xff]{5}")
# What is not a small letter in it.
_ONLY = {"koi8-r": re.compile(rb"[^\xc0-\xdf]+"), "cp1251": re.compile(rb"[^\xe0-\xff]+")}
_QUOTES = re.compile(r"(?:> ?)*")


def text(part: Part) -> str:
    """Its lines end in "\\n"; nothing that is not seen is left in it."""
    said = characters(part.content, part.charset).replace("\r\n", "\n").replace("\r", "\n")
    said = seen(said.replace("\u2028", "\n").replace("\u2029", "\n"))
    return _unflowed(said, part.joins) if part.is_flowed else said


def seen(said: str) -> str:
    """What is seen of it."""
    return said.translate(_UNSEEN | _BLANKS)


def characters(content: bytes, charset: str = "") -> str:
    """As well as they can be read: what says it is in another charset than it is, is known by its bytes."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace").lstrip("\ufeff")
    name = _known(charset)
    if not charset and (cyrillic := _cyrillic(content)):
        return content.decode(cyrillic, "replace")
    if name in ("", "ascii", "utf-8", "iso8859-1", "cp1252"):
        return _western(content)
    try:
        return content.decode(name)
    except UnicodeError:
        return _western(content) if name == "utf-7" else content.decode(name, "replace")


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip()).name if charset.strip() else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if _CHARSETS.match(name) else ""


def _cyrillic(content: bytes) -> str:
    """Which charset of Russian it is, where nothing says so: whole words beyond ASCII, most letters small."""
    if not _RUSSIAN.search(content) or _is_utf8(content):
        return ""
    low, high = (len(_ONLY[half].sub(b"", content)) for half in ("koi8-r", "cp1251"))
    return "" if max(low, high) * 5 < len(content.strip()) else "koi8-r" if low > high else "cp1251"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _western(content: bytes) -> str:
    """UTF-8, else what Windows means when it says iso-8859-1; both may stand in one letter."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    said = content.decode("utf-8", "replace")
    high = sum(1 for character in said if character > "\x7f")
    if said.count("\ufffd") * 2 > high:
        return content.decode("cp1252", "replace")
    return content.decode("utf-8", "netapp.windows")


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("netapp.windows", _windows)


def _unflowed(said: str, joins: bool) -> str:
    """Paragraphs that were broken into lines, whole again; each keeps the depth of its quotes."""
    lines: list[str] = []
    pieces: list[str] = []
    was = -1
    for line in said.split("\n"):
        found = _QUOTES.match(line)
        marks = found[0] if found else ""
        depth = marks.count(">")
        # A quoted line is stuffed with a space behind its marks; one that is not, at its beginning.
        rest = line[len(marks) :] if depth else line.removeprefix(" ")
        is_signature = rest == "-- "
        if pieces and (depth != was or is_signature):
            lines.append("".join(pieces).rstrip())
            pieces = []
        if not pieces and depth:
            pieces.append(f"{'>' * depth} ")
        was = depth
        if rest.endswith(" ") and not is_signature:
            pieces.append(rest[:-1] if joins else rest)
            continue
        pieces.append(rest)
        lines.append("".join(pieces))
        pieces = []
    return "\n".join([*lines, *(["".join(pieces).rstrip()] if pieces else [])])
