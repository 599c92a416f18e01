"""An article's first words, drafted from its meeting in the meeting's own language: no facts are typed twice."""

from typing import Any

from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.events.programme.times import Line
from netapp.news.models import LONGEST_LEAD, LONGEST_TITLE


def first_values(meeting: Meeting) -> dict[str, Any]:
    """What the form holds at first."""
    language = meeting.language
    with languages.use(language):
        return {
            "language": language,
            "title": meeting.title[:LONGEST_TITLE],
            "lead": _lead(meeting)[:LONGEST_LEAD],
            "body": said_of(meeting),
        }


def said_of(meeting: Meeting) -> str:
    """The text, from what is known of the meeting: what it was announced with, and its programme."""
    parts = [meeting.bodies.get(meeting.language, "")]
    lines = [Line(*row).title_in(meeting.language, meeting.language) for row in meeting.programme or ()]
    if lines:
        parts += [f"## {_('Programme')}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(filter(None, parts))


def _lead(meeting: Meeting) -> str:
    """The day, the place, and how many came."""
    came = meeting.head_count
    many = ngettext("%(num)s participant", "%(num)s participants", came) if came else ""
    return " · ".join(filter(None, (languages.date_long(meeting.starts_local), telling.where(meeting), many)))
