"""What the pages of old lists show: what one would become, how far it is, what it has become."""

from datetime import datetime
from typing import Any

from flask import url_for

from netapp.core import languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.forums import addresses
from netapp.forums.importing import actions, queries
from netapp.forums.importing.models import OldList
from netapp.groups import page as groups_page
from netapp.groups.models import Group

STATES = {
    "reading": (_l("Being read"), "wait"),
    "draft": (_l("Waits for your yes"), "wait"),
    "running": (_l("Being imported"), "good"),
    "done": (_l("Imported"), ""),
    "undoing": (_l("Being taken back"), "wait"),
    "undone": (_l("Taken back"), ""),
    "broken": (_l("No letters found"), "stop"),
}


def of_lists(viewer: Viewer, group: Group) -> dict[str, Any]:
    """The page that takes one in, with those of the last weeks."""
    rows = [
        {"url": _url(group, one), "name": _name(one), "state": STATES[one.state][0], "kind": STATES[one.state][1]}
        for one in queries.recent(viewer, group)
    ]
    return {"recent": rows, "threads_url": addresses.of_group(group.id), **groups_page.frame(viewer, group)}


def of_list(viewer: Viewer, group: Group, list_id: int) -> dict[str, Any]:
    """Six statements at most, however long the list is."""
    given = queries.get(viewer, group, list_id)
    frame = groups_page.frame(viewer, group)
    found = queries.become(given)
    is_draft = given.state == "draft" and found.posts > 0
    known, unknown = (queries.known(given), queries.unknown(given)) if is_draft else ([], [])
    return {
        "given": given,
        "name": _name(given),
        "found": found,
        "facts": _facts(given, found),
        "samples": [_sample(one) for one in queries.samples(given)] if is_draft else [],
        "known": known[: queries.NAMED],
        "unknown": unknown[: queries.NAMED],
        "more": {"known": len(known) - queries.NAMED, "unknown": len(unknown) - queries.NAMED},
        "odd": _odd(given),
        "broken": [_("%(file)s: letter %(number)s", file=name, number=number) for name, number in given.unread],
        "undo_until": _until(given, group.zone),
        "threads_url": addresses.of_group(group.id),
        "lists_url": url_for("forums.old_lists", group_id=group.id),
        "url": _url(group, given),
        "written": languages.number,
        **frame,
    }


def _facts(given: OldList, found: queries.Become) -> list[str]:
    if not found.posts or found.since is None or found.until is None:
        return []
    return [
        ngettext("%(num)s thread", "%(num)s threads", found.threads),
        ngettext("%(num)s post", "%(num)s posts", found.posts),
        _("%(since)s to %(until)s", since=_day(found.since, "UTC"), until=_day(found.until, "UTC")),
    ]


def _odd(given: OldList) -> list[str]:
    """What is not taken in, each in a sentence."""
    said = []
    if given.known:
        said.append(ngettext("%(num)s letter is here already.", "%(num)s letters are here already.", given.known))
    if given.files:
        said.append(
            ngettext(
                "%(num)s file is left out: only texts come along.",
                "%(num)s files are left out: only texts come along.",
                given.files,
            )
        )
    if given.cut:
        said.append(
            ngettext("%(num)s letter is too long and is cut.", "%(num)s letters are too long and are cut.", given.cut)
        )
    if given.unreadable:
        said.append(ngettext("%(num)s letter can’t be read.", "%(num)s letters can’t be read.", given.unreadable))
    if given.is_cut:
        said.append(_("It holds more letters than can be taken in at once; give the later years by themselves."))
    return said


def _sample(one: queries.Sample) -> dict[str, Any]:
    return {
        "title": one.title,
        "posts": ngettext("%(num)s post", "%(num)s posts", one.posts),
        "when": _("%(since)s to %(until)s", since=_day(one.since, "UTC"), until=_day(one.until, "UTC"))
        if one.posts > 1
        else _day(one.since, "UTC"),
    }


def _name(given: OldList) -> str:
    first = next(iter(given.names), "") or _("Old list")
    more = len(given.names) - 1
    return ngettext("%(name)s and %(num)s more", "%(name)s and %(num)s more", more, name=first) if more > 0 else first


def _until(given: OldList, zone: str) -> str:
    """The last day on which it can be taken back; "" when that is over."""
    if given.done_at is None or not actions.may_be_undone(given):
        return ""
    return languages.date_long(localtime.to_local(given.done_at + actions.UNDO, zone))


def _day(moment: datetime, zone: str) -> str:
    return languages.date_short(localtime.to_local(moment, zone))


def _url(group: Group, given: OldList) -> str:
    return url_for("forums.old_list", group_id=group.id, list_id=given.id)
