"""The pages on which notes are written, and what their script sends and asks for."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import queries as meetings
from netapp.notes import actions, writing, writing_page
from netapp.notes.forms import SectionForm
from netapp.notes.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/notes/writing", methods=["GET", "POST"], endpoint="writing")
@signed_in
def writing_(meeting_id: int) -> Answer:
    """All sections; POST begins the notes, says who helps, adds a section or takes a part out."""
    viewer, do = current(), request.form.get("do")
    if request.method != "POST":
        return render_template("notes/writing.html", **writing_page.of(viewer, meeting_id))
    anchor = None
    if do == "help":
        actions.let_help(viewer, meeting_id, seated="seated" in request.form, speakers="speakers" in request.form)
        flash(_("Saved."), "good")
    elif do == "section":
        anchor = f"row-{actions.add_section(viewer, meeting_id, request.form.get('heading', '').strip()).id}"
    elif do == "take out":
        actions.remove_part(viewer, meeting_id, links.number(request.form.get("part")) or 0)
        anchor = "parts"
    else:
        actions.begin(viewer, meeting_id)
    return redirect(url_for("notes.writing", meeting_id=meeting_id, _anchor=anchor), 303)


@blueprint.post("/meetings/<int:meeting_id>/notes/parts")
@signed_in
def add_part(meeting_id: int) -> Answer:
    """A decision, promise, wish or lesson."""
    viewer = current()
    form = writing_page.form_of(viewer, meetings.get_meeting(viewer, meeting_id))
    if forms.submitted(form) and forms.done(form, actions.add_part, viewer, meeting_id, form.wanted):
        return redirect(url_for("notes.writing", meeting_id=meeting_id, _anchor="parts"), 303)
    return render_template("notes/writing.html", **writing_page.of(viewer, meeting_id, form))


@blueprint.post("/meetings/<int:meeting_id>/notes/now")
@signed_in
def now(meeting_id: int) -> Answer:
    """Asked every few seconds by each open page: what others have written, and who writes where."""
    viewer = current()
    section_id = links.number(request.form.get("in"))
    if section_id:
        writing.be_here(viewer, section_id)
    return jsonify(writing_page.now(viewer, meeting_id, request.form))


@blueprint.route("/notes/sections/<int:section_id>", methods=["GET", "POST"])
@signed_in
def section(section_id: int) -> Answer:
    """One section; a script is answered as JSON, and may send the same again."""
    viewer, form, saved = current(), SectionForm(), None
    shown = form if request.method == "POST" else None
    if request.form.get("do") == "leave":
        writing.settle(viewer, section_id, links.number(request.form.get("number")) or 0)
        return redirect(url_for("notes.section", section_id=section_id), 303)
    if forms.submitted(form) and forms.done(form, writing.save, viewer, section_id, form.sent):
        saved = form.result
        if request.accept_mimetypes.best == "application/json":
            return jsonify(saved._asdict())
        if form.heading.data:
            actions.rename(viewer, section_id, form.heading.data)
        if not saved.clash:
            return redirect(writing_page.address(viewer, section_id), 303)
    elif request.accept_mimetypes.best == "application/json":
        return jsonify(errors=form.errors), 422  # type: ignore[return-value]
    return render_template("notes/section.html", **writing_page.of_section(viewer, section_id, shown, saved))


@blueprint.route("/notes/sections/<int:section_id>/versions", methods=["GET", "POST"])
@signed_in
def versions(section_id: int) -> Answer:
    """Compare two, and let one be the text again."""
    viewer = current()
    if request.method == "POST":
        number = links.number(request.form.get("number")) or 0
        writing.restore(viewer, section_id, number, request.form.get("token", "")[:36])
        flash(_("This version is the text again."), "good")
        return redirect(url_for("notes.versions", section_id=section_id), 303)
    return render_template("notes/versions.html", **writing_page.of_versions(viewer, section_id, request.args))
