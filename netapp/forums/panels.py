"""What discussions lend to pages of others: a group's page, one's own page, the page that stops letters."""

from flask import url_for
from markupsafe import Markup, escape

from netapp.core import languages, pieces
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer, current
from netapp.forums import addresses, list_page, lists, policy, queries
from netapp.forums.lists import Row
from netapp.groups import policy as groups
from netapp.groups import records
from netapp.groups.reading import Read

SHOWN = 4


def of_group(read: Read) -> Markup | None:
    """For the page of a network or a sub-group: what moved last, for who may read some of it or begin something."""
    viewer, group = current(), read.seen.group
    if not groups.may_read(viewer, group):
        return None
    zone = languages.viewer_zone(group.zone)
    if viewer.is_guest:
        return _to_guests(group.id, read.revision, zone) or None
    found = lists.latest(viewer, group.id, SHOWN)
    may_start = policy.may_start(viewer, group)
    return _of_group(group.id, found, zone, may_start) if found or may_start else None


def made_for_guests(group_id: int, _revision: int, zone: str) -> Markup:
    """What guests are shown changes with the group's revision only, so it is read once for each."""
    found = lists.latest(GUEST, group_id, SHOWN)
    return _of_group(group_id, found, zone, False) if found else Markup()


_to_guests = pieces.remembered(made_for_guests)


@pieces.remembered
def _of_group(group_id: int, found: tuple[Row, ...], zone: str, may_start: bool) -> Markup:
    return pieces.part(
        "forums/_panel.html",
        rows=[list_page.row(one, zone) for one in found],
        threads_url=addresses.of_group(group_id),
        start_url=url_for("forums.new", group_id=group_id) if may_start else None,
    )


def mine(viewer: Viewer) -> Markup | None:
    """For one's own page: how much is new, and the newest of it."""
    found = lists.new_to(viewer)
    if not found:
        return None
    zone = languages.viewer_zone("UTC")
    return pieces.part(
        "forums/_mine.html",
        rows=[list_page.row(one, zone, with_group=True) for one in found[:SHOWN]],
        more=len(found) - SHOWN,
        url=url_for("forums.new_to_me"),
    )


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page that stops letters: which ones. The link never ends: it names what its reader still reads."""
    address, scope = asked
    kind, _colon, number = scope.partition(":")
    if kind not in {"thread", "posts"} or not number.isdigit():
        return None
    viewer = records.viewer_at(address)
    if kind == "thread":
        thread = queries.thread_for_task(int(number))
        if thread is None or not policy.may_read(viewer, thread):
            return None
        return escape(_("These are the letters of the thread “%(title)s”.", title=thread.title))
    group = records.group(int(number))
    if group is None or not groups.may_see(viewer, group):
        return None
    return escape(
        _("These are single posts of %(group)s. Without them, what is said comes once a week.", group=group.name)
    )
