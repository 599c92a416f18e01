"""The log of a group, for its owners."""

from flask import render_template, request

from netapp.core import clock, links, sheets
from netapp.core.access import signed_in
from netapp.core.log import Filters
from netapp.core.viewer import current
from netapp.groups import log_page, logbook, queries
from netapp.groups.views import Answer, blueprint


@blueprint.get("/groups/<int:group_id>/log", endpoint="log")
@signed_in
def log_(group_id: int) -> Answer:
    group = queries.get_owned(current(), group_id)
    before = links.number(request.args.get("before"))
    return render_template("groups/log.html", **log_page.of_group(current(), group, Filters.read(request.args), before))


@blueprint.post("/groups/<int:group_id>/log/file")
@signed_in
def take_log(group_id: int) -> Answer:
    group = queries.get_owned(current(), group_id)
    name = f"{group.tail.removeprefix('-') or 'group'}-log-{clock.now():%Y-%m-%d}"
    answer = sheets.answer(logbook.take(current(), group, Filters.read(request.args)), name, "xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer
