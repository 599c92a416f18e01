"""The pages on which moderators move, merge and split threads."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.forums import addresses
from netapp.forums.moving import actions, page
from netapp.forums.views import blueprint

Answer = str | Response


@blueprint.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
@signed_in
def move(thread_id: int) -> Answer:
    viewer = current()
    form, about = page.of_move(viewer, thread_id)
    group_id, for_members = about["group"].id, about.get("for_members", True)
    if forms.submitted(form) and forms.done(
        form, actions.move, viewer, thread_id, form.group.data, for_members=for_members, seen=_seen()
    ):
        flash(_("Done."), "good")
        return redirect(page.after(viewer, form.result, group_id), 303)
    return render_template("forums/move.html", form=form, **about)


@blueprint.route("/threads/<int:thread_id>/merge", methods=["GET", "POST"])
@signed_in
def merge(thread_id: int) -> Answer:
    viewer = current()
    form, about = page.of_merge(viewer, thread_id)
    if forms.submitted(form) and forms.done(form, actions.merge, viewer, thread_id, form.into.data, seen=_seen()):
        flash(_("Merged. The old address leads here."), "good")
        return redirect(addresses.of(form.result), 303)
    return render_template("forums/merge.html", form=form, **about)


@blueprint.route("/threads/<int:thread_id>/split", methods=["GET", "POST"])
@signed_in
def split(thread_id: int) -> Answer:
    form, about = page.of_split(current(), thread_id)
    if forms.submitted(form) and forms.done(
        form,
        actions.split,
        current(),
        thread_id,
        form.posts.data or (),
        form.title.data or "",
        and_after=form.and_after.data,
    ):
        flash(_("These posts have a thread of their own now."), "good")
        return redirect(addresses.of(form.result), 303)
    return render_template("forums/split.html", form=form, **about)


def _seen() -> str:
    """The mark of what the moderator was shown; the form's own is that of what is now."""
    return request.form.get("seen", "")
