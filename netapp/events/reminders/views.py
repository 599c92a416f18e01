"""The organiser's page of a meeting's reminders."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events.reminders import actions, page
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/reminders", methods=["GET", "POST"])
@signed_in
def reminders(meeting_id: int) -> Answer:
    """When they go out and how they read; POST sets them."""
    form, about = page.of(current(), meeting_id)
    wanted = {"following_too": bool(form.following.data) and about["meeting"].series_id is not None}
    if forms.submitted(form) and forms.done(form, actions.set_reminders, current(), meeting_id, form.wishes, **wanted):
        flash(_("Saved."), "good")
        return redirect(url_for("events.reminders", meeting_id=meeting_id), 303)
    return render_template("events/reminders.html", form=form, **about)
