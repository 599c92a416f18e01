"""The page on which one line of HTML for another site is put together and copied."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, site
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, Viewer
from netapp.events import page, queries
from netapp.events.feeds.frames import Choices
from netapp.groups import page as groups_page
from netapp.groups import policy as groups_policy
from netapp.groups import queries as groups

SIZES = (3, 5, 10, 20)
_FRAME = Markup('<iframe src="{}" title="{}" height="{}" loading="lazy" style="width: 100%; border: 0"></iframe>')
_SCRIPT = Markup('<script async src="{}"></script>')


class Subject(NamedTuple):
    """What is shown: its name, what the frame is called, the page it belongs to, and where its frame is."""

    name: str
    title: str
    back: str
    endpoint: str
    values: dict[str, int]
    is_list: bool = True
    is_public: bool = True


def of_site(args: Mapping[str, str]) -> dict[str, Any]:
    name = site.current().name
    return _page(Subject(name, name, url_for("home.front"), "events.site_frame", {}), args)


def of_group(viewer: Viewer, group_id: int, args: Mapping[str, str]) -> dict[str, Any]:
    group = groups.get_readable(viewer, group_id)
    frame = groups_page.frame(viewer, group)
    title = _("Meetings of %(group)s", group=group.name)
    is_public = groups_policy.may_read(GUEST, group)
    subject = Subject(group.name, title, frame["group_url"], "events.group_frame", {"group_id": group.id})
    return {**frame, **_page(subject._replace(is_public=is_public), args)}


def of_meeting(viewer: Viewer, meeting_id: int, args: Mapping[str, str]) -> dict[str, Any]:
    meeting = queries.get_meeting(viewer, meeting_id)
    languages.prefer(meeting.language)
    title = page.title(meeting)
    subject = Subject(title, title, page.url(meeting), "events.meeting_frame", {"meeting_id": meeting.id}, False)
    return {**page.of_network(viewer, meeting), **_page(subject._replace(is_public=page.is_public(meeting)), args)}


def _page(subject: Subject, args: Mapping[str, str]) -> dict[str, Any]:
    choices = Choices.read(args)
    query = choices.args
    frame = _FRAME.format(
        links.absolute(subject.endpoint, **subject.values, **query), subject.title, _height(subject, choices)
    )
    return {
        "subject": subject,
        "choices": choices,
        "preview": url_for(subject.endpoint, **subject.values, **query),  # type: ignore[arg-type]
        "height": _height(subject, choices),
        "whole": str(frame + _SCRIPT.format(links.absolute("events.embed_script"))),
        "plain": str(frame),
        "fields": [
            ("language", _("Language"), choices.language, _languages()),
            ("theme", _("Colours"), choices.theme, _themes()),
            *([("most", _("How many"), str(choices.most), _sizes(choices.most))] if subject.is_list else []),
        ],
    }


def _height(subject: Subject, choices: Choices) -> int:
    """Pixels that are about right where no script tells the real height; what is more can be scrolled to."""
    return 130 + 96 * choices.most if subject.is_list else 380


def _languages() -> list[tuple[str, str]]:
    return [("", _("As the network writes")), *languages.NAMES.items()]


def _themes() -> list[tuple[str, str]]:
    return [("auto", _("As the reader’s device")), ("light", _("Light")), ("dark", _("Dark"))]


def _sizes(now: int) -> list[tuple[str, str]]:
    return [(str(n), ngettext("%(num)s meeting", "%(num)s meetings", n)) for n in sorted({*SIZES, now})]
