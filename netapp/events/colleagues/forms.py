"""Colleagues who come along: a row for each, or a box to tick for those whom one works with."""

from typing import Any

from wtforms import Field, SelectMultipleField, StringField

from netapp.core import links
from netapp.core.forms import EmailLine, Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.colleagues.models import MOST, Brought

# Before the names of all these fields.
FIELD = "with_"


class Bringing(Form):
    """A row that is empty is nobody."""

    mode = StringField(default="room")
    with_mate = SelectMultipleField(
        _l("Colleagues"), coerce=lambda value: links.number(value) or 0, choices=[], validate_choice=False
    )

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        for name, email in self.rows:
            if bool(name.data) == bool(email.data):
                continue
            missing, sentence = (
                (email, _("We need their e-mail to write to them.")) if name.data else (name, _("What is their name?"))
            )
            missing.errors = [*missing.errors, sentence]
            whole = False
        return whole

    @property
    def rows(self) -> list[tuple[Field, Field]]:
        """(name, address) of each."""
        return [(self[f"{FIELD}name_{number}"], self[f"{FIELD}email_{number}"]) for number in range(1, MOST + 1)]

    @property
    def typed_rows(self) -> int:
        """Down to the last row in which something stands."""
        return max((place for place, row in enumerate(self.rows, 1) if row[0].data or row[1].data), default=0)

    @property
    def brings(self) -> Brought:
        named = [(name.data, email.data) for name, email in self.rows if email.data]
        return Brought(named, [number for number in self.with_mate.data or () if number])


for _number in range(1, MOST + 1):
    setattr(
        Bringing,
        f"{FIELD}name_{_number}",
        Line(_l("Name of the colleague"), most=120, render_kw={"autocomplete": "off"}),
    )
    setattr(
        Bringing, f"{FIELD}email_{_number}", EmailLine(_l("E-mail of the colleague"), render_kw={"autocomplete": "off"})
    )


def is_typed(form: Any) -> bool:
    """Whether a posted form names anybody."""
    return any(name.startswith(FIELD) and form[name] for name in form)
