"""How the log tells what was done with discussions."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.forums.models import Thread

TOLD: Mapping[tuple[str, str], Told] = {
    ("group", "run discussions"): Told("group", _l("%(who)s changed how discussions are run")),
    ("thread", "close"): Told("discussions", _l("%(who)s closed the thread %(what)s")),
    ("thread", "open"): Told("discussions", _l("%(who)s opened the thread %(what)s again")),
    ("thread", "pin"): Told("discussions", _l("%(who)s pinned the thread %(what)s")),
    ("thread", "unpin"): Told("discussions", _l("%(who)s unpinned the thread %(what)s")),
    ("thread", "retitle"): Told("discussions", _l("%(who)s changed the title of the thread %(what)s")),
}


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the threads are called whose readers read of these deeds."""
    return {row[0]: row[1] for row in session.execute(select(Thread.id, Thread.title).where(Thread.id.in_(ids)))}
