"""The words for questions at sign-up: their kinds, and ready-made ones in every language."""

from typing import Any

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.events.questions.models import QuestionKind


def kind(name: QuestionKind) -> str:
    return {
        "text": _("A line of text"),
        "choice": _("One choice"),
        "several": _("Several choices"),
        "yes_no": _("Yes or no"),
        "number": _("A number"),
    }[name]


# What organisers ask most: one click instead of a form.
READY: tuple[str, ...] = ("food", "allergies", "vegetarian", "ride")


def ready(name: str) -> dict[str, Any]:
    """A ready-made question in each of our languages: its texts, kind and choices."""
    said: dict[str, dict[str, Any]] = {}
    for code in LANGUAGES:
        with languages.use(code):
            said[code] = _ready(name)
    main = said[LANGUAGES[0]]
    return {
        "kind": main["kind"],
        "texts": {code: one["text"] for code, one in said.items()},
        "choices": [
            {code: one["choices"][number] for code, one in said.items()} for number in range(len(main["choices"]))
        ],
    }


def ready_name(name: str) -> str:
    """What its button says."""
    return str(_ready(name)["text"])


def _ready(name: str) -> dict[str, Any]:
    return {
        "food": {
            "kind": "choice",
            "text": _("What do you eat?"),
            "choices": [_("Everything"), _("Vegetarian"), _("Vegan")],
        },
        "allergies": {"kind": "text", "text": _("Is there anything that you can’t eat?"), "choices": []},
        "vegetarian": {"kind": "number", "text": _("How many vegetarian meals?"), "choices": []},
        "ride": {"kind": "yes_no", "text": _("Do you have a free seat in your car?"), "choices": []},
    }[name]
