"""What meetings lend to pages of lower floors: a group's meetings and feeds, and a line for each network in a list."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from netapp.core import clock, languages, links, localtime, pieces
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer
from netapp.events import answering, listed, of_group, policy, rows
from netapp.events.calendars import links as calendar_links
from netapp.events.feeds import syndication
from netapp.events.listed import Listed
from netapp.events.lists import Filters
from netapp.events.polls import panels as poll_panels
from netapp.events.series import panels as series_panels
from netapp.groups import policy as groups
from netapp.groups.cards import Meetings
from netapp.groups.models import Group

SHOWN = 12


class Subscription(NamedTuple):
    """What the macro `subscribe` shows: the feed's own address, and a link for each calendar program."""

    url: str
    webcal: str
    google: str
    outlook: str
    outlook_live: str


def network(viewer: Viewer, group: Group) -> Meetings | None:
    """For the page of a network or a sub-group: what is on, what was, its calendar; nothing for who may not read it."""
    if not groups.may_read(viewer, group):
        return None
    filters, found = Filters(network=group.id), of_group.read(viewer, group, SHOWN)
    coming, today = found.coming, localtime.to_local(clock.now(), group.zone)
    lines = rows.rows(coming.meetings, show_network=False, answers=coming.answers, counts=coming.counts)
    agenda = rows.agenda(lines, 3, for_all=viewer.is_guest)
    month = url_for("home.month", month=f"{today:%Y-%m}", **filters.args)
    more = url_for("home.front", **filters.args) if coming.goes_on else None
    head = pieces.piece("events/_network_panel.html", "head", group.id, month, policy.may_schedule(viewer, group))
    embed = url_for("events.embed_group", group_id=group.id) if groups.may_read(GUEST, group) else None
    below = _below(group.id, not lines, more, found.years, feed(viewer, group), embed)
    asked = poll_panels.of_group(viewer, group)
    return Meetings(found.attendances, Markup("{}{}{}{}").format(asked, head, agenda, below))


@pieces.remembered
def _below(
    group_id: int, is_empty: bool, more: str | None, years: tuple[int, ...], feed: Subscription, embed: str | None
) -> Markup:
    each = [(year, url_for("home.past", year=year, network=group_id)) for year in years]
    return pieces.fresh("events/_network_panel.html", "below", is_empty, more, each, feed, embed)


def feed(viewer: Viewer, group: Group) -> Subscription:
    """The group's calendar, and links that subscribe to it; where guests may not read, the viewer's key is in them."""
    if groups.may_read(GUEST, group):
        url = links.absolute("events.group_feed", group_id=group.id)
    else:
        url = links.absolute("events.own_group_feed", key=viewer.calendar_key, group_id=group.id)
    return subscription(url, group.name)


def subscription(url: str, name: str) -> Subscription:
    return Subscription(url, **calendar_links.subscribe_links(url, name))


def next_meetings(viewer: Viewer, network_ids: Sequence[int]) -> Mapping[int, Markup]:
    """A line with the next meeting of each of these networks, for lists of networks."""
    return {number: next_line(meeting) for number, meeting in listed.next_by_network(viewer, network_ids).items()}


def next_line(meeting: Listed) -> Markup:
    """The day and the title of a network's next meeting, as a link."""
    language, title = meeting.title_in(languages.current())
    day = meeting.starts_local.date()
    return pieces.piece(
        "events/_next_meeting.html",
        "line",
        url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        day.isoformat(),
        languages.date_short(day),
        title,
        language if language != languages.current() else None,
    )


def feeds(group: Group) -> Markup | None:
    """For the head of a group's page: where its calendar is, when anybody may read it."""
    if not groups.may_read(GUEST, group):
        return None
    calendar = url_for("events.group_feed", group_id=group.id)
    found = Markup('<link rel="alternate" type="text/calendar" href="{}" title="{}">').format(calendar, group.name)
    for form, kind in syndication.KINDS.items():
        address = url_for("events.group_news", group_id=group.id, form=form)
        found += Markup('\n<link rel="alternate" type="{}" href="{}" title="{}">').format(kind, address, group.name)
    return found


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page that stops letters: which meeting's. The link never ends, so it is named only to who may see it."""
    address, scope = asked
    kind, _colon, number = scope.partition(":")
    if kind == "series" and number.isdigit():
        return series_panels.stop(address, int(number))
    meeting = answering.known_to(address, int(number)) if kind == "meeting" and number.isdigit() else None
    if meeting is None:
        return None
    title = meeting.title_in(languages.current())[1]
    said = _("These are reminders of %(title)s.", title=title)
    return escape(said)
