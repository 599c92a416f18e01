"""Words as a search compares them, alike on both engines: Python folds and stems, the database only stores and matches.

A thing's words become tokens of ASCII letters and digits, whose first letter says what each is:

t, w   a word of the title, a word anywhere, folded: Møde is `mode`
u, s   its stem in the language of the text, in the title, anywhere: `virksomheder` is `virksom`
p      an end of a long word, so that `träff` is found in `nätverksträffar`
k      an audience key that opens the thing

What is asked for may be in any of our languages, so a word is looked for by its stems in all of them, and by what it
begins with: Finnish stems do not always meet (tapaamin, tapaamis), but they begin alike.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

import snowballstemmer

from netapp.core import text

LANGUAGES = {"da": "danish", "sv": "swedish", "fi": "finnish", "en": "english"}
# Of what is asked for; a longer question is cut.
MOST_WORDS = 8
LONGEST = 40
# Ends of words: so much stands before, so long are they, and from long words only.
_HEAD, _SHORTEST_END, _LONGEST_END = 3, 4, 12
_LONG_IN_TITLE, _LONG_IN_BODY = 7, 10
# A word that is asked for finds what begins with it, a stem only when it says enough by itself.
_PREFIX, _STEM_PREFIX = 3, 5
# Chinese and Japanese write no spaces: each sign is a word, and all that are asked for must be there.
_SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+")
_OWNER = re.compile(r"['’]s\b")
# Stems that stand for nothing: `mod` would find each `møde`.
_LITTLES = """
og i at det er en et den til på som af for de med der ikke om har han hun var vi kan sig fra os men ind mod jeg du
och att är ett av till med som på för den det de inte om han hon var vi kan sig från oss men in mot jag du så
ja on ei se että hän me te he oli ovat tai kun kuin niin mutta myös joka jotka ovat olla ole sen
the and of to in is it for on with as are was at by an be this that from or we you our not have has
"""
_LITTLE = frozenset(_LITTLES.split())


class Word(NamedTuple):
    """A word that is asked for: what a word of a text begins with, or is; a stem; what an end of a word begins with."""

    begins: tuple[str, ...]
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    ends: tuple[str, ...]

    def of(self, plain: str, stem: str, *, with_ends: bool = False) -> list[str]:
        """The tokens that it is found by, each ending in * where more may follow; of the kinds named."""
        found = [f"{plain}{_ascii(one)}*" for one in self.begins] + [f"{plain}{_ascii(one)}" for one in self.exact]
        found += [f"{stem}{_ascii(one)}" for one in self.stems]
        return found + ([f"p{_ascii(one)}*" for one in self.ends] if with_ends else [])


Asked = tuple[Word, ...]


def tokens(titles: Mapping[str, str], bodies: Mapping[str, str], keys: Iterable[str]) -> str:
    """All tokens of a thing, with spaces between. Texts are by language; under "" stands what is in none: a name."""
    found: set[str] = set()
    for language, said in titles.items():
        for plain, stem in _pairs(said, language):
            found |= {f"t{plain}", f"w{plain}", f"u{stem}", f"s{stem}"} if stem else {f"t{plain}", f"w{plain}"}
            found |= {f"p{end}" for end in _ends(plain, _LONG_IN_TITLE)}
    for language, said in bodies.items():
        for plain, stem in _pairs(said, language):
            found |= {f"w{plain}", f"s{stem}"} if stem else {f"w{plain}"}
            found |= {f"p{end}" for end in _ends(plain, _LONG_IN_BODY)}
    return " ".join(sorted(map(_ascii, found)) + sorted(map(key_token, set(keys))))


def key_token(key: str) -> str:
    """An audience key as a token: `g:12` is `kg12`."""
    return "k" + _ascii(key.replace(":", ""))


@lru_cache(1024)
def asked(typed: str) -> Asked:
    """What was typed, without what joins words; nothing for what has no letter or digit in it."""
    every = list(dict.fromkeys(_split(typed)))
    telling = [word for word in every if word.lower() not in _LITTLE]
    return tuple(map(_word, (telling or every)[:MOST_WORDS]))


def match(dialect: str, words: Asked, keys: Iterable[str], where: str) -> str:
    """The question to FTS5, or to PostgreSQL's index, with @ for where in it: all words in the `title`; in the `body`,
    and not all in the title; or where ends of words count (`ends`), and not so without them.
    """
    also, either, but = (" AND ", " OR ", " NOT ") if dialect == "sqlite" else (" & ", " | ", " & !")

    def said(alternatives: Iterable[str]) -> str:
        each = (one if dialect == "sqlite" else f"@{one}".replace("*", ":*") for one in alternatives)
        return f"({either.join(each)})"

    def every(plain: str, stem: str, *, with_ends: bool = False) -> str:
        return also.join(said(word.of(plain, stem, with_ends=with_ends)) for word in words)

    in_title, anywhere = every("t", "u"), every("w", "s")
    opened = said(key_token(key) for key in sorted(keys))
    if where == "title":
        return f"{in_title}{also}{opened}"
    if where == "body":
        return f"({anywhere}{also}{opened}){but}({in_title})"
    return f"({every('w', 's', with_ends=True)}{also}{opened}){but}({anywhere})"


@lru_cache(256)
def marker(words: Asked) -> re.Pattern[str] | None:
    """What to mark in a text: the words that begin as one that is asked for, or hold it."""
    begins = {one for word in words for one in (*word.begins, *word.exact, *word.stems)}
    inside = {one for word in words for one in word.ends}
    parts = [rf"(?<!\w){_letters(one)}\w*" for one in sorted(begins, key=len, reverse=True)]
    parts += [rf"\w+{_letters(one)}\w*" for one in sorted(inside, key=len, reverse=True)]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _split(said: str) -> list[str]:
    return _WORD.findall(_OWNER.sub("", unicodedata.normalize("NFC", said)))


def _pairs(said: str, language: str) -> Iterator[tuple[str, str]]:
    """Each word folded, with its stem: "" where it has none that says anything."""
    for word in set(_split(said)):
        yield _plain(word), _stem(word.lower(), language)


def _word(word: str) -> Word:
    plain = _plain(word)
    stems = {stem for language in LANGUAGES if (stem := _stem(word.lower(), language))}
    begins = {plain} if len(plain) >= _PREFIX else set[str]()
    begins |= {stem for stem in stems if len(stem) >= _STEM_PREFIX}
    # Hållbart and hållbarhet: a letter less than a stem, which does not always go back as far as to its relatives'.
    longer = {stem for language in LANGUAGES if len(stem := _cut(word.lower(), language)) > _STEM_PREFIX}
    begins |= {stem[:-1] for stem in longer}
    ends = {one[:_LONGEST_END] for one in {plain, *stems} if len(one) >= _SHORTEST_END}
    return Word(
        begins=_shortest(begins),
        exact=() if begins else (plain,),
        stems=tuple(sorted(stems)),
        ends=_shortest(ends),
    )


def _shortest(found: set[str]) -> tuple[str, ...]:
    """Without those that begin with another one."""
    return tuple(sorted(one for one in found if not any(one != each and one.startswith(each) for each in found)))


def _ends(plain: str, longest_short: int) -> Iterator[str]:
    if len(plain) >= longest_short:
        for start in range(_HEAD, len(plain) - _SHORTEST_END + 1):
            yield plain[start : start + _LONGEST_END]


@lru_cache(65536)
def _plain(word: str) -> str:
    return (_folded(word) or word)[:LONGEST]


def _folded(word: str) -> str:
    """Without the signs that some letters and numbers fold to: ⒈ is 1 and a full stop, which engines read otherwise."""
    return "".join(sign for sign in text.fold(word) if sign.isalnum())


@lru_cache(65536)
def _stem(word: str, language: str) -> str:
    stem = _cut(word, language)
    stem = _finnish(stem) if language == "fi" else stem
    return stem if len(stem) > 1 else ""


@lru_cache(65536)
def _cut(word: str, language: str) -> str:
    """As Snowball's rules cut it, folded; nothing for a word of no meaning or of no letters."""
    if language not in LANGUAGES or word in _LITTLE or not word.isalpha() or len(word) > LONGEST:
        return ""
    with _STEMMING:
        return _folded(_stemmer(language).stemWord(word))


