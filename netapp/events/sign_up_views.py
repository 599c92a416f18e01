"""Who comes: signing up as a member or a guest, the pages behind the letters' links, the organiser's list."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages, signed, site
from netapp.core.access import public, signed_in
from netapp.core.db import writes
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, current
from netapp.events import answering, export, letters, page, queries, reading, seats, showing, signing_up, telling
from netapp.events.forms import GuestForm, InviteForm
from netapp.events.models import SignUp
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.post("/meetings/<int:meeting_id>/signup")
@signed_in
def sign_up(meeting_id: int) -> Answer:
    """One click for whoever is signed in."""
    done = signing_up.sign_up(current(), meeting_id, show_name=request.form.get("show_name") == "yes" or None)
    flash(_said(done), "good" if done.state == "going" else "wait")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/guests")
@public
def sign_up_as_guest(meeting_id: int) -> Answer:
    """Three fields; the answer says to look into the mail, and is the same for every address."""
    found = queries.get_meeting(current(), meeting_id)
    languages.prefer(found.language)
    form = GuestForm()
    if forms.submitted(form):
        signing_up.limit_requests(form.email.data or "")
        if forms.done(form, signing_up.request, current(), meeting_id, language=languages.current(), **form.values):
            return render_template(
                "events/look_in_your_mail.html",
                email=form.email.data,
                meeting=found,
                title=page.title(found),
                is_open_demo=site.is_open_demo(),
            )
    return render_template("events/meeting.html", **showing.of(current(), reading.read(current(), meeting_id), form))


@blueprint.post("/meetings/<int:meeting_id>/withdrawal")
@signed_in
def withdraw(meeting_id: int) -> Answer:
    signing_up.withdraw(current(), meeting_id)
    flash(_("You are off the list. Thank you for saying so."), "good")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/refusal")
@signed_in
def decline(meeting_id: int) -> Answer:
    signing_up.decline(current(), meeting_id)
    flash(_("Noted: you are not coming."), "good")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)


@blueprint.route("/guests/<token>", methods=["GET", "POST"])
@public
def confirm_request(token: str) -> Answer:
    """Behind the mail's link: GET shows one button, POST takes the seat (M6)."""
    (request_id,) = signed.values(letters.REQUEST, token)
    wish = queries.get_request(request_id)
    found = queries.get_meeting(GUEST, wish.meeting_id)
    languages.prefer(wish.language)
    if request.method == "POST":
        done = signing_up.confirm(GUEST, request_id)
        return redirect(answering.url(done), 303)
    return render_template(
        "events/confirm.html",
        wish=wish,
        meeting=found,
        title=page.title(found),
        when=telling.when(found.starts_local, found.ends_local),
        where=telling.where(found),
        full=seats.next_state(found) == "waiting",
        done=answering.already(wish),
    )


@blueprint.route("/answers/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> Answer:
    """What a letter's button leads to: where one stands with this meeting, and the buttons that change it."""
    person = answering.person_of(token)
    meeting_id = answering.meeting_of(token)
    if request.method == "POST":
        answering.act(person, meeting_id, request.form.get("answer", ""))
        return redirect(request.path, 303)
    found = answering.meeting_for(person, meeting_id)
    languages.prefer(person.language or found.language)
    return render_template("events/answer.html", **answering.shown(person, found), token=token)


@blueprint.get("/meetings/<int:meeting_id>/people")
@signed_in
def people(meeting_id: int) -> Answer:
    found = page.managed(current(), meeting_id)
    return render_template("events/people.html", **page.list_of(current(), found), form=InviteForm())


@blueprint.get("/meetings/<int:meeting_id>/people.<any(xlsx, csv):kind>")
@signed_in
@writes
def export_people(meeting_id: int, kind: str) -> Answer:
    """Who took the list, and when, is written down."""
    return export.answer(signing_up.take_list(current(), meeting_id), kind)


@blueprint.post("/meetings/<int:meeting_id>/people/<int:sign_up_id>/seat")
@signed_in
def give_seat(meeting_id: int, sign_up_id: int) -> Answer:
    signing_up.give_seat(current(), meeting_id, sign_up_id)
    flash(_("The seat is given, and the letter is on its way."), "good")
    return redirect(url_for("events.people", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/people/<int:sign_up_id>/removal")
@signed_in
def take_off(meeting_id: int, sign_up_id: int) -> Answer:
    signing_up.take_off(current(), meeting_id, sign_up_id)
    flash(_("Taken off the list, and told."), "good")
    return redirect(url_for("events.people", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/invitations")
@signed_in
def invite(meeting_id: int) -> Answer:
    form = InviteForm()
    signing_up.limit_invitations(current())
    if forms.submitted(form) and forms.done(form, signing_up.invite, current(), meeting_id, form.listed()):
        flash(
            ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", form.result), "good"
        )
        return redirect(url_for("events.people", meeting_id=meeting_id), 303)
    found = page.managed(current(), meeting_id)
    return render_template("events/people.html", **page.list_of(current(), found), form=form)


def _said(done: SignUp) -> str:
    if done.state == "going":
        return _("You have a seat. The calendar entry comes by mail.")
    return _("You are on the waiting list: number %(place)s.", place=seats.place_in_queue(done))
