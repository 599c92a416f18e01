"""Values that people typed, made safe for a calendar: one odd character may cost a subscriber the whole feed."""

import re
from urllib.parse import quote

from icalendar import vCalAddress, vText, vUri

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates and byte order marks: no program can show them, and some refuse the whole calendar for one.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class _Escaped(vText):
    """TEXT as RFC 5545 3.3.11 has it. icalendar's own takes the `\\N` in `C:\\New` for a line break."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def text(value: str) -> vText:
    return _Escaped(_UNPRINTABLE.sub("", _BREAKS.sub("\n", value)))


def line(value: str) -> vText:
    return _Escaped(" ".join(text(value).split()))


def uri(address: str) -> vUri:
    """Anything that is not printable ASCII, and spaces and quotes, percent-encoded; what is encoded already stays."""
    return vUri(quote(_UNPRINTABLE.sub("", address), safe="%/:?#[]@!$&'()*+,;=-._~"))


def address(mail: str, **parameters: str) -> vCalAddress:
    """`mailto:` and the bare address, since a name before it breaks Gmail; quotes in CN are RFC 6868's `^'`.

    A backslash means nothing in a parameter (RFC 5545 3.1), but some readers take it and the colon after it for one.
    """
    bare = re.sub(r"[\s<>]", "", text(mail))
    named = {key: str(line(value)).replace("\\", "/") for key, value in parameters.items()}
    return vCalAddress(f"mailto:{bare}", params=named)
