"""The shape of what organisers type about a message."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectField, SelectMultipleField, validators, widgets

from netapp.core.forms import Form, Line, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.messages.actions import Written
from netapp.events.messages.models import LONGEST, Message


class Boxes(SelectMultipleField):
    """Several of a few, a box each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class MessageForm(Form):
    """To whom, and what."""

    states = Boxes(_l("To whom"), default=["going"])
    companies = Boxes(_l("Only from these companies"), description=_l("None ticked: from all."))
    said = SelectField(_l("Only who has answered"), default="")
    goes_on = BooleanField(
        _l("Also to each who joins them later"), description=_l("Until the meeting begins: good for what is practical.")
    )
    subject = Line(_l("Subject"), most=200, needed=_l("What is it about?"))
    body = Words(
        _l("Text"),
        most=LONGEST,
        needed=_l("Write a line or two."),
        description=_l("Markdown works: **bold**, lists, links. Greeting, date and place come by themselves."),
    )

    def __init__(
        self,
        states: Sequence[tuple[str, str]],
        companies: Sequence[str],
        said: Sequence[tuple[str, str]],
        obj: Message | None = None,
        **values: Any,
    ) -> None:
        self._offered = states, companies, said
        super().__init__(obj, **values)

    def process(self, *args: Any, **kwargs: Any) -> None:
        states, companies, said = self._offered
        self.states.choices = list(states)
        self.companies.choices = [(name, name) for name in companies]
        self.said.choices = list(said)
        super().process(*args, **kwargs)

    def validate_states(self, field: Field) -> None:
        if not field.data:
            raise validators.StopValidation(_("Choose at least one."))

    @property
    def written(self) -> Written:
        """What was typed."""
        return Written(
            states=self.states.data or (),
            companies=self.companies.data or (),
            said=self.said.data or "",
            goes_on=self.goes_on.data,
            subject=self.subject.data or "",
            body=self.body.data or "",
        )
