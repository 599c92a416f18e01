"""The shape of what organisers type about tables and rounds."""

from typing import Any

from wtforms import BooleanField, IntegerField, validators

from netapp.core.forms import Form, Words
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.rooms.actions import Draft
from netapp.events.rooms.models import MOST_MINUTES, MOST_NAME, MOST_ROUNDS, MOST_TABLES


class Whole(IntegerField):
    """A whole number within bounds; None when nothing is typed."""

    def __init__(self, label: str, least: int, most: int, **kwargs: Any) -> None:
        self.bounds = least, most
        render = {"inputmode": "numeric", "min": least, "max": most}
        super().__init__(label, validators=[validators.Optional()], render_kw=render, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        least, most = self.bounds
        if self.data is not None and not least <= self.data <= most:
            raise validators.ValidationError(_("Give a number from %(least)s to %(most)s.", least=least, most=most))


class TablesForm(Form):
    """How many tables, said in one of three ways: their number, how many people sit at one, or their names."""

    tables = Whole(_l("Tables"), 1, MOST_TABLES)
    at_one = Whole(_l("or people at a table"), 2, 100)
    rounds = Whole(_l("Rounds"), 1, MOST_ROUNDS)
    minutes = Whole(_l("Minutes each"), 1, MOST_MINUTES)
    names = Words(
        _l("Names or topics of the tables"),
        most=MOST_TABLES * (MOST_NAME + 1),
        description=_l("One a line, if a number is not enough."),
    )
    anew = BooleanField(_l("Seat everybody anew"))

    def draft(self, people: int) -> Draft:
        """What was typed, for so many people. Tables beyond those that have names are numbered."""
        names = [line.strip()[:MOST_NAME] for line in (self.names.data or "").splitlines() if line.strip()]
        by_size = -(-people // self.at_one.data) if self.at_one.data else 0
        tables = self.tables.data or by_size or len(names) or 1
        tables = min(tables, MOST_TABLES)
        return Draft(
            names=tuple([*names, *[""] * tables][:tables]),
            rounds=self.rounds.data or 1,
            minutes=self.minutes.data or 15,
            anew=self.anew.data,
        )
