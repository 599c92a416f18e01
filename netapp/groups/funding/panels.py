"""What is lent to a network's own page: the way to the form."""

from flask import url_for
from markupsafe import Markup

from netapp.core import pieces
from netapp.groups.models import Group


def panel(group: Group) -> Markup | None:
    """For who organises it; a sub-group shows its network's."""
    if not group.is_network or group.is_closed:
        return None
    return pieces.part("groups/_funding_link.html", url=url_for("groups.funding", group_id=group.id))
