"""The pages that list threads: a group's, and what is new in all of one's own."""

import json
from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, pieces
from netapp.core.paging import Page
from netapp.core.viewer import PUBLIC, Viewer
from netapp.forums import addresses, lists, page, policy, queries, words
from netapp.forums.lists import Filters
from netapp.forums.mailing import doors
from netapp.groups import page as groups_page
from netapp.groups import reading as groups_reading


def of_threads(viewer: Viewer, group_id: int, filters: Filters, after: str | None) -> dict[str, Any]:
    """A group's list."""
    group = groups_reading.readable(viewer, group_id)
    languages.prefer(group.language)
    part, forum = lists.of_group(viewer, group.id, filters, after), queries.forum(group.id)
    listed, is_plain = links.absolute("forums.threads", group_id=group.id), not filters.args and after is None
    is_public = group.read_key == PUBLIC
    return {
        **groups_page.frame(viewer, group),
        "feed_url": addresses.of_feed(viewer, group),
        "filters": filters,
        "rows": [row(one, languages.viewer_zone(group.zone)) for one in part.rows],
        "page": Page(
            part.rows,
            next_url=url_for("forums.threads", group_id=group.id, **filters.args, after=part.goes_on)
            if part.goes_on
            else None,
            previous_url=url_for("forums.threads", group_id=group.id, **filters.args) if after else None,
        ),
        "offered": _offered(group.id, filters, forum.tags),
        "start_address": doors.opening_address(viewer, group),
        "start_url": url_for("forums.new", group_id=group.id) if policy.may_start(viewer, group) else None,
        "has_new": any(one.is_new for one in part.rows),
        "is_narrowed": not is_plain,
        "is_inside": policy.is_inside(viewer, group.id),
        "for_members": forum.for_members,
        "paused": page.paused(viewer, group),
        "rules_url": url_for("forums.rules", group_id=group.id) if policy.may_run(viewer, group) else None,
        "canonical": listed if is_plain and is_public else "",
        "alternates": page.alternates(listed) if is_plain and is_public else (),
    }


def row(one: lists.Row, zone: str, with_group: bool = False) -> Markup:
    """A thread in a list; what is new is said in words, too, and leads to where it begins."""
    # Of when somebody has read it nothing is shown: so it is the same for all to whom it is new.
    return _row(one._replace(read_at=None, floor=None), one.is_new, zone, with_group)


@pieces.remembered
def _row(one: lists.Row, is_new: bool, zone: str, with_group: bool) -> Markup:
    return pieces.part(
        "forums/_row.html",
        row=one,
        lang=languages.current(),
        is_new=is_new,
        kind=words.kind(one.kind),
        tags=_tags(one.tags),
        url=addresses.named(one.id, one.title),
        new_url=url_for("forums.first_new", thread_id=one.id) if is_new else None,
        when=words.when(one.last_at, zone),
        group_name=one.group if with_group else "",
    )


def of_new(viewer: Viewer) -> dict[str, Any]:
    """What is new to the viewer in all their groups."""
    rows = lists.new_to(viewer)
    return {"rows": [row(one, languages.viewer_zone("UTC"), with_group=True) for one in rows]}


def _offered(group_id: int, filters: Filters, tags: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Links that narrow the list: (text, address, whether it is narrowed to that)."""

    def at(**asked: Any) -> str:
        return url_for("forums.threads", group_id=group_id, **asked)

    open_ones = (str(words.unanswered()), at(open="1"), filters.open)
    by_tag = [(tag, at(tag=tag), filters.tag == tag) for tag in tags]
    return [(str(words.all_threads()), at(), not filters.args), open_ones, *by_tag]


def _tags(said: str) -> list[str]:
    found: list[str] = json.loads(said)
    return found
