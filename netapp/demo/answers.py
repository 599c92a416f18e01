"""What the demo's meetings ask, and what people answer: chosen by their own names, so the same every time."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from netapp.demo import content
from netapp.events.questions import words as question_words
from netapp.events.questions.models import Choice, Question

# What some of the people in each of the networks can't eat.
UNEATEN = ("Nødder", "Gluten", "Laktose, men ost går an", "Fisk")


def questions(written: content.Meeting) -> list[dict[str, Any]] | None:
    """Of a meeting's `asks`; the keys are the questions' names."""
    return [_question(*asked.partition(":")[::2]).row() for asked in written.asks] or None


def of(name: str, asked: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What this person answers."""
    chance = random.Random(f"answers of {name}")
    said = {
        "vegetarian": 1 if chance.random() < 0.3 else None,
        "allergies": chance.choice(UNEATEN) if chance.random() < 0.15 else None,
        "ride": chance.random() < 0.4,
    }
    return {row["key"]: said[row["key"]] for row in asked if said[row["key"]] is not None} or None


def _question(name: str, most: str) -> Question:
    row = question_words.ready(name)
    choices = tuple(Choice(f"{name}{number}", texts) for number, texts in enumerate(row["choices"]))
    limit = int(most) if most else None
    return Question(key=name, kind=row["kind"], texts=row["texts"], choices=choices, needed=name == "ride", most=limit)
