"""What of moderation a person takes out: what they flagged, whom they blocked, what was decided about them.

Who flagged them, and who decided, they are not told.
"""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import queries as forums
from netapp.forums.models import Post, Thread
from netapp.forums.moderation import queries
from netapp.forums.moderation.models import PostFlag, Ruling
from netapp.groups.models import Group


def own(viewer: Viewer) -> Iterator[Sheet]:
    flagged = session.execute(
        select(PostFlag, Thread)
        .join(Post, Post.id == PostFlag.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostFlag.person_id == viewer.person_id)
        .order_by(PostFlag.at)
    ).all()
    seen = forums.seen_among(viewer, {thread.id for _flag, thread in flagged})
    flags = [
        {
            "thread": thread.title if thread.id in seen else "",
            "why": flag.why,
            "words": flag.words,
            "at": plain(flag.at),
            "settled_at": plain(flag.settled_at),
        }
        for flag, thread in flagged
    ]
    yield Sheet("flags", _("Posts of others that you have flagged."), flags, json_only=True)
    decided = session.execute(
        select(Ruling, Group)
        .join(Group, Group.id == Ruling.group_id)
        .where(Ruling.person_id == viewer.person_id, Ruling.deed != "leave")
        .order_by(Ruling.id)
    ).all()
    rulings = [
        {
            "group": group.name if group.read_key in viewer.keys else "",
            "deed": ruling.deed,
            "why": ruling.why,
            "words": ruling.words,
            "until": plain(ruling.until),
            "at": plain(ruling.at),
        }
        for ruling, group in decided
    ]
    yield Sheet("rulings", _("What moderators decided about your posts."), rulings, json_only=True)
    blocked = [{"name": name} for _number, name in queries.blocked_by(viewer)]
    yield Sheet("blocked", _("Whom you have blocked for yourself."), blocked, json_only=True)
