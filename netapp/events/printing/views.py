"""The page from which papers for the day are printed, and the papers."""

from flask import render_template, request
from werkzeug.wrappers import Response

from netapp.core import links, text
from netapp.core.access import signed_in
from netapp.core.db import writes
from netapp.core.viewer import current
from netapp.events import page, telling
from netapp.events import present as presence
from netapp.events.printing import actions, papers
from netapp.events.rooms import queries as room_queries
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.get("/meetings/<int:meeting_id>/printing")
@signed_in
def printing(meeting_id: int) -> Answer:
    found = page.managed(current(), meeting_id)
    room = room_queries.room(meeting_id)
    return render_template(
        "events/printing.html",
        meeting=found,
        title=page.title(found),
        back=page.url(found),
        when=telling.when(found.starts_local, found.ends_local),
        where=telling.where(found),
        coming=len(presence.expected(found)),
        has_tables=room is not None and room.rounds > 0,
        most_blank=papers.MOST_BLANK,
    )


@blueprint.get("/meetings/<int:meeting_id>/badges.pdf")
@signed_in
@writes
def print_badges(meeting_id: int) -> Answer:
    papers.limit(current())
    sheet, blank = request.args.get("sheet", ""), links.number(request.args.get("blank")) or 0
    return papers.answer(actions.badges(current(), meeting_id, sheet=sheet, blank=blank))


@blueprint.get("/meetings/<int:meeting_id>/attendance.pdf")
@signed_in
@writes
def print_attendance(meeting_id: int) -> Answer:
    papers.limit(current())
    blank, role = links.number(request.args.get("blank")) or 0, request.args.get("role") == "yes"
    funder = text.one_line(request.args.get("funder", ""))[:300]
    return papers.answer(actions.attendance(current(), meeting_id, blank=blank, role=role, funder=funder))


@blueprint.get("/meetings/<int:meeting_id>/tables.pdf")
@signed_in
@writes
def print_tables(meeting_id: int) -> Answer:
    papers.limit(current())
    return papers.answer(actions.tables(current(), meeting_id))
