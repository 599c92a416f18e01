"""What moderation lends to other pages: the way to the queue on a group's list, the blocked ones in the settings."""

from flask import url_for
from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import Viewer, current
from netapp.forums.moderation import policy, queries, words
from netapp.groups.models import Group


def of_threads(group: Group) -> Markup | None:
    """For who moderates: how much there is to look at."""
    viewer = current()
    if not policy.may_see_queue(viewer, group):
        return None
    number = queries.count(viewer, group.id)
    url = url_for("forums.moderation", group_id=group.id)
    return pieces.part("forums/_to_queue.html", url=url, number=number, said=words.waiting(number))


def blocked(viewer: Viewer) -> Markup | None:
    found = queries.blocked_by(viewer)
    return pieces.part("forums/_blocked.html", people=found) if found else None
