"""What pages show of a network's funding, and its form."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces
from netapp.core.viewer import Viewer
from netapp.groups import addresses
from netapp.groups import page as groups_page
from netapp.groups.funding import queries
from netapp.groups.funding.forms import FundingForm
from netapp.groups.funding.queries import Emblem, Paid
from netapp.groups.models import Group


def block(paid: Paid, language: str, main: str) -> Markup | None:
    """Under what a network publishes: one line, and the emblems; None where nothing was said."""
    spoken, statement = paid.statement_in(language, main)
    if not statement and not paid.emblems:
        return None
    return _block(statement, spoken, paid.emblems)


@pieces.remembered
def _block(statement: str, language: str, emblems: tuple[Emblem, ...]) -> Markup:
    shown = [(one, address(one)) for one in emblems]
    return pieces.part(
        "groups/_funding.html", statement=statement, language=language, emblems=shown, lang=languages.current()
    )


def address(one: Emblem) -> str:
    return url_for("groups.emblem", funder_id=one.id, emblem_mark=one.mark) if one.mark else ""


def of_form(viewer: Viewer, group: Group, form: FundingForm) -> dict[str, Any]:
    now = {one.id: address(one) for one in queries.of_network(group.id).emblems}
    return {**groups_page.frame(viewer, group), "form": form, "now": now, "back": addresses.of(group)}
