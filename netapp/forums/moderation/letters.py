"""What the writer is told of a decision, and the moderators of what waits; asked again before they leave (M3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import clock, links, text
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import Viewer, group_key
from netapp.forums import addresses
from netapp.forums import policy as forums_policy
from netapp.forums import queries as forums
from netapp.forums import words as forums_words
from netapp.forums.models import Post
from netapp.forums.moderation import policy, queries, words
from netapp.forums.moderation.models import Ruling
from netapp.groups import addresses as groups_addresses
from netapp.groups import policy as groups_policy
from netapp.groups import queries as groups
from netapp.groups import records
from netapp.groups.models import Group
from netapp.members import queries as members


def _ruling(order: Order) -> Written | None:
    ruling = session.get(Ruling, order.data["ruling"])
    group = records.group(ruling.group_id) if ruling else None
    person = members.people([order.person_id]).get(order.person_id) if order.person_id else None
    if ruling is None or group is None or person is None or person.id != ruling.person_id:
        return None
    post = forums.post_for_task(ruling.post_id) if ruling.post_id else None
    if not (_paused_still(ruling) if ruling.deed in {"pause", "resume"} else _stands_still(ruling, post)):
        return None
    if not _still_reads(records.as_viewer(person), group, post):
        return None
    zone = person.zone or group.zone
    return Written(
        context={
            "group": group.name,
            "deed": ruling.deed,
            "title": post.thread.title if post else "",
            "quoted": text.excerpt(post.body, 280) if post else "",
            "why": words.reason(ruling.why, ruling.words),
            "until": forums_words.when(ruling.until, zone) if ruling.until else "",
            "url": addresses.absolute_of_post(post.id)
            if post and ruling.deed in {"publish", "unhide", "warn"}
            else groups_addresses.absolute(group),
        },
        reason=_("You get this because you wrote in %(group)s.", group=group.name),
        sender=group.name,
    )


def _still_reads(viewer: Viewer, group: Group, post: Post | None) -> bool:
    """Who has left is told nothing of what goes on there."""
    return forums_policy.is_of_audience(viewer, post.thread) if post else groups_policy.may_read(viewer, group)


def _stands_still(ruling: Ruling, post: Post | None) -> bool:
    """Nobody has decided otherwise meanwhile, and the post is there."""
    if post is None or post.deleted_at is not None:
        return False
    return (post.hidden_at is not None) == (ruling.deed in {"refuse", "hide"})


def _paused_still(ruling: Ruling) -> bool:
    membership = groups.membership(ruling.group_id, ruling.person_id)
    until = membership.paused_until if membership else None
    is_paused = until is not None and until > clock.now()
    return is_paused == (ruling.deed == "pause")


def _posts_wait(order: Order) -> Written | None:
    group = records.group(order.data["group"])
    person = members.people([order.person_id]).get(order.person_id) if order.person_id else None
    if group is None or person is None or group.is_closed:
        return None
    viewer = records.as_viewer(person)
    if not policy.may_see_queue(viewer, group):
        return None
    found, _more = queries.queue(viewer, group.id)
    if not found:
        return None
    titles_only = forums.forum(group.id).titles_only
    flags = queries.flags_of([one.post.id for one in found])
    return Written(
        context={
            "group": group.name,
            "many": queries.count(viewer, group.id),
            "items": [_told(one, flags.get(one.post.id, []), titles_only) for one in found[:5]],
            "url": links.absolute("forums.moderation", group_id=group.id),
        },
        reason=_("You get this because you moderate %(group)s.", group=group.name),
        stop=f"organising:{group.id}",
        sender=group.name,
    )


def _told(item: queries.Item, flags: list[queries.Said], titles_only: bool) -> dict[str, Any]:
    return {
        "name": item.writer.name,
        "company": item.writer.company,
        "title": item.post.thread.title,
        "excerpt": "" if titles_only else text.excerpt(item.post.body, 180),
        "why": ", ".join(dict.fromkeys(words.why(one.why) for one in flags)),
    }


def keys_of_rulings(ids: Sequence[int]) -> dict[int, str]:
    """Who may read of them in the outbox: who is in the group."""
    found = session.execute(select(Ruling.id, Ruling.group_id).where(Ruling.id.in_(ids)))
    return {row[0]: group_key(row[1]) for row in found}


def keys_of_queues(ids: Sequence[int]) -> dict[int, str]:
    return {number: group_key(number) for number in ids}


LETTERS = (Letter("ruling", _ruling), Letter("posts_wait", _posts_wait))
