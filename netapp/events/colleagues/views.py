"""The page from which one asks a colleague to a meeting, or lets one go instead of another."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import links
from netapp.core.access import signed_in
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import page
from netapp.events.colleagues import actions
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.get("/meetings/<int:meeting_id>/colleagues")
@signed_in
def colleagues(meeting_id: int) -> Answer:
    words = request.args.get("q", "")[:100]
    return render_template("events/colleagues.html", **page.of_colleagues(current(), meeting_id, words))


@blueprint.post("/meetings/<int:meeting_id>/colleagues")
@signed_in
def ask_colleague(meeting_id: int) -> Answer:
    name = actions.ask(current(), meeting_id, _number("person"))
    said = _("%(name)s gets a letter, unless they have answered already or the meeting is not open to them.", name=name)
    flash(said, "good")
    return redirect(url_for("events.colleagues", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/swaps")
@signed_in
def swap(meeting_id: int) -> Answer:
    name, is_told = actions.swap(current(), meeting_id, _number("leaver"), _number("comer"))
    told = _("%(name)s goes now, and has got a letter.", name=name)
    flash(told if is_told else _("%(name)s goes now.", name=name), "good")
    return redirect(url_for("events.colleagues", meeting_id=meeting_id), 303)


def _number(field: str) -> int:
    """Somebody's number, from a button of the page; anything else is nobody."""
    found = links.number(request.form.get(field))
    if found is None:
        raise NotVisible
    return found
