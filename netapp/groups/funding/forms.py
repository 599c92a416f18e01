"""The shape of what an organiser says about who pays for the network."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, validators

from netapp.config import LANGUAGES
from netapp.core import languages
from netapp.core.forms import Form, Line
from netapp.core.languages import lazy_gettext as _l
from netapp.files.fields import PictureField
from netapp.groups.funding.actions import Changed, New
from netapp.groups.funding.models import LONGEST, MOST, Funder


class FundingForm(Form):
    """A statement in each language, the funders that there are, and a new one."""

    statement_en = Line(_l("In English"), most=LONGEST)
    statement_da = Line(_l("In Danish"), most=LONGEST)
    statement_sv = Line(_l("In Swedish"), most=LONGEST)
    statement_fi = Line(_l("In Finnish"), most=LONGEST)
    name = Line(_l("Another funder"), most=160)
    # Last, since of a request that is too large the beginning is kept.
    emblem = PictureField(_l("Its emblem"))

    funders: Sequence[Funder] = ()

    @property
    def rows(self) -> list[tuple[Funder, Any, Any, Any]]:
        """(funder, name, place, whether it goes) of each that there is."""
        return [(one, self[f"name_{one.id}"], self[f"rank_{one.id}"], self[f"drop_{one.id}"]) for one in self.funders]

    @property
    def said(self) -> list[Any]:
        return [self[f"statement_{code}"] for code in LANGUAGES]

    @property
    def statements(self) -> dict[str, str]:
        return {code: said for code in LANGUAGES if (said := self[f"statement_{code}"].data)}

    @property
    def changed(self) -> Mapping[int, Changed]:
        """What was typed of each funder, by number."""
        return {
            one.id: Changed(name.data or one.name, rank.data if rank.data is not None else one.rank, drop.data)
            for one, name, rank, drop in self.rows
        }

    @property
    def new(self) -> New | None:
        return New(self.name.data, self.emblem.chosen) if self.name.data else None


def form_of(statements: Mapping[str, str], funders: Sequence[Funder]) -> FundingForm:
    """With fields for each of these."""
    fields: dict[str, Any] = {"funders": funders}
    values: dict[str, Any] = {f"statement_{code}": statements.get(code, "") for code in languages.NAMES}
    for one in funders:
        place = validators.NumberRange(0, MOST), validators.Optional()
        fields[f"name_{one.id}"] = Line(_l("Name"), most=160)
        fields[f"rank_{one.id}"] = IntegerField(_l("Place in the row"), validators=[place[1], place[0]])
        fields[f"drop_{one.id}"] = BooleanField(_l("Take it away"))
        values |= {f"name_{one.id}": one.name, f"rank_{one.id}": one.rank}
    form: FundingForm = type("FundingForm", (FundingForm,), fields)(**values)
    return form
