"""The pages on which an organiser imports meetings from a calendar file: give it, look it through, say yes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from netapp.core import forms, links
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events.importing import actions, page, queries
from netapp.events.views import Answer, blueprint
from netapp.files import uploads
from netapp.groups import page as groups_page
from netapp.groups import queries as groups


@blueprint.route("/groups/<int:group_id>/imports", methods=["GET", "POST"])
@uploads.takes
@signed_in
def import_meetings(group_id: int) -> Answer:
    group = groups.get_run(current(), group_id)
    form = forms.FileForm()
    if forms.submitted(form) and forms.done(form, actions.give, current(), group, page.uploaded()):
        return redirect(url_for("events.calendar_file", group_id=group_id, file_id=form.result.id), 303)
    group = groups.get_run(current(), group_id)
    recent = page.recent(current(), group)
    return render_template("events/import.html", form=form, recent=recent, **groups_page.frame(current(), group))


@blueprint.get("/groups/<int:group_id>/imports/<int:file_id>")
@signed_in
def calendar_file(group_id: int, file_id: int) -> Answer:
    group = groups.get_run(current(), group_id)
    given = queries.get_file(current(), group, file_id)
    frame = groups_page.frame(current(), group)
    return render_template("events/calendar_file.html", **page.of_file(group, given), **frame)


@blueprint.post("/groups/<int:group_id>/imports/<int:file_id>")
@signed_in
def import_chosen(group_id: int, file_id: int) -> Answer:
    """Keeps the ticks of the page, and then turns to another page or imports: as drafts, or published."""
    group = groups.get_run(current(), group_id)
    given = queries.get_file(current(), group, file_id)
    actions.choose(current(), group, given, _numbers("shown"), _numbers("row"))
    turn, _equals, row = request.form.get("do", "").partition("=")
    place: dict[str, Any] = {turn: links.number(row)} if turn in {"after", "before"} else {}
    if turn in {"draft", "publish"}:
        actions.start(current(), group, given, publishes=turn == "publish")
    return redirect(url_for("events.calendar_file", group_id=group_id, file_id=file_id, **place), 303)


@blueprint.post("/groups/<int:group_id>/imports/<int:file_id>/removal")
@signed_in
def throw_calendar_file_away(group_id: int, file_id: int) -> Answer:
    group = groups.get_run(current(), group_id)
    actions.throw_away(current(), group, queries.get_file(current(), group, file_id))
    flash(_("The file is forgotten; nothing was made."), "good")
    return redirect(url_for("events.import_meetings", group_id=group_id), 303)


def _numbers(name: str) -> list[int]:
    sent = (links.number(said) for said in request.form.getlist(name)[: queries.PAGE])
    return [number for number in sent if number is not None]
