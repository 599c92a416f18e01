"""The shape of an opinion."""

from typing import Any

from wtforms import BooleanField, RadioField, validators

from netapp.core.forms import Form, Words
from netapp.core.languages import lazy_gettext as _l
from netapp.events.feedback import words
from netapp.events.feedback.models import LONGEST


class OpinionForm(Form):
    """A mark; the rest may stay empty."""

    mark = RadioField(
        _l("How was it?"), coerce=int, validators=[validators.InputRequired(_l("Choose one."))], validate_choice=True
    )
    words = Words(_l("What should we do differently?"), most=LONGEST)
    signed = BooleanField(
        _l("Tell the organisers that it was me"),
        description=_l("Without this they see what was said, and not by whom."),
    )

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.mark.choices = list(words.marks().items())
        super().process(*args, **kwargs)
