"""Holds the catalogues against the words in the source: complete, no guesses, nothing left in English.

python -m tests.check_translations TEMPLATE, which is what pybabel has found in the source (the Makefile does both).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LANGUAGES = ("da", "sv", "fi")
FOLDER = Path("netapp/translations")
SAME = Path(__file__).with_name("same_as_english.txt")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
# Templates fill in every text, so that a lone % (as in "400% of") spoils or breaks the page.
LONE_PERCENT = re.compile(r"%(?!\(\w+\)[a-z])")


def main() -> int:
    template = _read(Path(sys.argv[1]))
    complaints = [
        f"{language}: {complaint}"
        for language in LANGUAGES
        for complaint in _complaints(template, _read(FOLDER / language / "LC_MESSAGES/messages.po"), _same(language))
    ]
    print(*complaints, sep="\n", file=sys.stderr)
    print(f"{len(template)} texts in {len(LANGUAGES)} languages, {len(complaints)} complaints")
    return 1 if complaints else 0


def _read(path: Path) -> Catalog:
    if not path.exists():
        sys.exit(f"{path} is missing; make it with: make translations")
    with path.open("rb") as file:
        return read_po(file)


def _same(language: str) -> set[str]:
    """Lines such as `da sv: Program`; # begins a comment."""
    lines = [line.partition(": ") for line in SAME.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {text for languages, _, text in lines if language in languages.split()}


def _complaints(template: Catalog, catalogue: Catalog, same: set[str]) -> Iterator[str]:
    for message in filter(_has_id, template):
        ours = catalogue.get(message.id, message.context)
        if ours is None:
            yield f"not in the catalogue (make translations adds it): {message.id!r}"
        else:
            yield from (f"{flaw}: {message.id!r}" for flaw in _flaws(ours, same))
    for message in filter(_has_id, catalogue):
        if template.get(message.id, message.context) is None:
            yield f"no longer in the source (make translations takes it out): {message.id!r}"


def _has_id(message: Message) -> bool:
    """The catalogue's header is the message without one."""
    return bool(message.id)


def _flaws(message: Message, same: set[str]) -> Iterator[str]:
    english, ours = _forms(message.id), _forms(message.string)
    if not all(ours):
        yield "not translated"
        return
    if message.fuzzy:
        yield "a guess (take the mark `fuzzy` off once it is right)"
    if english[-1] == ours[-1] and english[-1] not in same and re.search(r"[^\W\d_]", PLACEHOLDER.sub("", english[-1])):
        yield "the same as in English (if that is right: tests/same_as_english.txt)"
    # Only the last form need hold all of them: "one seat" may be written without its number.
    wanted, all_ours = set(PLACEHOLDER.findall(english[-1])), set(PLACEHOLDER.findall(" ".join(ours)))
    if wanted != set(PLACEHOLDER.findall(ours[-1])) or all_ours - wanted:
        yield "other placeholders than in English"
    if any(map(LONE_PERCENT.search, (*english, *ours))):
        yield "a % that is no placeholder"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """A message has one form, or one for each number that the language tells apart."""
    return [text] if isinstance(text, str) else list(text or [""])


if __name__ == "__main__":
    sys.exit(main())
