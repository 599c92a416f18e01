"""A date poll in words: the lines that pages and letters share, in the reader's language."""

from datetime import time
from typing import Any

from netapp.core import languages, links, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import telling, words
from netapp.events.models import ShownTo
from netapp.events.polls.models import Poll, PollTime, Said

# Who closes a poll on a day means the end of that day.
_END_OF_DAY = time(23, 59)


def said(word: Said) -> str:
    return {"yes": _("Yes"), "maybe": _("If need be"), "no": _("No")}[word]


def shown_to(name: ShownTo) -> str:
    return {
        "organisers": _("Organisers only"),
        "going": _("Those who have answered"),
        "everyone": _("Everyone who can read the poll"),
    }[name]


def when(poll: Poll, one: PollTime) -> str:
    """Tuesday 24 November 2026, 13:00 to 15:00."""
    return telling.when(one.starts_local, one.ends_local(poll))


def own_clock(poll: Poll, one: PollTime) -> str | None:
    """What the reader's own clock shows then, when it shows something else."""
    zone = languages.viewer_zone(poll.zone)
    if localtime.same_clock(zone, poll.zone, one.starts_at):
        return None
    local = localtime.to_local(one.starts_at, zone)
    return _("%(day)s, %(time)s your time", day=languages.date_short(local), time=languages.clock_time(local))


def closes(poll: Poll) -> str:
    """The day by which to answer, with the hour where it is not the day's end."""
    day = languages.date_long(poll.closes_local)
    if poll.closes_local.time() == _END_OF_DAY:
        return day
    return _("%(day)s, %(time)s", day=day, time=languages.clock_time(poll.closes_local))


def length(minutes: int) -> str:
    if minutes % 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)


def where(poll: Poll) -> str:
    if poll.place and poll.is_online:
        return _("%(place)s and online", place=poll.place)
    return poll.place or (words.online() if poll.is_online else _("Place to be announced"))


def network(poll: Poll) -> str:
    return (poll.group.parent or poll.group).name


def about(poll: Poll, language: str) -> dict[str, Any]:
    """What every letter about a poll says."""
    times, zone = [when(poll, one) for one in poll.times], telling.zone_name(poll.zone)
    return {
        "poll": poll,
        "title": poll.title_in(language)[1],
        "closes": closes(poll),
        "network": network(poll),
        "rows": [
            (_("Proposed times"), "\n".join([*times, zone])),
            (_("Where"), where(poll)),
            (_("Answer by"), closes(poll)),
        ],
        "page": links.absolute("events.poll", poll_id=poll.id, tail=poll.tail),
    }
