"""A question that a meeting asks at sign-up, as it stands in the meeting's row. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from netapp.config import LANGUAGES

QuestionKind = Literal["text", "choice", "several", "yes_no", "number"]
KINDS: tuple[QuestionKind, ...] = ("text", "choice", "several", "yes_no", "number")
WITH_CHOICES: tuple[QuestionKind, ...] = ("choice", "several")
# A form that asks more is not short any more.
MOST_QUESTIONS = 12
MOST_CHOICES = 30
LONGEST_TEXT, LONGEST_CHOICE, LONGEST_ANSWER = 200, 80, 500
# What one person may ask for where a number is asked.
MOST_NUMBER = 1000
MOST_DAYS = 730


@dataclass(frozen=True)
class Choice:
    """`key` stays when the words change, so that answers go on meaning it."""

    key: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """`texts` by language, the meeting's own always among them; `key` never changes and goes along into copies.

    `for_organisers`: organisers fill it in for each person, and nobody else sees it; it is not asked at sign-up.
    `most` limits the sum of a number over all who go, wait, or wait for a yes: whoever has asked for one of twelve
    meals keeps it until they withdraw, so that moving up never finds it gone.
    """

    key: str
    kind: QuestionKind
    texts: Mapping[str, str]
    choices: tuple[Choice, ...] = field(default=())
    needed: bool = False
    for_organisers: bool = False
    most: int | None = None

    def text_in(self, language: str, main: str) -> tuple[str, str]:
        """(language, text): in the asked language when there is one, else in the meeting's, else as it was written."""
        code = next(one for one in (language, main, *self.texts) if one in self.texts)
        return code, self.texts[code]

    def choices_in(self, language: str, main: str) -> dict[str, str]:
        """The words of each choice by its key, in the language that `text_in` finds."""
        code, _text = self.text_in(language, main)
        return {one.key: one.texts.get(code) or next(iter(one.texts.values())) for one in self.choices}

    def row(self) -> dict[str, Any]:
        """As it stands in the meeting's row."""
        choices = [{"key": one.key, "texts": dict(one.texts)} for one in self.choices]
        return {**vars(self), "texts": dict(self.texts), "choices": choices}


def read(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Question, ...]:
    """The questions of a meeting, in order."""
    return tuple(
        Question(**{**row, "choices": tuple(Choice(one["key"], one["texts"]) for one in row["choices"])})
        for row in rows or ()
    )


def asked(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Question, ...]:
    """Those that are asked of who signs up."""
    return tuple(one for one in read(rows) if not one.for_organisers)


def are_right(rows: Any) -> bool:
    """Whether a form of ours could have written this: None, or a few questions."""
    if rows is None:
        return True
    if type(rows) is not list or not 0 < len(rows) <= MOST_QUESTIONS:
        return False
    return all(_is_right(row) for row in rows) and len({row["key"] for row in rows}) == len(rows)


def _is_right(row: Any) -> bool:
    if type(row) is not dict or row.keys() != Question.__dataclass_fields__.keys():
        return False
    flags = type(row["needed"]) is bool and type(row["for_organisers"]) is bool
    most = row["most"] is None or (type(row["most"]) is int and 0 < row["most"] <= 100_000)
    choices = row["choices"]
    if not (flags and most and row["kind"] in KINDS and _is_key(row["key"]) and _texts(row["texts"], LONGEST_TEXT)):
        return False
    if type(choices) is not list or len(choices) > MOST_CHOICES or bool(choices) != (row["kind"] in WITH_CHOICES):
        return False
    return all(
        type(one) is dict
        and one.keys() == {"key", "texts"}
        and _is_key(one["key"])
        and _texts(one["texts"], LONGEST_CHOICE)
        for one in choices
    )


def _is_key(given: Any) -> bool:
    return type(given) is str and given.isascii() and given.isalnum() and len(given) <= 12


def _texts(given: Any, most: int) -> bool:
    if type(given) is not dict or not given or not set(given) <= set(LANGUAGES):
        return False
    return all(type(said) is str and 0 < len(said) <= most and said.isprintable() for said in given.values())
