"""Addresses that somebody meant otherwise: gmial.com, hotmail.con, a dot that is missing. Pure."""

import re

from netapp.members import domains

# Where so many have their addresses that whoever writes one letter off meant them.
_GREAT = (
    *("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "live.com", "live.dk", "live.se", "me.com"),
    *("hotmail.dk", "hotmail.se", "hotmail.fi", "outlook.dk", "outlook.fi", "yahoo.dk", "yahoo.se", "mail.dk"),
    *("telia.com", "luukku.com", "kolumbus.fi", "jubii.dk", "webspeed.dk", "protonmail.com", "googlemail.com"),
)
_ENDS = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "xom": "com", "cm": "com"}
_ENDS |= {"dkk": "dk", "ddk": "dk", "fii": "fi", "ffi": "fi", "see": "se", "sse": "se"}
_ONLY = {"gmail.dk": "gmail.com", "gmail.se": "gmail.com", "gmail.fi": "gmail.com", "gmail.co": "gmail.com"}
_KNOWN_ENDS = ("com", "net", "org", "info", "dk", "se", "fi", "no", "is", "ee", "lv", "lt", "de", "eu", "fo", "gl")


def suggestion(address: str) -> str | None:
    """What was probably meant; None for an address that looks as it should."""
    name, _at, domain = address.rpartition("@")
    meant = _meant(domain) if name else None
    return f"{name}@{meant}" if meant and meant != domain else None


def _meant(domain: str) -> str | None:
    if domain in _ONLY:
        return _ONLY[domain]
    tidy = re.sub(r"[.,]{2,}|,", ".", domain).strip(".")
    if tidy != domain:
        return _meant(tidy) or tidy
    if domain in domains.FREE:
        return None
    if "." not in domain:
        return next(
            (f"{domain[: -len(end)]}.{end}" for end in _KNOWN_ENDS if domain.endswith(end) and domain != end), None
        )
    head, _dot, end = domain.rpartition(".")
    if end in _ENDS:
        return f"{head}.{_ENDS[end]}"
    near = (great for great in _GREAT if great != domain and _is_one_off(domain, great))
    # live.ee is a family's own, however near live.se is.
    return None if head in domains.FAMILIES else next(near, None)


def _is_one_off(a: str, b: str) -> bool:
    """One letter more, less, other, or two that changed places."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    longer, shorter = (rest_a, rest_b) if len(a) > len(b) else (rest_b, rest_a)
    return longer[1:] == shorter
