"""Who comes: signing up as a member or a guest, the pages behind the letters' links, the organiser's list."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages, signed, site
from netapp.core.access import public, signed_in
from netapp.core.db import writes
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, current
from netapp.events import (
    answering,
    export,
    guests,
    inviting,
    letters,
    page,
    queries,
    reading,
    seats,
    showing,
    signing_up,
    telling,
)
from netapp.events.colleagues import bringing
from netapp.events.colleagues import forms as bringing_forms
from netapp.events.colleagues import page as bringing_page
from netapp.events.colleagues.forms import Bringing as BringForm
from netapp.events.hybrid import forms as hybrid
from netapp.events.models import LIVE, SignUp
from netapp.events.people_forms import InviteForm
from netapp.events.questions import answers, saying
from netapp.events.questions import forms as question_forms
from netapp.events.questions import models as question_models
from netapp.events.series import joining
from netapp.events.series import page as page_of_series
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.post("/meetings/<int:meeting_id>/signup")
@signed_in
def sign_up(meeting_id: int) -> Answer:
    """One click for whoever is signed in; more for who brings colleagues."""
    shown = request.form.get("show_name") == "yes" or None
    if bringing_forms.is_typed(request.form):
        return _sign_up_together(meeting_id, shown)
    said = answers.typed(request.form)
    done = answering.tried(
        signing_up.sign_up, current(), meeting_id, show_name=shown, said=said, mode=hybrid.mode(request.form)
    )
    if isinstance(done, Refused):
        return _meeting_again(meeting_id, done)
    flash(_said(done), "good" if done.state == "going" else "wait")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/guests")
@public
def sign_up_as_guest(meeting_id: int) -> Answer:
    """Three fields, and the meeting's questions; the answer says to look into the mail, the same for every address."""
    found = queries.get_meeting(current(), meeting_id)
    languages.prefer(found.language)
    form = question_forms.of(found, question_models.asked(found.questions), base=question_forms.GuestAsking)
    if forms.submitted(form):
        guests.limit_requests(form.email.data or "")
        if form.brings:
            bringing.limit(form.email.data or "")
        own = {**form.own, "language": languages.current(), "said": answers.typed(request.form), "brings": form.brings}
        own["mode"] = hybrid.mode(request.form)
        if forms.done(form, guests.request, current(), meeting_id, **own):
            return render_template(
                "events/look_in_your_mail.html",
                email=form.email.data,
                meeting=found,
                title=page.title(found),
                is_open_demo=site.is_open_demo(),
            )
    return render_template("events/meeting.html", **showing.of(current(), reading.read(current(), meeting_id), form))


@blueprint.post("/meetings/<int:meeting_id>/answers", endpoint="answers")
@signed_in
def answers_(meeting_id: int) -> Answer:
    """Other answers to the meeting's questions, of who has signed up."""
    done = answering.tried(saying.say, current(), meeting_id, answers.typed(request.form))
    if isinstance(done, Refused):
        return _meeting_again(meeting_id, done)
    flash(_("Your answers are saved."), "good")
    return redirect(url_for("events.meeting", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/withdrawal")
@signed_in
def withdraw(meeting_id: int) -> Answer:
    with_all = request.form.get("who") == "all"
    signing_up.withdraw(current(), meeting_id, with_all=with_all)
    flash(
        _("All of you are off the list. Thank you for saying so.")
        if with_all
        else _("You are off the list. Thank you for saying so."),
        "good",
    )
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
    form = None
    if request.method == "POST" and wish.series_id:
        return redirect(page_of_series.answer_path(joining.confirm(GUEST, request_id)), 303)
    if request.method == "POST":
        typed = answers.typed(request.form)
        done = answering.tried(guests.confirm, GUEST, request_id, typed or None)
        if not isinstance(done, Refused):
            return redirect(answering.url(done), 303)
        wish, found = queries.get_request(request_id), queries.get_meeting(GUEST, found.id)
        form = answering.refused(found, done, typed=typed or wish.answers or {})
    return render_template(
        "events/confirm.html",
        wish=wish,
        form=form,
        wish_refused=form is not None,
        meeting=found,
        title=page.title(found),
        when=telling.when(found.starts_local, found.ends_local),
        where=telling.where(found),
        full=seats.next_state(found, mode=wish.mode) == "waiting",
        done=page_of_series.already(wish) if wish.series_id else answering.already(wish),
        series=page_of_series.wished(wish),
    )


@blueprint.route("/answers/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> Answer:
    """What a letter's button leads to: where one stands with this meeting, and the buttons that change it."""
    person = answering.person_of(token)
    meeting_id, done = answering.meeting_of(token), None
    if request.method == "POST":
        typed, said = answers.typed(request.form), request.form.get("answer", "")
        done = answering.tried(answering.act, person, meeting_id, said, typed, hybrid.mode(request.form))
        if not isinstance(done, Refused):
            return redirect(request.path, 303)
        person = answering.person_of(token)
    found = answering.meeting_for(person, meeting_id)
    form = answering.refused(found, done, person.id) if done else None
    languages.prefer(person.language or found.language)
    return render_template("events/answer.html", **answering.shown(person, found, form), token=token)


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
    return export.answer(inviting.take_list(current(), meeting_id), kind)


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
    inviting.limit_invitations(current())
    if forms.submitted(form) and forms.done(form, inviting.invite, current(), meeting_id, form.listed()):
        flash(
            ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", form.result), "good"
        )
        return redirect(url_for("events.people", meeting_id=meeting_id), 303)
    found = page.managed(current(), meeting_id)
    return render_template("events/people.html", **page.list_of(current(), found), form=form)


def _sign_up_together(meeting_id: int, shown: bool | None) -> Answer:
    """The viewer, unless they come already, and the colleagues whom they have named."""
    viewer, found = current(), queries.get_meeting(current(), meeting_id)
    comes, asked = queries.sign_up_of(viewer.person_id, meeting_id), question_models.asked(found.questions)
    has_come = comes is not None and comes.state in LIVE
    form = BringForm() if has_come or not asked else question_forms.of(found, asked, base=question_forms.MemberAsking)
    if forms.submitted(form):
        bringing.limit(viewer.email or "")
        own: dict[str, Any] = {"show_name": shown, "said": answers.typed(request.form), "brings": form.brings}
        own["mode"] = hybrid.mode(request.form)
        if forms.done(form, signing_up.sign_up, viewer, meeting_id, **own):
            told = [] if has_come else [_said(form.result)]
            flash(" ".join([*told, bringing_page.said(meeting_id, form.brings)]), "good")
            return redirect(page.url(found), 303)
    if has_come:
        return render_template("events/colleagues.html", **page.of_colleagues(viewer, meeting_id, "", form))
    return render_template("events/meeting.html", **showing.of(viewer, reading.read(viewer, meeting_id), form))


def _meeting_again(meeting_id: int, refusal: Refused) -> Answer:
    """The page with what was typed, and a sentence at each answer that can't be used (X4)."""
    found = reading.read(current(), meeting_id)
    form = answering.refused(found.meeting, refusal, current().person_id)
    return render_template("events/meeting.html", **showing.of(current(), found, form))


def _said(done: SignUp) -> str:
    if done.state == "requested":
        return _("You have asked to come. The organisers answer by mail.")
    if done.state == "going":
        return _("You have a seat. The calendar entry comes by mail.")
    return _("You are on the waiting list: number %(place)s.", place=seats.place_in_queue(done))
