"""The pages on which a moderator brings an old list: give it, look at what it would become, say yes, take it back."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.forums.importing import actions, page, queries, uploads
from netapp.forums.views import blueprint

Answer = str | Response


@blueprint.route("/groups/<int:group_id>/lists", methods=["GET", "POST"])
@signed_in
def old_lists(group_id: int) -> Answer:
    queries.get_group(current(), group_id)
    files = uploads.sent() if request.method == "POST" else []
    form = forms.FileForm()
    if forms.submitted(form) and forms.done(form, actions.give, current(), group_id, files):
        return redirect(url_for("forums.old_list", group_id=group_id, list_id=form.result.id), 303)
    group = queries.get_group(current(), group_id)
    return render_template("forums/old_lists.html", form=form, most=uploads.MOST_MB, **page.of_lists(current(), group))


@blueprint.get("/groups/<int:group_id>/lists/<int:list_id>")
@signed_in
def old_list(group_id: int, list_id: int) -> Answer:
    group = queries.get_group(current(), group_id)
    return render_template("forums/old_list.html", **page.of_list(current(), group, list_id))


@blueprint.post("/groups/<int:group_id>/lists/<int:list_id>")
@signed_in
def import_list(group_id: int, list_id: int) -> Answer:
    actions.start(current(), group_id, list_id)
    return redirect(url_for("forums.old_list", group_id=group_id, list_id=list_id), 303)


@blueprint.post("/groups/<int:group_id>/lists/<int:list_id>/undo")
@signed_in
def undo_list(group_id: int, list_id: int) -> Answer:
    actions.undo(current(), group_id, list_id)
    return redirect(url_for("forums.old_list", group_id=group_id, list_id=list_id), 303)


@blueprint.post("/groups/<int:group_id>/lists/<int:list_id>/removal")
@signed_in
def throw_list_away(group_id: int, list_id: int) -> Answer:
    actions.throw_away(current(), group_id, list_id)
    flash(_("The list is forgotten; nothing was made."), "good")
    return redirect(url_for("forums.old_lists", group_id=group_id), 303)
