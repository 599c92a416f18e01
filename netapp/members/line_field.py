"""A field for short lines, one below the other: what somebody can, offers, looks for."""

from typing import Any

from wtforms import validators

from netapp.core import text
from netapp.core.forms import AtMost, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l

LONGEST = 80
_ONE_A_LINE = _l("One a line.")


class Lines(Words):
    """At most `most_lines` of them, each at most LONGEST characters."""

    def __init__(self, label: str, *, most_lines: int, **kwargs: Any) -> None:
        self.most_lines = most_lines
        super().__init__(label, most=most_lines * (LONGEST + 1), description=_ONE_A_LINE, **kwargs)

    def allow(self, lines: int) -> None:
        """At least so many: what is there already can be sent back."""
        self.most_lines = max(self.most_lines, lines)
        most = AtMost(self.most_lines * (LONGEST + 1))
        self.validators = [*(one for one in self.validators if not isinstance(one, AtMost)), most]

    @property
    def lines(self) -> list[str]:
        found = (text.one_line(line).lstrip("-–•* ") for line in (self.data or "").split("\n"))
        return list(dict.fromkeys(line for line in found if line))

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        too_long = [line for line in self.lines if len(line) > LONGEST]
        if too_long:
            raise validators.StopValidation(
                _("Please say it in %(most)s characters a line: “%(line)s”", most=LONGEST, line=too_long[0][:40])
            )
        if len(self.lines) > self.most_lines:
            raise validators.StopValidation(_("At most %(most)s lines.", most=self.most_lines))
