"""What moving lends to a thread's page: the ways to its pages, for moderators."""

from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import current
from netapp.forums.models import Thread
from netapp.forums.moving import policy


def tools(thread: Thread) -> Markup | None:
    offered = policy.offers(current(), thread)
    return pieces.part("forums/_moving.html", thread_id=thread.id, offered=offered) if offered else None
