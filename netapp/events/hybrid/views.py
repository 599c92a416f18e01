"""Taking part in the other way."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events.hybrid import actions, forms
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.post("/meetings/<int:meeting_id>/way")
@signed_in
def change_way(meeting_id: int) -> Answer:
    done = actions.change_way(current(), meeting_id, forms.mode(request.form))
    if done.change_turn is None:
        flash(_("Noted: you take part online.") if done.mode == "online" else _("Noted: you come to the room."), "good")
    else:
        flash(_("All seats there are taken. You keep yours until one there is free for you."), "wait")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)
