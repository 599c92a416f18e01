"""What articles lend to pages of others: a network's newest, those that tell of a meeting, the newest of all."""

from datetime import date
from typing import NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, localtime, pieces
from netapp.core.viewer import current
from netapp.events import policy as meetings_policy
from netapp.events.models import Meeting
from netapp.groups import policy as groups
from netapp.groups.reading import Read
from netapp.news import addresses, list_page, lists, policy
from netapp.news.lists import Row

SHOWN = 3


def of_group(read: Read) -> Markup | None:
    """For the page of a network or a sub-group. What is published is the same for all who read the group, and changes
    with its revision only; so it is read once for each.
    """
    viewer, group = current(), read.seen.group
    if not groups.may_read(viewer, group):
        return None
    may_write = policy.may_write(viewer, group)
    return _of_group(group.id, read.revision, languages.viewer_zone(group.zone), may_write) or None


def made(group_id: int, _revision: int, zone: str, may_write: bool) -> Markup:
    found = lists.latest(current(), group_id, SHOWN)
    if not found and not may_write:
        return Markup()
    return pieces.part(
        "news/_panel.html",
        rows=[list_page.row(one, zone) for one in found],
        url=addresses.of_group(group_id),
        write_url=url_for("news.new", group=group_id) if may_write else None,
    )


_of_group = pieces.remembered(made)


def of_meeting(meeting: Meeting) -> Markup | None:
    """For the page of a meeting that has begun: what tells of it, and the way to write that from what is known."""
    if not meeting.has_begun or meeting.state == "draft":
        return None
    viewer = current()
    found = lists.of_meeting(viewer, meeting.id)
    may_write = meetings_policy.may_schedule(viewer, meeting.group)
    if not found and not may_write:
        return None
    shown = []
    for one in found:
        language, title, _lead = one.said_in(languages.current())
        main = one.said_in(one.language)[1]
        shown.append((title, language, addresses.named(one.id, main)))
    return _of_meeting(tuple(shown), url_for("news.new", meeting=meeting.id) if may_write else "")


@pieces.remembered
def _of_meeting(found: tuple[tuple[str, str, str], ...], write_url: str) -> Markup:
    return pieces.part("news/_of_meeting.html", found=found, write_url=write_url, lang=languages.current())


class Line(NamedTuple):
    """An article beside the front page's list. `title_lang`: where it is not the page's."""

    url: str
    title: str
    title_lang: str | None
    day: date


def lines(rows: tuple[Row, ...]) -> tuple[Line, ...]:
    """For the front page, which has read them with what it asks anyway."""
    return tuple(map(_line, rows))


def _line(row: Row) -> Line:
    language, title, _lead = row.said_in(languages.current())
    day = localtime.to_local(row.published_at, languages.viewer_zone(lists.SITE_ZONE)).date()
    url = url_for("news.article", article_id=row.id, tail=row.tail)
    return Line(url, title, language if language != languages.current() else None, day)
