"""What moderators see: the queue, and one post with all that can be decided about it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from netapp.core import clock, languages, localtime, text
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.forums import addresses
from netapp.forums import queries as forums
from netapp.forums import words as forums_words
from netapp.forums.attaching import queries as attaching
from netapp.forums.attaching.shown import Shown
from netapp.forums.models import Post
from netapp.forums.moderation import policy, queries, words
from netapp.forums.moderation.forms import FlagForm, RulingForm
from netapp.forums.moderation.queries import Item, Said, Writer
from netapp.groups import page as groups_page
from netapp.groups import reading as groups_reading
from netapp.groups.models import Group


def of_queue(viewer: Viewer, group_id: int) -> dict[str, Any]:
    group = groups_reading.readable(viewer, group_id)
    require(policy.may_see_queue(viewer, group))
    found, is_more = queries.queue(viewer, group.id)
    numbers = [one.post.id for one in found]
    flags, files = queries.flags_of(numbers), attaching.of_posts(numbers)
    zone = languages.viewer_zone(group.zone)
    return {
        **groups_page.frame(viewer, group),
        "items": [_shown(viewer, one, flags.get(one.post.id, []), zone, files[one.post.id]) for one in found],
        "is_more": is_more,
        "paused": [(number, name, forums_words.when(until, zone)) for number, name, until in queries.paused(group.id)],
        "threads_url": addresses.of_group(group.id),
    }


def of_post(viewer: Viewer, post_id: int, form: RulingForm | None = None) -> dict[str, Any]:
    """A post for who decides about it."""
    item = queries.item(viewer, post_id)
    require(policy.may_rule(viewer, item.post))
    group = item.post.thread.group
    flags, zone = queries.flags_of([post_id]), languages.viewer_zone(group.zone)
    return {
        **groups_page.frame(viewer, group),
        "item": _shown(viewer, item, flags.get(post_id, []), zone, attaching.of_posts([post_id])[post_id], form),
        "errors_of": form,
        "threads_url": addresses.of_group(group.id),
        "queue_url": url_for("forums.moderation", group_id=group.id),
    }


def of_flag(viewer: Viewer, post_id: int) -> tuple[FlagForm, dict[str, Any]]:
    post = forums.get_post(viewer, post_id)
    require(policy.may_flag(viewer, post))
    own = queries.own_flag(viewer, post.id)
    return FlagForm(), {
        **groups_page.frame(viewer, post.thread.group),
        "thread": post.thread,
        "is_flagged": own is not None,
        "name": forums.name_of(post),
        "body": text.markdown(post.body),
        "back": forums.where(post),
    }


def after(post: Post, came_from: str) -> str:
    """Where a moderator goes on: the queue, or the post's place in its thread as long as it has one."""
    if came_from == "thread" and post.is_published:
        return forums.where(post)
    return url_for("forums.moderation", group_id=post.thread.group_id)


def _shown(
    viewer: Viewer,
    item: Item,
    flags: list[Said],
    zone: str,
    files: Sequence[Shown] = (),
    form: RulingForm | None = None,
) -> dict[str, Any]:
    post, writer = item.post, item.writer
    commonest = max((one.why for one in flags), key=[one.why for one in flags].count, default="advertising")
    return {
        "id": post.id,
        "title": post.thread.title,
        "url": addresses.of_post(post.id) if post.is_published else None,
        "body": text.markdown(post.body),
        "files": files,
        "when": forums_words.when(item.since, zone),
        "name": writer.name,
        "company": writer.company,
        "known": _known(writer, post.thread.group),
        "paused": _paused(writer, zone),
        "waits": post.waits,
        "is_hidden": post.is_published and post.hidden_at is not None,
        "stands": post.is_published and not post.is_gone,
        "flags": [(words.why(one.why), one.words, one.name) for one in flags],
        "may_pause": writer.id is not None and writer.id != viewer.person_id,
        "form": (form or RulingForm(posted=False, why=commonest)).named(post.id),
    }


def _paused(writer: Writer, zone: str) -> str:
    """Until when they only read, in words."""
    until = writer.paused_until
    return forums_words.when(until, zone) if until is not None and until > clock.now() else ""


def _known(writer: Writer, group: Group) -> list[str]:
    """What helps to judge: since when in the group, how much they have written, what happened before."""
    said = []
    if writer.since is not None:
        month = languages.month_name(localtime.to_local(writer.since, group.zone).date(), year=True)
        said.append(_("In the group since %(month)s", month=month))
    elif writer.id is None:
        said.append(_("Wrote by mail, without an account"))
    said.append(
        ngettext("%(num)s other post here", "%(num)s other posts here", writer.posts)
        if writer.posts
        else _("The only post here")
    )
    if writer.against:
        said.append(ngettext("%(num)s decision against them", "%(num)s decisions against them", writer.against))
    return [str(one) for one in said]
