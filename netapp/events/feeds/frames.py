"""What other sites show of ours in a frame: the next meetings of the site or of a group, or one meeting.

The page around the frame is a stranger's, and so is whoever reads it: all of this is for guests, whoever asks.
"""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, current_app, make_response, render_template, request

from netapp.config import LANGUAGES
from netapp.core import headers, kept, languages, links, site, text
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST
from netapp.events import listed, lists, queries, rows, telling
from netapp.events.listed import Listed, M
from netapp.events.lists import Filters
from netapp.events.models import Meeting
from netapp.events.rows import Row
from netapp.groups import addresses, emblems
from netapp.groups import reading as groups
from netapp.groups.models import Group

THEMES = ("auto", "light", "dark")
MOST, FEWEST = 20, 5


class Choices(NamedTuple):
    """How a frame looks. `language` "": the group's own; `theme` auto: as the reader's machine has it."""

    language: str = ""
    theme: str = "auto"
    most: int = FEWEST

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Choices":
        """From an address; what makes no sense there is left out."""
        language, theme = args.get("language", ""), args.get("theme", "")
        return cls(
            language=language if language in LANGUAGES else "",
            theme=theme if theme in THEMES else "auto",
            most=min(max(links.number(args.get("most")) or FEWEST, 1), MOST),
        )

    @property
    def args(self) -> dict[str, str]:
        """For an address: only what is not as it would be anyway. Not `lang`, which is remembered in a cookie."""
        usual = Choices()
        return {name: str(value) for name, value in self._asdict().items() if value != getattr(usual, name)}


class Line(NamedTuple):
    """A meeting in the list; `row` is as in every list, `month` stands above its day."""

    row: Row
    url: str
    month: str
    when: str


def of_site(choices: Choices) -> Response:
    with languages.use(choices.language or None):
        return _list(choices, Filters(), site.current().name, links.absolute("home.front"))


def of_group(group_id: int, choices: Choices) -> Response:
    """A network with its sub-groups, or one sub-group; a few words where nobody may read it, or not any more."""
    try:
        group = groups.readable(GUEST, group_id)
    except NotVisible:
        return _nothing(choices)
    kept.rests_on(group.network_id)
    with languages.use(choices.language or group.language):
        return _list(choices, Filters(network=group.id), group.name, addresses.absolute(group), group)


def of_meeting(meeting_id: int, choices: Choices) -> Response:
    """One meeting, and the button that leads to its sign-up."""
    try:
        meeting = queries.get_published(GUEST, meeting_id)
    except NotVisible:
        return _nothing(choices)
    kept.rests_on(meeting.group.network_id)
    with languages.use(choices.language or meeting.language):
        found = listed.read(listed.chosen(M.id == meeting_id), **listed.values(GUEST))
        return _answer("events/frame_meeting.html", choices, **_of_meeting(meeting, rows.rows(found)[0]))


def script() -> Response:
    """What other sites load beside a frame, under an address that stays: theirs, so it must be let go across."""
    content = (Path(current_app.static_folder or "") / "frames" / "embed.js").read_bytes()
    response = Response(content, mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(blake2b(content, digest_size=16).hexdigest())
    response.make_conditional(request)
    return response


def _list(choices: Choices, filters: Filters, name: str, home: str, group: Group | None = None) -> Response:
    coming = lists.upcoming(GUEST, filters, most=choices.most)
    lines = rows.rows(coming.meetings, show_network=group is None, answers={}, counts=coming.counts)
    feed = ("events.group_feed", {"group_id": group.id}) if group else ("events.site_feed", {})
    return _answer(
        "events/frame_list.html",
        choices,
        title=_("Meetings of %(group)s", group=name) if group else name,
        name=name,
        home=home,
        emblem=emblems.one(GUEST, group.network_id, 40) if group else "",
        lines=[_line(one, row) for one, row in zip(coming.meetings, lines, strict=True)],
        feed=links.absolute(feed[0], **feed[1]).replace("https://", "webcal://").replace("http://", "webcal://"),
    )


def _line(meeting: Listed, row: Row) -> Line:
    when = f"{row.weekday} {row.when}"
    return Line(row, links.absolute("events.meeting", meeting_id=row.id, tail=meeting.tail), _month(meeting), when)


def _month(meeting: Listed) -> str:
    return languages.month_short(meeting.starts_local)


def _of_meeting(meeting: Meeting, row: Row) -> dict[str, Any]:
    body_language, body = meeting.body_in(languages.current())
    group = meeting.group.parent or meeting.group
    return {
        "title": row.title,
        "row": row,
        "url": links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "zone": telling.zone_name(meeting.zone),
        "said": text.excerpt(body, 280),
        "said_lang": body_language,
        "opens": meeting.sign_up_is_open,
        "file": links.absolute("events.meeting_feed", meeting_id=meeting.id),
        "name": group.name,
        "home": addresses.absolute(group),
    }


def _nothing(choices: Choices) -> Response:
    """The same for what was never there (A2); it stands in somebody's page, so it says little and links home."""
    with languages.use(choices.language or None):
        home = links.absolute("home.front")
        response = _answer("events/frame_nothing.html", choices, title=site.current().name, home=home)
    response.status_code = 404
    return response


def _answer(template: str, choices: Choices, **shown: Any) -> Response:
    response = make_response(render_template(template, theme=choices.theme, language=languages.current(), **shown))
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["X-Robots-Tag"] = "noindex"
    return headers.let_into_frames(response)
