"""Text: Markdown in, clean HTML out; words folded so that Møde, mode and MØDE meet."""

import re
import unicodedata
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title"}, "ol": {"start"}}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
    ["linkify", "table", "strikethrough"]
)
_markdown.disable(["image"])
# Each repetition has an end, and none can share its characters with the next: without that, 10,000 characters of
# `[](a` kept a process busy for minutes.
_MARKS = (
    (re.compile(r"\[([^][]{0,500})\]\(<?([^)\s>]{1,500})>?(?:\s[^)]{0,200})?\)"), r"\1 (\2)"),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(.{1,500}?)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})


@lru_cache(2048)
def markdown(text: str) -> Markup:
    """CommonMark with tables and bare links; cleaned after rendering, so raw HTML never survives (X1).

    The page owns h1: the text's own headings begin at h2, and none is more than one below the one before, whatever
    their writer thought of their sizes.
    """
    clean = nh3.clean(
        _outlined(_markdown.render(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(clean)  # noqa: S704 (cleaned above)


def _outlined(html: str) -> str:
    above: list[int] = []

    def placed(tag: re.Match[str]) -> str:
        is_end, level = tag[1], int(tag[2])
        if not is_end:
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        return f"<{is_end}h{min(1 + len(above), 6)}>"

    return _HEADING.sub(placed, html)


def plain(text: str) -> str:
    """Markdown as it reads in a letter or a calendar: links are spelt out, marks that only shape are gone."""
    for mark, plainly in _MARKS:
        text = mark.sub(plainly, text)
    return text.strip()


def excerpt(text: str, most: int = 180) -> str:
    """The first words of a Markdown text, on one line, at most `most` characters; its quotes only if they are all."""
    lines = plain(text).splitlines()
    own = [line for line in lines if not line.lstrip().startswith(">")]
    line = " ".join(" ".join(own).split()) or " ".join(" ".join(lines).split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(",.;:–-") + "…"


@lru_cache(4096)
def fold(text: str) -> str:
    """Lower case, without accents, æ as ae, ø and ö as o, å and aa as a: what people type when they search."""
    text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c)).replace("aa", "a")


def pattern(word: str) -> str:
    """For LIKE, with / as its escape: whatever has this word in it."""
    return "%" + re.sub(r"([%_/])", r"/\1", word) + "%"


def tail(text: str) -> str:
    """A readable end of an address: `-kick-off-in-taastrup`, or nothing."""
    words = re.findall(r"[a-z0-9]+", fold(text))[:8]
    return "-" + "-".join(words) if words else ""


def one_line(text: str) -> str:
    """Without line breaks and control characters, for a title or a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def initials(name: str) -> str:
    """One or two letters for a person without a picture."""
    words = [w for w in re.split(r"[\s.-]+", name) if w and w[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"
