"""The pages about the way to a meeting, and who rides with whom: for who is signed in, and for who holds a letter."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, current
from netapp.events import answering, page, queries
from netapp.events.models import Meeting
from netapp.events.programme import page as programme_page
from netapp.events.programme.actions import Stale
from netapp.events.travel import actions, riding
from netapp.events.travel import page as travel_page
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/travel", methods=["GET", "POST"])
@signed_in
def travel(meeting_id: int) -> Answer:
    """What is said of the way. The second of two who edit at once is shown what the first has saved (X5)."""
    found = programme_page.plannable(current(), meeting_id)
    form, differs = travel_page.notes_form(found), None
    if forms.submitted(form):
        said = {"notes": form.notes.data or "", "inner": form.inner.data or "", "rides": form.rides.data == "yes"}
        what = (current(), meeting_id)
        outcome = programme_page.tried(form, actions.write, *what, **said, seen=form.seen.data or "")
        if isinstance(outcome, Meeting):
            flash(_("Saved."), "good")
            return redirect(page.url(outcome), 303)
        found = queries.get_meeting(current(), meeting_id)
        if isinstance(outcome, Stale):
            theirs = travel_page.notes_form(found, posted=False)
            form.seen.data, differs = theirs.seen.data, page.differences(form, theirs, request.form)
    return render_template("events/travel.html", form=form, differs=differs, **travel_page.of_notes(current(), found))


@blueprint.route("/meetings/<int:meeting_id>/rides", methods=["GET", "POST"])
@signed_in
def rides(meeting_id: int) -> Answer:
    return _rides(current(), meeting_id, url_for("events.rides", meeting_id=meeting_id))


@blueprint.route("/answers/<token>/rides", methods=["GET", "POST"])
@public
def rides_by_letter(token: str) -> Answer:
    """The same for who holds the letter's link: guests have no other door."""
    person = answering.person_of(token)
    languages.prefer(person.language or "")
    return _rides(queries.viewer_of(person), answering.meeting_of(token), request.path)


def _rides(viewer: Viewer, meeting_id: int, here: str) -> Answer:
    found = riding.readable(viewer, meeting_id)
    offers = request.form.get("do") == "offer"
    form = travel_page.ride_form(viewer, found, posted=offers)
    if request.method == "POST" and not offers:
        travel_page.act(viewer, meeting_id, request.form.get("do", ""), links.number(request.form.get("ride")))
        return redirect(here, 303)
    if offers and forms.submitted(form):
        said = {"place": form.place.data, "seats": form.seats.data, "note": form.note.data or ""}
        when = travel_page.leaves(found, form)
        if forms.done(form, riding.offer, viewer, meeting_id, leaves_local=when, **said):
            flash(_("Your seats are offered. Those who come see them."), "good")
            return redirect(here, 303)
    found = riding.readable(viewer, meeting_id)
    return render_template("events/rides.html", form=form, here=here, **travel_page.of_rides(viewer, found))
