"""The shape of a flag, and of a moderator's decision."""

from typing import Any

from wtforms import Field, RadioField, SelectField, validators

from netapp.core.forms import Form, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.forums.moderation import words
from netapp.forums.moderation.models import DAYS, LONGEST_WORDS


class FlagForm(Form):
    why = RadioField(_l("What is wrong with it?"), default="advertising")
    words = Words(_l("In your words"), most=LONGEST_WORDS)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.why.choices = words.whys()
        super().process(*args, **kwargs)

    def validate_words(self, field: Field) -> None:
        if self.why.data == "other" and not field.data:
            raise validators.StopValidation(_("A few words, so that the moderators know what to look for."))


class RulingForm(Form):
    """Beside the button that decides: the reason, and for a pause how long. What is left out has a value, too."""

    why = SelectField(_l("Reason"), default="other")
    words = Line(_l("In your words, for the letter"), most=LONGEST_WORDS)
    days = SelectField(_l("For how long"), coerce=int, default=1)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.why.choices = words.whys()
        self.days.choices = [(number, words.days(number)) for number in DAYS]
        super().process(*args, **kwargs)

    def named(self, post_id: int) -> "RulingForm":
        """With numbers of their own for the fields, so that a page may show several."""
        for field in self:
            field.id = f"{field.name}-{post_id}"
        return self
