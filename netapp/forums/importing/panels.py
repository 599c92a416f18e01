"""What old lists lend to a group's list of threads: the way to bring one, for its moderators."""

from flask import url_for
from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import current
from netapp.forums.importing import policy
from netapp.groups.models import Group


def of_threads(group: Group) -> Markup | None:
    if not policy.may_import(current(), group):
        return None
    return pieces.part("forums/_to_lists.html", url=url_for("forums.old_lists", group_id=group.id))
