"""The form on which somebody chooses what is kept of two records."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from netapp.core.forms import Form
from netapp.members.joined import Question


class MergeForm(Form):
    """A field for each question that there is; the fuller answer is chosen already."""

    seen = HiddenField()
    name = RadioField()
    kind = RadioField()
    place = RadioField()
    website = RadioField()
    register_number = RadioField()
    size = RadioField()
    about_en = RadioField()
    about_da = RadioField()
    about_sv = RadioField()
    about_fi = RadioField()
    point = RadioField()
    is_public = RadioField()
    logo = RadioField()

    def __init__(self, questions: Sequence[Question], **values: Any) -> None:
        asked = {_field(question.name): question for question in questions}
        chosen: dict[str, Any] = {name: question.fuller for name, question in asked.items()}
        super().__init__(**chosen, **values)
        for field in list(self):
            if field.name in asked:
                question = asked[field.name]
                field.label.text = question.label
                sides = [SelectChoice("company", question.company), SelectChoice("other", question.other)]
                field.choices = sides  # type: ignore[attr-defined]
            elif field.name != "seen":
                del self[field.name]

    @property
    def kept(self) -> dict[str, str]:
        """For `merging.ask`."""
        return {_question(field.name): field.data for field in self if field.name != "seen"}


def _field(question: str) -> str:
    return question.replace(".", "_")


def _question(field: str) -> str:
    return field.replace("about_", "about.")
