"""What feedback lends to an organiser's page: how the latest meetings were, a line each."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.events import policy
from netapp.events import queries as meetings
from netapp.events.feedback import page, queries
from netapp.events.feedback.models import Feedback
from netapp.events.models import Meeting

SHOWN = 6


class Line(NamedTuple):
    """A meeting and what came of the question: how good it was, or how many have answered so far."""

    url: str
    title: str
    language: str
    day: str
    said: str


def of_groups(viewer: Viewer, groups: Sequence[int]) -> Markup:
    """For who organises these groups, in three statements; empty where nobody was asked yet."""
    asked = meetings.meetings(viewer).join(Feedback, Feedback.meeting_id == Meeting.id)
    asked = asked.where(Meeting.group_id.in_(groups)).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    found = [one for one in session.scalars(asked.limit(SHOWN)) if policy.may_see_feedback(viewer, one)]
    results = queries.results(one.id for one in found) if found else {}
    lines = [_line(one, results[one.id]) for one in found]
    return pieces.part("events/_how_it_was.html", lines=lines) if lines else Markup()


def _line(meeting: Meeting, result: queries.Result) -> Line:
    language, title = meeting.title_in(languages.current())
    many = ngettext(
        "%(num)s of %(asked)s has answered", "%(num)s of %(asked)s have answered", result.answered, asked=result.asked
    )
    said = _("%(average)s (%(answered)s)", average=page.average(result), answered=many) if result.is_shown else many
    url = url_for("events.feedback", meeting_id=meeting.id)
    return Line(url, title, language, languages.date_short(meeting.starts_local), said)
