"""Which files of a letter are sent to be read: not logos, signatures of machines, or what stood in a quote."""

import struct
from collections.abc import Sequence

from netapp.core.incoming import Part

# What is smaller is a symbol or counts its readers.
_SMALLEST_BYTES, _SMALLEST_SIDE = 1_200, 48
_LEFT_OUT = {
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature",
    "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature",
    "application/pgp-encrypted": "encrypted",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "application/pgp-keys": "signature",
    "text/calendar": "calendar",
    "application/ics": "calendar",
    "message/delivery-status": "report",
    "message/global-delivery-status": "report",
    "message/disposition-notification": "report",
    "text/rfc822-headers": "report",
    "text/x-amp-html": "",
    "text/x-watch-html": "",
    "text/vcard": "card",
    "text/x-vcard": "card",
    "text/directory": "card",
}
_NAMES = {
    "winmail.dat": "winmail.dat",
    "smime.p7s": "signature",
    "smime.p7m": "encrypted",
    "signature.asc": "signature",
}


def kept(parts: Sequence[Part], shown: set[str] | None) -> tuple[list[Part], list[str]]:
    """The files that are kept, and what the others were. `shown`: the pictures that stand in what was kept of the text,
    None when nothing says it."""
    files, left_out = [], []
    is_encrypted = any(_LEFT_OUT.get(part.kind) == "encrypted" for part in parts)
    for part in parts:
        why = _why_not(part, shown, is_encrypted)
        if why is None:
            files.append(part)
        elif why:
            left_out.append(why)
    return files, left_out


def _why_not(part: Part, shown: set[str] | None, is_encrypted: bool) -> str | None:
    if part.kind in _LEFT_OUT:
        return _LEFT_OUT[part.kind]
    if part.name.lower() in _NAMES:
        return _NAMES[part.name.lower()]
    if not part.content:
        return ""
    if is_encrypted and part.kind == "application/octet-stream":
        return "encrypted"
    if part.kind.startswith("image/") and not part.is_attached:
        is_elsewhere = bool(part.cid) and shown is not None and part.cid not in shown
        return "logo" if is_elsewhere or _is_tiny(part.content) else None
    if part.kind.startswith("image/") and part.cid and shown is not None and part.cid not in shown:
        # Some programs say of pictures in signatures that they are attached.
        return "logo" if _is_tiny(part.content) else None
    return None


def _is_tiny(content: bytes) -> bool:
    if len(content) < _SMALLEST_BYTES:
        return True
    wide, high = _SMALLEST_SIDE + 1, _SMALLEST_SIDE + 1
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        wide, high = struct.unpack(">II", content[16:24])
    elif content.startswith((b"GIF87a", b"GIF89a")):
        wide, high = struct.unpack("<HH", content[6:10])
    return min(wide, high) <= _SMALLEST_SIDE