# Kierrätys and kierrätyksen, tapaaminen and tapaamisen, jäte and jätteen, tieto and tiedon.
_FINNISH = (
    (re.compile(r"(?<=[uy])(?:ks|st|d)$"), "s"),
    (re.compile(r"(?<=i)[ns]$"), ""),
    (re.compile(r"(?<=..[^aeiouy])[aeiouy]$"), ""),
    (re.compile(r"(?<=[aeiouy])d$"), "t"),
)


def _finnish(stem: str) -> str:
    """A stem cut back to what the cases of the word share."""
    for ending, instead in _FINNISH:
        stem = ending.sub(instead, stem)
    return stem


# A stemmer holds the word that it works on.
_STEMMING = Lock()


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(LANGUAGES[language])


def _ascii(token: str) -> str:
    """Letters of other scripts by their numbers: engines differ in what they take for a letter."""
    if token.isascii():
        return token
    return "".join(sign if sign.isascii() and sign.isalnum() else f"z{ord(sign):x}z" for sign in token)


# What folds to each letter, as far as we meet it.
_SPELT = {"ae": "(?:ae|æ)", "a": "(?:aa|[aàáâãäåā])", "c": "[cçč]", "d": "[dđð]", "e": "[eèéêëē]", "i": "[iìíîïī]"}
_SPELT |= {"l": "[lł]", "n": "[nñń]", "o": "[oòóôõöøō]", "s": "[sšś]", "u": "[uùúûüū]", "y": "[yýÿ]", "z": "[zžź]"}


def _letters(folded: str) -> str:
    found = re.findall(r"ae|.", folded, re.DOTALL)
    return "".join(_SPELT.get(one, re.escape(one)) for one in found)
