"""The draft of an introduction: on one's own page, and on a page of its own."""

from typing import Any

from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import Viewer
from netapp.forums import policy
from netapp.forums.introducing import queries, words
from netapp.forums.introducing.forms import IntroductionForm
from netapp.forums.introducing.queries import Known
from netapp.groups import page as groups_page
from netapp.groups.models import Group


def mine(viewer: Viewer) -> Markup | None:
    """For one's own page, until it is published or put away."""
    group = queries.offered(viewer)
    if group is None or not viewer.name or not policy.may_start(viewer, group, "introduction"):
        return None
    known = queries.known(viewer)
    if not known.company and not viewer.is_welcomed:
        return None  # The page asks them first where they work, and then the draft can say it.
    return pieces.part("forums/_introduction.html", group=group, form=_form(known))


def drafted(viewer: Viewer) -> IntroductionForm:
    return _form(queries.known(viewer))


def _form(known: Known) -> IntroductionForm:
    return IntroductionForm(posted=False, body=words.draft(known))


def of_form(viewer: Viewer, group: Group, form: IntroductionForm) -> dict[str, Any]:
    return {**groups_page.frame(viewer, group), "form": form}
