"""A letter in HTML as lines of Markdown, with marks where its program says what is quoted, signed or shown."""

from netapp.core import from_html
from netapp.forums.mailing import decoding
from netapp.forums.mailing.heads import ATTRIBUTION, END, QUOTED, SIGNATURE

# Around the Content-ID of a picture that stands here.
PICTURE, PICTURE_ENDS = "\x05", "\x06"
_LINE = "\x07"
# Of a longer letter no more is looked through: cleaned, it would be a book.
MOST = 100_000
_KNOWN = from_html.Writer.KNOWN | {"img"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_ATTRIBUTES |= {tag: {"class", "id", "style"} for tag in ("div", "blockquote", "span", "pre", "table", "p")}
_SCHEMES = frozenset({"http", "https", "mailto", "cid"})
_SIGNATURES = {"gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "Signature", "AppleMailSignature"}
_ATTRIBUTIONS = {"gmail_attr", "moz-cite-prefix"}
_QUOTES = {"divRplyFwdMsg", "yahoo_quoted", "protonmail_quote", "mail-editor-reference-message-container"}


def lines(html: str) -> list[str]:
    writer = _Reader()
    writer.feed(decoding.seen(from_html.clean(html, _KNOWN, _ATTRIBUTES, _SCHEMES))[:MOST])
    writer.close()
    return writer.text().split("\n")


class _Reader(from_html.Writer):
    def __init__(self) -> None:
        super().__init__()
        # What each open element wants said at its end; None for a quote that is only set in.
        self._open: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(said)
            return
        names = {*said.get("class", "").split(), said.get("id", "").removeprefix("x_")}
        is_set_in = tag == "blockquote" and "border:none" in said.get("style", "").replace(" ", "")
        if tag in _ATTRIBUTES and tag != "a":
            self._open.append(None if is_set_in else _ends(names))
        super().handle_starttag("div" if is_set_in else tag, [("href", said.get("href", ""))])
        if names & _SIGNATURES:
            self._said.append(f"\n{SIGNATURE}\n")
        elif names & _ATTRIBUTIONS:
            self._said.append(f"{_LINE}{ATTRIBUTION}")
        elif names & _QUOTES or "border-top:solid" in said.get("style", "").replace(" ", ""):
            self._said.append(f"\n{QUOTED}\n")

    def handle_endtag(self, tag: str) -> None:
        end: str | None = ""
        if tag in _ATTRIBUTES and tag != "a" and self._open:
            end = self._open.pop()
        super().handle_endtag("div" if end is None else tag)
        if end:
            self._said.append(end)

    def _picture(self, said: dict[str, str]) -> None:
        source, instead = said.get("src", ""), said.get("alt", "")
        if source.lower().startswith("cid:"):
            self._said.append(f"{PICTURE}{' '.join(source[4:].split())[:250]}{PICTURE_ENDS}")
        elif len(instead) <= 8 and instead and all(character > "\u2000" for character in instead):
            self._said.append(instead)


def _ends(names: set[str]) -> str:
    return f"\n{END}\n" if names & _SIGNATURES else ""
