"""Subjects of letters without what programs put before them."""

import re

from netapp.core import text
from netapp.forums.mailing import phrases

_COUNT = r"(?:[\[(]\d{1,4}[\])]|\^\d{1,4})?"
_ANSWERED = re.compile(rf"(?:{phrases.ANSWERED}){_COUNT}\s{{0,3}}[:：]\s*", re.IGNORECASE)
_PASSED_ON = re.compile(rf"(?:{phrases.PASSED_ON}){_COUNT}\s{{0,3}}[:：]\s*", re.IGNORECASE)
_TAG = re.compile(r"\[[^\[\]]{1,60}\]\s*")
_WORD = re.compile(r"\[[^\W\d_][\w.-]{0,40}\]")
_MOST_PREFIXES = 40


def bare(subject: str, tag: str = "", takes_tags: bool = False) -> str:
    """On one line, without Re:, SV:, VS: and the like, in whatever number, and without the `[tag]` of a list.

    Every `[…]` that stands between or before such prefixes is a list's; one that stands alone is kept, unless it is
    `tag`, or `takes_tags` and it is one word.
    """
    said = text.one_line(subject)
    for _prefix in range(_MOST_PREFIXES):
        match = _ANSWERED.match(said) or _PASSED_ON.match(said)
        found = _TAG.match(said)
        if not match and found:
            rest = said[found.end() :]
            is_list = bool(tag) and found[0].strip().lower() == f"[{tag.lower()}]"
            is_list = is_list or (takes_tags and bool(_WORD.fullmatch(found[0].strip())))
            match = found if is_list or _ANSWERED.match(rest) or _PASSED_ON.match(rest) else None
        if not match:
            break
        said = said[match.end() :]
    return said.strip()


def is_answer(subject: str) -> bool:
    """Whether it begins with Re: or the like, behind a list's tag or not."""
    said = text.one_line(subject)
    found = _TAG.match(said)
    return bool(_ANSWERED.match(said) or (found and _ANSWERED.match(said[found.end() :])))


def is_passed_on(subject: str) -> bool | None:
    """Whether it begins with what is written before a letter that is passed on; None where that depends on whose
    program has written it."""
    said = text.one_line(subject)
    if said[:3].lower() == "vs:":
        return None
    return bool(_PASSED_ON.match(said))
