"""What is lent to a company's page: threads about it, and the way to ask it."""

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces
from netapp.core.viewer import current
from netapp.forums import list_page, lists
from netapp.forums.asking import queries
from netapp.forums.lists import Row
from netapp.members import policy
from netapp.members.models import Affiliation, Company

SHOWN = 5


def company(asked: tuple[Company, Affiliation | None]) -> Markup | None:
    """Who works there reads what was asked; others of its networks ask."""
    about, place = asked
    viewer = current()
    found = lists.about_company(viewer, about.id, SHOWN)
    asks = viewer.is_signed_in and not policy.is_inside(viewer, place)
    networks = queries.networks(viewer, about.id) if asks else ()
    if not found and not networks:
        return None
    offered = tuple((group.id, group.name) for group in networks)
    return _company(about.id, about.name, found, offered, languages.viewer_zone("UTC"))


@pieces.remembered
def _company(
    company_id: int, name: str, found: tuple[Row, ...], offered: tuple[tuple[int, str], ...], zone: str
) -> Markup:
    return pieces.part(
        "forums/_company.html",
        name=name,
        rows=[list_page.row(one, zone, with_group=True) for one in found],
        offered=[(group, url_for("forums.new", group_id=number, company=company_id)) for number, group in offered],
    )
