"""Answering a poll: a click on its thread's page, or a click and a button from the letter."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.forums import addresses, queries
from netapp.forums.views import blueprint
from netapp.forums.voting import actions, page

Answer = str | Response


@blueprint.post("/threads/<int:poll_thread_id>/votes")
@signed_in
def vote(poll_thread_id: int) -> Answer:
    chosen = [links.number(one) or 0 for one in request.form.getlist("choice")[:20]]
    actions.vote(current(), poll_thread_id, chosen)
    return redirect(addresses.of(queries.get(current(), poll_thread_id)) + "#poll", 303)


@blueprint.route("/votes/<token>", methods=["GET", "POST"])
@public
def vote_by_letter(token: str) -> Answer:
    """One button; the choice that was pressed in the letter is marked."""
    viewer, thread = page.asked(token)
    form, about = page.of_letter(viewer, thread)
    if forms.submitted(form) and forms.done(form, actions.vote, viewer, thread.id, form.chosen):
        flash(_("Thank you. You can change it here as long as the poll is open."), "good")
        return redirect(url_for("forums.vote_by_letter", token=token), 303)
    return render_template("forums/vote.html", form=form, **about)
