"""The pages of a board: the organiser's; and by its key the room's, a table's, and the screen's."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import page as meetings_page
from netapp.notes.boards import actions, page
from netapp.notes.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/board", methods=["GET", "POST"])
@signed_in
def manage_board(meeting_id: int) -> Answer:
    """What the room is asked, what it says, and what becomes of that."""
    viewer, do = current(), request.form.get("do")
    meeting = page.managed(viewer, meeting_id)
    form = page.form_of(meeting)
    if do == "plan":
        made = actions.plan_next(viewer, meeting_id)
        flash(_("A draft with the first wishes as its programme. Set the day, and publish it."), "good")
        return redirect(meetings_page.url(made), 303)
    if do == "gather":
        actions.gather(viewer, meeting_id)
        return redirect(url_for("notes.writing", meeting_id=meeting_id), 303)
    if do == "take off":
        actions.take_off(viewer, meeting_id, links.number(request.form.get("card")) or 0)
        return redirect(url_for("notes.manage_board", meeting_id=meeting_id), 303)
    if forms.submitted(form) and forms.done(form, actions.arrange, viewer, meeting_id, form.wanted):
        return redirect(url_for("notes.manage_board", meeting_id=meeting_id), 303)
    return render_template("notes/manage_board.html", form=form, **page.of_organiser(viewer, meeting_id))


@blueprint.route("/boards/<token>", methods=["GET", "POST"])
@public
def board(token: str) -> Answer:
    """One card, and dots for those of all."""
    form = page.card_form(token)
    if request.form.get("do") == "dot":
        actions.dot(token, page.visitor(), links.number(request.form.get("card")) or 0)
        return redirect(url_for("notes.board", token=token), 303)
    if forms.submitted(form) and forms.done(form, actions.wish, token, page.visitor(), form.text.data):
        flash(_("It hangs on the board."), "good")
        return redirect(url_for("notes.board", token=token), 303)
    return render_template("notes/board.html", form=form, **page.of_room(token))


@blueprint.route("/boards/<token>/tables/<int:number>", methods=["GET", "POST"])
@public
def table(token: str, number: int) -> Answer:
    """What a table writes, on any of its phones."""
    form = page.PartForm()
    if request.method == "POST":
        page.visitor()
    if forms.submitted(form) and forms.done(form, actions.write_part, token, number, *form.both):
        flash(_("Saved."), "good")
        return redirect(url_for("notes.table", token=token, number=number), 303)
    shown = page.of_table(token, number, form if request.method == "POST" else None)
    return render_template("notes/table.html", **shown)


@blueprint.get("/boards/<token>/screen")
@public
def wall(token: str) -> Answer:
    """All tables side by side, and the wishes, for the screen of the room."""
    return render_template("notes/wall.html", is_light=request.args.get("theme") == "light", **page.of_wall(token))
