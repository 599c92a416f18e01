"""How the log tells what was done with discussions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.forums.models import Thread


def _moved_away(details: Mapping[str, Any]) -> str:
    """It may be read elsewhere only by now: what it was called when it went."""
    title = str(details.get("title", "")).replace("%", "%%")
    return _("%(who)s moved the thread %(title)s to another group").replace("%(title)s", title)


TOLD: Mapping[tuple[str, str], Told] = {
    ("group", "run discussions"): Told("group", _l("%(who)s changed how discussions are run")),
    ("group", "import list"): Told("group", _l("%(who)s imported an old mailing list")),
    ("group", "undo list"): Told("group", _l("%(who)s took the import of an old mailing list back")),
    ("group", "end pause"): Told("discussions", _l("%(who)s let %(whom)s write again")),
    ("thread", "close"): Told("discussions", _l("%(who)s closed the thread %(what)s")),
    ("thread", "open"): Told("discussions", _l("%(who)s opened the thread %(what)s again")),
    ("thread", "pin"): Told("discussions", _l("%(who)s pinned the thread %(what)s")),
    ("thread", "unpin"): Told("discussions", _l("%(who)s unpinned the thread %(what)s")),
    ("thread", "publish post"): Told("discussions", _l("%(who)s let a post of %(whom)s in “%(what)s” be published")),
    ("thread", "refuse post"): Told("discussions", _l("%(who)s did not publish a post of %(whom)s in “%(what)s”")),
    ("thread", "unhide post"): Told("discussions", _l("%(who)s showed a post of %(whom)s in “%(what)s” again")),
    ("thread", "warn post"): Told("discussions", _l("%(who)s warned %(whom)s about a post in “%(what)s”")),
    ("thread", "pause post"): Told("discussions", _l("%(who)s let %(whom)s only read for a while")),
    ("thread", "move away"): Told("discussions", _moved_away),
    ("thread", "move here"): Told("discussions", _l("%(who)s moved the thread %(what)s here")),
    ("thread", "merge"): Told("discussions", _l("%(who)s merged the thread %(what)s into another one")),
    ("thread", "take in"): Told("discussions", _l("%(who)s merged another thread into %(what)s")),
    ("thread", "split"): Told("discussions", _l("%(who)s split posts off the thread %(what)s")),
    ("thread", "retitle"): Told("discussions", _l("%(who)s changed the title of the thread %(what)s")),
}


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the threads are called whose readers read of these deeds."""
    return {row[0]: row[1] for row in session.execute(select(Thread.id, Thread.title).where(Thread.id.in_(ids)))}
