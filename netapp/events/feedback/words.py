"""What the five marks are called, the best first, and the icons of their faces."""

from netapp.core.languages import gettext as _

FACES = {5: "laugh", 4: "smile", 3: "meh", 2: "frown", 1: "annoyed"}


def marks() -> dict[int, str]:
    """By mark, as buttons and as what is counted."""
    return {5: _("Very good"), 4: _("Good"), 3: _("All right"), 2: _("Not so good"), 1: _("Not worth my time")}
