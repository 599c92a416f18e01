"""What a person has written in a letter, as the Markdown of a post; and the files that they have sent with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from netapp.core.incoming import Incoming, Part
from netapp.forums.mailing import cutting, decoding, marked, pictures, plainly, secrets, subjects
from netapp.forums.mailing.marked import PICTURE, PICTURE_ENDS

# Characters of one part that are looked through.
MOST = 100_000
_PICTURE = re.compile(rf"{PICTURE}([^{PICTURE}{PICTURE_ENDS}]{{0,250}}){PICTURE_ENDS}")
_ALIBI = re.compile(
    r"(?:this (?:is an html|message is in html|e-?mail is in html)|your (?:e-?mail|mail) (?:client|program|reader)|"
    r"(?:view|see) (?:it |this (?:e-?mail|message) )?in (?:a|your) browser|html[- ]?(?:capable|enabled|formatted)|"
    r"does not support html|e-?mail'?programmet|html-format|muotoiltu viesti)",
    re.IGNORECASE,
)
_ALIBI_LENGTH = 300
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/webp": ".webp",
}


@dataclass(frozen=True)
class Written:
    """`files` all have names. `left_out` says in words what was not taken: "winmail.dat", "logo", "calendar", "card",
    "report", "signature" (of a program), "encrypted", "rest"."""

    text: str
    files: tuple[Part, ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing of what its writer has written can be told from what programs have."""
        return not self.text and not self.files


def read(letter: Incoming, domain: str = "", host: str = "") -> Written:
    """`domain` and `host` are ours: what leads to somebody's secret address or page there is hidden."""
    texts, others = _sorted(letter.parts)
    chosen = _chosen(texts)
    is_forward = subjects.is_passed_on(letter.subject)
    said = [_markdown(part, is_forward) for part in chosen]
    shown = _shown(texts, said, is_forward, any(part.cid for part in others))
    files, left_out = pictures.kept(others, shown)
    words = "\n\n".join(piece for piece, _cids in said if piece)
    left_out += ["rest"] if any(len(part.content) > MOST for part in chosen) else []
    return Written(
        secrets.hidden(words, domain, host),
        tuple(replace(file, name=secrets.hidden(file.name, domain) or _named(file)) for file in files),
        tuple(dict.fromkeys(left_out)),
    )


def _sorted(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Texts of the letter itself, and all the rest."""
    kinds = ("text/plain", "text/html")
    texts = [part for part in parts if part.kind in kinds and not part.is_attached and not part.name]
    taken = {id(part) for part in texts}
    return texts, [part for part in parts if id(part) not in taken]


def _chosen(texts: list[Part]) -> list[Part]:
    """Of what is said in several ways the best, in the order of the letter."""
    ways: dict[int, list[Part]] = {}
    for part in texts:
        ways.setdefault(part.way[0], []).append(part)
    best = {number: _best(said) for number, said in ways.items() if number}
    return [part for part in texts if not part.way[0] or part.way[1] == best[part.way[0]]]


def _best(said: list[Part]) -> int:
    """Plain text, unless it is empty or only says that there is HTML."""
    plain = [part for part in said if part.kind == "text/plain"]
    rich = [part for part in said if part.kind == "text/html"]
    words = " ".join(" ".join(decoding.text(part)[:MOST].split()) for part in plain)
    is_alibi = not words or (len(words) < _ALIBI_LENGTH and bool(_ALIBI.search(words)))
    best = rich if rich and (is_alibi or not plain) else plain or rich
    return best[0].way[1]


def _markdown(part: Part, is_forward: bool | None) -> tuple[str, list[str]]:
    """What its writer said in this part, and the Content-IDs of pictures in it."""
    said = decoding.text(part)[:MOST]
    if part.kind == "text/html":
        cut = cutting.cut(marked.lines(said), is_forward)
        both = [*cut.own, *([""] if cut.own and cut.passed_on else []), *cut.passed_on]
        return _PICTURE.sub("", "\n".join(both)).strip(), _PICTURE.findall("\n".join(both))
    cut = cutting.cut(plainly.lines(said), is_forward)
    own, others = plainly.markdown(cut.own), plainly.markdown(cut.passed_on)
    return "\n\n".join(piece for piece in (own, others) if piece), []


def _shown(
    texts: list[Part], said: list[tuple[str, list[str]]], is_forward: bool | None, asks: bool
) -> set[str] | None:
    """The pictures that stand in what was kept, by the HTML; None when there is none that could say it."""
    rich = [part for part in texts if part.kind == "text/html"]
    if not asks or not rich:
        return None
    found = {cid for _words, cids in said for cid in cids}
    for part in rich:
        found |= set(_markdown(part, is_forward)[1])
    return found


def _named(file: Part) -> str:
    return ("picture" if file.kind.startswith("image/") else "file") + _ENDINGS.get(file.kind, "")
