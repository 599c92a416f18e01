"""The day: the list at the door, the links to it, tickets, and joining online."""

from pathlib import Path

from flask import Response as Made
from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from netapp.core import forms, headers, kept, languages
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, current
from netapp.events import answering, queries
from netapp.events import page as meeting_page
from netapp.events.checkin import actions, links, page
from netapp.events.checkin import forms as door_forms
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.forms import DoorForm, WalkInForm
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/checkin", methods=["GET", "POST"])
@signed_in
def doors(meeting_id: int) -> Answer:
    """POST with a name makes a link to hand out."""
    found, form = meeting_page.managed(current(), meeting_id), DoorForm()
    if forms.submitted(form) and forms.done(form, actions.open_door, current(), meeting_id, form.name.data or ""):
        flash(_("The link is ready. Show its code, or send its address."), "good")
        return redirect(url_for("events.doors", meeting_id=meeting_id), 303)
    return render_template("events/doors.html", **page.of_doors(current(), found, form))


@blueprint.post("/meetings/<int:meeting_id>/checkin/list")
@signed_in
def own_door(meeting_id: int) -> Answer:
    """The list on this phone; with a number, that one on top of it."""
    own = actions.open_door(current(), meeting_id)
    return redirect(page.door_url(own, checkin.who(request.form.get("one"))), 303)


@blueprint.post("/meetings/<int:meeting_id>/checkin/<int:door_id>/end")
@signed_in
def end_door(meeting_id: int, door_id: int) -> Answer:
    actions.end_door(current(), meeting_id, door_id)
    flash(_("The link has ended. Whoever has it sees the list no more."), "good")
    return redirect(url_for("events.doors", meeting_id=meeting_id), 303)


@blueprint.get("/checkin/doors/<token>")
@public
def door(token: str) -> Answer:
    one, sought = checkin.who(request.args.get("one")), request.args.get("q", "")[:100]
    shown = page.of_door(current(), token, one=one, sought=sought)
    return headers.let_see(Made(render_template("events/door.html", **shown)))


@blueprint.get("/checkin/doors/<token>/list")
@public
@kept.validated
def door_list(token: str) -> Made:
    """For phones that look every few seconds: nothing is sent while nothing has changed."""
    answer = jsonify(page.told(current(), token))
    answer.add_etag()
    return answer


@blueprint.post("/checkin/doors/<token>/marks")
@public
def marks(token: str) -> Answer:
    """A button of the list, somebody who walked in, or all that has waited on a phone (`marks`, JSON)."""
    sent, form = request.form, WalkInForm()
    if "marks" in sent:
        left = actions.mark(current(), links.door_id(token), door_forms.told(sent["marks"]))
        return jsonify(left=left, list=page.told(current(), token))
    if "walk_in" in sent:
        done = form.validate() and actions.mark(current(), links.door_id(token), [form.said])
        for why in done.values() if done else ():
            form.agreed.errors = [*form.agreed.errors, why]
        if form.errors:
            return render_template("events/door.html", **page.of_door(current(), token, form=form))
        flash(_("%(name)s is here.", name=form.name.data), "good")
        return redirect(url_for("events.door", token=token), 303)
    who = checkin.who(sent.get("here") or sent.get("let_in") or sent.get("undo"))
    why = page.mark(current(), token, who, sent.get("way", ""), is_back="undo" in sent, agreed="let_in" in sent)
    if why:
        flash(why, "stop")
    return redirect(url_for("events.door", token=token, q=sent.get("q", "")[:100] or None), 303)


@blueprint.get("/checkin/tickets/<token>")
@public
def ticket(token: str) -> Answer:
    """What the code in a letter leads to: for who holds the list, to this one on top of it; else one's own ticket."""
    found = page.of_ticket(current(), token)
    return redirect(found, 303) if isinstance(found, str) else render_template("events/ticket.html", **found)


@blueprint.get("/meetings/<int:meeting_id>/ticket")
@signed_in
def own_ticket(meeting_id: int) -> Answer:
    return redirect(page.of_own_ticket(current(), meeting_id), 303)


@blueprint.get("/checkin/worker.js")
@public
def door_worker() -> Made:
    """Keeps the list on a phone while there is no line. It may see to what is below its own address."""
    folder = Path(current_app.static_folder or "static") / "js"
    said = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("waiting.js", "door-worker.js"))
    answer = Made(said, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer


@blueprint.route("/meetings/<int:meeting_id>/join", methods=["GET", "POST"])
@signed_in
def join(meeting_id: int) -> Answer:
    return _joined(current(), meeting_id)


@blueprint.route("/joins/<token>", methods=["GET", "POST"])
@public
def join_by_letter(token: str) -> Answer:
    """Behind a letter's link: GET shows one button, POST counts and leads on (M6)."""
    person = answering.person_of(token)
    if person.language:
        languages.prefer(person.language)
    return _joined(queries.viewer_of(person), answering.meeting_of(token))


def _joined(viewer: Viewer, meeting_id: int) -> Answer:
    """A form's answer may not redirect to another site: browsers hold that against `form-action 'self'`. So the page
    itself leads on.
    """
    found = answering.meeting_for(answering.person(viewer.person_id or 0), meeting_id)
    shown = page.of_joining(viewer, found)
    if request.method != "POST":
        return render_template("events/join.html", **shown, to=None)
    to = actions.join(viewer, meeting_id)
    answer = Made(render_template("events/join.html", **shown, to=to))
    answer.headers["Refresh"] = f"0; url={iri_to_uri(to)}"
    return answer
