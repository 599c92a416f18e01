"""What the five marks are called, the best first, and their faces."""

from netapp.core.languages import gettext as _

FACES = {5: "😀", 4: "🙂", 3: "😐", 2: "🙁", 1: "😞"}


def marks() -> dict[int, str]:
    """By mark, as buttons and as what is counted."""
    return {5: _("Very good"), 4: _("Good"), 3: _("All right"), 2: _("Not so good"), 1: _("Not worth my time")}
