"""Flagging and blocking, the moderators' queue, and what they decide."""

from typing import Any, get_args

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import signed_in
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.forums import addresses
from netapp.forums.moderation import actions, page, queries, words
from netapp.forums.moderation.forms import RulingForm
from netapp.forums.moderation.models import Deed
from netapp.forums.views import blueprint

Answer = str | Response


@blueprint.route("/posts/<int:post_id>/flag", methods=["GET", "POST"])
@signed_in
def flag(post_id: int) -> Answer:
    form, about = page.of_flag(current(), post_id)
    if forms.submitted(form):
        actions.limit(current())
        if forms.done(form, actions.flag, current(), post_id, form.why.data, form.words.data or ""):
            flash(_("Thank you. The moderators look at it; nobody else hears that you flagged it."), "good")
            return redirect(about["back"], 303)
    return render_template("forums/flag.html", form=form, **about)


@blueprint.post("/posts/<int:post_id>/block")
@signed_in
def block(post_id: int) -> Answer:
    actions.block(current(), post_id)
    flash(_("Blocked for you: their posts are folded, and you get no letters of them. Your settings undo it."), "good")
    return redirect(addresses.of_post(post_id), 303)


@blueprint.post("/settings/blocked/<int:person_id>/removal")
@signed_in
def unblock(person_id: int) -> Answer:
    actions.unblock(current(), person_id)
    # Pressed where one of their posts is folded.
    post_id = links.number(request.form.get("post"))
    if post_id is not None:
        return redirect(addresses.of_post(post_id), 303)
    return redirect(url_for("home.settings") + "#blocked", 303)


@blueprint.get("/groups/<int:group_id>/moderation")
@signed_in
def moderation(group_id: int) -> Answer:
    return render_template("forums/moderation.html", **page.of_queue(current(), group_id))


@blueprint.route("/posts/<int:post_id>/ruling", methods=["GET", "POST"])
@signed_in
def ruling(post_id: int) -> Answer:
    """One post for who decides about it; each button of its form is a decision."""
    viewer, form = current(), RulingForm()
    if forms.submitted(form) and _decided(form, post_id):
        flash(words.done(request.form["do"]), "good")
        came_from = request.form.get("from", "")
        return redirect(page.after(queries.get(viewer, post_id), came_from), 303)
    return render_template("forums/ruling.html", **page.of_post(viewer, post_id, form))


def _decided(form: RulingForm, post_id: int) -> bool:
    asked = request.form.get("do", "")
    why, said = form.why.data, form.words.data or ""
    if asked == "pause":
        return forms.done(form, actions.pause, current(), post_id, form.days.data, why, said)
    deed: Any = asked if asked in get_args(Deed) and asked != "resume" else None
    if deed is None:
        raise NotVisible
    return forms.done(form, actions.rule, current(), post_id, deed, why, said)


@blueprint.post("/groups/<int:group_id>/pauses/<int:person_id>/removal")
@signed_in
def resume(group_id: int, person_id: int) -> Answer:
    actions.resume(current(), group_id, person_id)
    return redirect(url_for("forums.moderation", group_id=group_id), 303)


@blueprint.post("/posts/<int:post_id>/withdrawal")
@signed_in
def withdraw(post_id: int) -> Answer:
    group_id = queries.get(current(), post_id).thread.group_id
    left = actions.withdraw(current(), post_id)
    flash(_("Taken back. What you wrote waits as a draft."), "good")
    return redirect(addresses.of(left) if left else addresses.of_group(group_id), 303)
