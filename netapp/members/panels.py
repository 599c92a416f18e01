"""What companies lend to pages of others: one's settings, the page that stops letters."""

from markupsafe import Markup, escape

from netapp.core import pieces
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import addresses, companies, queries
from netapp.members.forms import PictureForm


def at_work(viewer: Viewer) -> Markup | None:
    """For one's settings: the way to the company's page, and who is still waited for."""
    works = queries.company_of(viewer.person_id or 0)
    waits = companies.waits(viewer.person_id)
    if works is None and waits is None:
        return None
    return pieces.part(
        "members/_at_work.html",
        works=works,
        url=addresses.of(works.id, works.name) if works else "",
        waits=waits,
    )


def own_picture(viewer: Viewer) -> Markup:
    """For one's settings: the picture that others see, and the way to another one."""
    return pieces.part("members/_own_picture.html", viewer=viewer, form=PictureForm(posted=False))


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page that stops letters: the company is named to who answers for it, since the link never ends."""
    address, scope = asked
    kind, _colon, number = scope.partition(":")
    company = companies.by_number(int(number)) if kind == "company" and number.isdigit() else None
    person = queries.person_by_email(address) if company else None
    if company is None or person is None or person not in companies.contacts(company.id):
        return None
    return escape(_("These are the letters to those who answer for %(company)s.", company=company.name))
