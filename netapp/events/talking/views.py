"""The form of a thread about a meeting."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events.talking import actions, page
from netapp.events.views import blueprint
from netapp.forums import addresses

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/thread", methods=["GET", "POST"])
@signed_in
def talk(meeting_id: int) -> Answer:
    """Begin to talk about a meeting."""
    viewer = current()
    form, about = page.of_form(viewer, meeting_id)
    is_sent = request.form.get("do") != "preview" and forms.submitted(form)
    if is_sent and forms.done(form, actions.start, viewer, meeting_id, form.opening):
        flash(_("Published. Until letters leave in ten minutes, you can take it back."), "good")
        return redirect(addresses.of(form.result), 303)
    return render_template("forums/new.html", **about)
