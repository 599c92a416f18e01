"""What a meeting's page says of its thread and of the post that it began with; the form of a new thread about it."""

from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces, text
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer, current
from netapp.events import page, queries
from netapp.events.models import Meeting
from netapp.events.talking import policy
from netapp.forums import addresses, reading, words, writing_page
from netapp.forums import queries as forums
from netapp.forums.forms import ThreadForm
from netapp.forums.models import LONGEST_TITLE

SHOWN = 3
LONGEST_SAID = 200
# As much fits into the form of a meeting.
LONGEST_BODY = 10_000


class Said(NamedTuple):
    """A post of the meeting's thread, in short."""

    name: str
    when: str
    words: str
    url: str


class Began(NamedTuple):
    """The post that the meeting began with."""

    name: str
    title: str
    url: str


def panel(meeting: Meeting) -> Markup | None:
    """For the meeting's page: the newest of what is said about it, or the way to begin."""
    viewer = current()
    began = _began(viewer, meeting.post_id) if meeting.post_id else None
    said = _said(viewer, meeting) if meeting.thread_id else None
    start = said is None and policy.may_start(viewer, meeting)
    if not (began or said or start):
        return None
    thread_url, more, lines = said or ("", 0, ())
    return _panel(meeting.id, began, thread_url, more, lines, start)


@pieces.remembered
def _panel(
    meeting_id: int, began: Began | None, thread_url: str, more: int, said: tuple[Said, ...], start: bool
) -> Markup:
    start_url = url_for("events.talk", meeting_id=meeting_id) if start else None
    return pieces.part(
        "events/_talk.html", began=began, thread_url=thread_url, more=more, said=said, start_url=start_url
    )


def _said(viewer: Viewer, meeting: Meeting) -> tuple[str, int, tuple[Said, ...]] | None:
    """(where it is, how many posts stand before these, the newest ones); None for who does not read it."""
    assert meeting.thread_id is not None
    try:
        found = reading.read(viewer, meeting.thread_id)
    except NotVisible:
        return None
    thread = found.thread
    zone = languages.viewer_zone(thread.group.zone)
    lines = reading.between(viewer, thread.id, max(1, thread.posts - SHOWN + 1), thread.posts)
    said = tuple(_short(viewer, line, zone) for line in lines if not (line.deleted_at or line.hidden_at))
    return addresses.of(thread), thread.posts - len(lines), said


def _short(viewer: Viewer, line: reading.Line, zone: str) -> Said:
    name = line.name if line.shows_name or not viewer.is_guest else _("A member")
    return Said(
        name or _("Former member"),
        words.when(line.published_at, zone),
        text.excerpt(line.body, LONGEST_SAID),
        addresses.of_post(line.id),
    )


def _began(viewer: Viewer, post_id: int) -> Began | None:
    found = forums.seen_post(viewer, post_id)
    if found is None or found.is_gone:
        return None
    name = "" if viewer.is_guest else forums.name_of(found)
    return Began(name, found.thread.title, addresses.of_post(found.id))


def of_form(viewer: Viewer, meeting_id: int) -> tuple[ThreadForm, dict[str, Any]]:
    """A new thread about it, called as the meeting is."""
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_start(viewer, meeting))
    group = writing_page.startable(viewer, meeting.group_id)
    form = writing_page.thread_form(viewer, group, title=meeting.title[:LONGEST_TITLE])
    about = writing_page.of_form(viewer, group, form)
    return form, about | {"about": (page.title(meeting), page.url(meeting))}


def first_values(viewer: Viewer, post_id: int) -> dict[str, Any]:
    """What a new meeting's form holds when it begins with a post: its group, its words."""
    post = forums.get_post(viewer, post_id)
    require(not post.is_gone and policy.may_begin_with(viewer, post.thread))
    group = post.thread.group
    return {
        "group_id": group.id,
        "language": post.thread.language,
        "zone": group.zone,
        "open_to_guests": group.read_key in GUEST.keys,
        "title": post.thread.title,
        "body": post.body[:LONGEST_BODY],
    }
