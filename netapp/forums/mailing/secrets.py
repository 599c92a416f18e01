"""What must never be published of a letter: the secret address it was sent to, and links that know their reader."""

import re

_HIDDEN = "…"
_STOPS = " \t\n<>()[]{}\"'`,;:|=?&/\\"
_LONGEST_LOCAL = 200
_LINK = re.compile(r"https?://[^\s<>()\[\]\"']{1,2000}", re.IGNORECASE)
# Signed words (core/signed.py) are longer than any number of ours, and look like no title.
_WORD = re.compile(r"[A-Za-z0-9_-]{20,}")
# A key of two or three numbers (core/signed.py) in what is left of an address, or alone.
_KEY = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z2-7]{39}|[A-Za-z2-7]{45})(?![A-Za-z0-9])")


def hidden(said: str, domain: str, host: str = "") -> str:
    """Without addresses `…+key@domain`, in any case and as links write them, without a key that has lost its address,
    and without links to `host` that carry a key. `domain` may be "" on a site that receives no mail."""
    if domain:
        said = _KEY.sub(lambda word: _shown_word(word[0]), _without_addresses(said, domain.lower()))
    return _LINK.sub(lambda link: _shown(link[0], host.lower()), said) if host else said


def _without_addresses(said: str, domain: str) -> str:
    low = said.lower()
    if len(low) != len(said):
        # A letter whose small form is two letters: places would not be the same.
        low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in said)
    pieces: list[str] = []
    done = at = 0
    while (at := low.find(domain, at)) >= 0:
        end, found = at + len(domain), at
        before = next((sign for sign in ("@", "%40", "=40") if low.endswith(sign, done, at)), "")
        if before:
            begin = at - len(before)
            window = low[max(done, begin - _LONGEST_LOCAL) : begin]
            local = re.split(r"[\s<>()\[\]{}\"'`,;:|?&/]", window)[-1]
            if "+" in local or "%2b" in local:
                pieces.append(said[done : begin - len(local)] + _HIDDEN)
                done = end
        at = max(end, found + 1)
    return "".join([*pieces, said[done:]])


def _shown_word(word: str) -> str:
    """Numbers of rows begin with noughts, which are a's; and chance seldom makes so long a word without a digit."""
    is_key = word.lower().startswith("aa") or any(letter.isdigit() for letter in word)
    return _HIDDEN if is_key else word


def _shown(link: str, host: str) -> str:
    place = link.partition("://")[2]
    if place.lower().partition("/")[0].partition(":")[0] != host:
        return link
    carries = any(
        word != word.lower() or (word.isalnum() and any(letter.isdigit() for letter in word))
        for word in _WORD.findall(place)
    )
    return _HIDDEN if carries else link
