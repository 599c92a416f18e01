"""The pages on which a programme is written, its files, and its calendar of items."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import page, queries
from netapp.events.models import Meeting
from netapp.events.programme import actions, handing_out, planning_page
from netapp.events.programme import page as programme_page
from netapp.events.programme import queries as programme_queries
from netapp.events.programme.actions import Stale
from netapp.events.programme.forms import HandoutForm, ItemForm, TextForm
from netapp.events.views import blueprint
from netapp.files import answers, uploads

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/programme", methods=["GET", "POST"])
@signed_in
def programme(meeting_id: int) -> Answer:
    """The items with their buttons, and all of them as a text: POST shows what it would become, or writes it."""
    found = programme_page.plannable(current(), meeting_id)
    form = planning_page.text_form(found)
    if not forms.submitted(form):
        return _programme(found, form)
    if request.form.get("do") == "preview":
        return _programme(found, form, preview=planning_page.preview(found, form))
    what = (current(), meeting_id, form.written.data or "")
    outcome = programme_page.tried(form, actions.write_all, *what, seen=form.seen.data or "")
    if isinstance(outcome, Stale):
        theirs = planning_page.typed(queries.get_meeting(current(), meeting_id))
        form.seen.data = theirs["seen"]
        return _programme(found, form, theirs=theirs["written"])
    if outcome is None:
        return _programme(queries.get_meeting(current(), meeting_id), form)
    flash(_("The programme is saved. Nobody is written to for it."), "good")
    return redirect(url_for("events.programme", meeting_id=meeting_id), 303)


def _programme(found: Meeting, form: TextForm, **more: Any) -> Answer:
    shown = {"preview": None, "theirs": None, **planning_page.of(current(), found), **more}
    return render_template("events/programme.html", form=form, **shown)


@blueprint.route("/meetings/<int:meeting_id>/programme/new", methods=["GET", "POST"])
@signed_in
def new_item(meeting_id: int) -> Answer:
    found = programme_page.plannable(current(), meeting_id)
    form = ItemForm(found, day=planning_page.day_asked(found, links.number(request.args.get("day"))))
    if forms.submitted(form) and forms.done(
        form, actions.save, current(), meeting_id, None, form.draft(), seen=form.seen.data or ""
    ):
        return _back(meeting_id, form.result.id)
    shown = planning_page.of_item(programme_page.plannable(current(), meeting_id), None)
    return render_template("events/item.html", form=form, differs=None, handing=None, **shown)


@blueprint.route("/meetings/<int:meeting_id>/programme/<int:item_id>", methods=["GET", "POST"])
@signed_in
def item(meeting_id: int, item_id: int) -> Answer:
    """The second of two who edit at once is shown what the first has saved (X5)."""
    found = programme_page.plannable(current(), meeting_id)
    form = planning_page.item_form(found, item_id)
    if not forms.submitted(form):
        return _item(found, item_id, form)
    what = (current(), meeting_id, item_id, form.draft())
    outcome = programme_page.tried(form, actions.save, *what, seen=form.seen.data or "")
    found = queries.get_meeting(current(), meeting_id)
    if isinstance(outcome, Stale):
        theirs = planning_page.item_form(found, item_id, posted=False)
        form.seen.data = theirs.seen.data
        return _item(found, item_id, form, differs=page.differences(form, theirs, request.form))
    return _item(found, item_id, form) if outcome is None else _back(meeting_id, item_id)


def _item(found: Meeting, item_id: int, form: ItemForm, **more: Any) -> Answer:
    item = programme_queries.get_item(found, item_id)
    shown = {"differs": None, "handing": HandoutForm(posted=False), **planning_page.of_item(found, item), **more}
    return render_template("events/item.html", form=form, **shown)


@blueprint.post("/meetings/<int:meeting_id>/programme/<int:item_id>/place")
@signed_in
def move_item(meeting_id: int, item_id: int) -> Answer:
    """Up, down, before another one, or to a day's end."""
    actions.move(current(), meeting_id, item_id, request.form.get("to", ""))
    return _back(meeting_id, item_id)


@blueprint.post("/meetings/<int:meeting_id>/programme/<int:item_id>/removal")
@signed_in
def remove_item(meeting_id: int, item_id: int) -> Answer:
    actions.remove(current(), meeting_id, item_id)
    flash(_("The item is gone, and what came after it has moved up."), "good")
    return redirect(url_for("events.programme", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/programme/<int:item_id>/handouts")
@uploads.takes
@signed_in
def hand_out(meeting_id: int, item_id: int) -> Answer:
    """A file to read, for whoever reads the meeting."""
    programme_page.plannable(current(), meeting_id)
    form = HandoutForm()
    if forms.submitted(form) and form.handout.chosen:
        what = (current(), meeting_id, item_id, form.handout_title.data or "", *form.handout.chosen)
        if forms.done(form, handing_out.add, *what):
            flash(_("Everybody who reads the meeting can open the file now."), "good")
            return redirect(url_for("events.item", meeting_id=meeting_id, item_id=item_id), 303)
    found = queries.get_meeting(current(), meeting_id)
    return _item(found, item_id, planning_page.item_form(found, item_id, posted=False), handing=form)


@blueprint.post("/meetings/<int:meeting_id>/programme/<int:item_id>/handouts/<int:handout_id>/removal")
@signed_in
def take_back(meeting_id: int, item_id: int, handout_id: int) -> Answer:
    handing_out.remove(current(), meeting_id, item_id, handout_id)
    flash(_("The file is gone."), "good")
    return redirect(url_for("events.item", meeting_id=meeting_id, item_id=item_id), 303)


@blueprint.get("/meetings/<int:meeting_id>/handouts/<int:handout_id>/<mark>")
@public
def handout(meeting_id: int, handout_id: int, mark: str) -> Answer:
    """Kept by nobody: what is handed out in a group is not left on a machine that others use, too."""
    response = answers.answer(programme_queries.file_of(current(), meeting_id, handout_id, mark))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/meetings/<int:meeting_id>/programme.ics")
@public
@kept.feed
def programme_feed(meeting_id: int) -> FlaskResponse:
    """Each item as an entry of its own; no person stands in it (C4)."""
    found = queries.get_published(current(), meeting_id)
    kept.rests_on(found.group.network_id)
    return planning_page.calendar_of_items(found)


def _back(meeting_id: int, item_id: int) -> Answer:
    return redirect(url_for("events.programme", meeting_id=meeting_id, _anchor=f"item-{item_id}"), 303)
