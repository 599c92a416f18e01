"""The pages about tables and rounds: the organiser's, one's own, and the screen on the wall."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer, current
from netapp.events import answering, present, queries
from netapp.events.rooms import actions, page, screen
from netapp.events.rooms import queries as room_queries
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/room", methods=["GET", "POST"])
@signed_in
def room(meeting_id: int) -> Answer:
    """The organiser's page; POST seats people, or changes what tables are called and how long a round takes."""
    found = page.managed(current(), meeting_id)
    form = page.form_of(found, room_queries.room(meeting_id))
    if forms.submitted(form):
        draft = form.draft(len(present.here(found)))
        if forms.done(form, actions.arrange, current(), meeting_id, draft):
            flash(_("Saved."), "good")
            return _back(meeting_id)
        found = page.managed(current(), meeting_id)
    shown = page.of_room(current(), found, form if request.method == "POST" else None)
    return render_template("events/room.html", **shown)


@blueprint.post("/meetings/<int:meeting_id>/room/late")
@signed_in
def fit_in(meeting_id: int) -> Answer:
    number = actions.fit_in(current(), meeting_id)
    flash(
        ngettext(
            "%(num)s person is fitted in. Nobody else has moved.",
            "%(num)s people are fitted in. Nobody else has moved.",
            number,
        ),
        "good",
    )
    return _back(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/room/places")
@signed_in
def move_place(meeting_id: int) -> Answer:
    """One person to another table, or away from all."""
    flash(page.act(current(), meeting_id), "good")
    return _back(meeting_id, "who-sits")


@blueprint.post("/meetings/<int:meeting_id>/room/clock")
@signed_in
def turn_clock(meeting_id: int) -> Answer:
    """From the organiser's page, or from the screen itself."""
    done = actions.turn(current(), meeting_id, request.form.get("do", ""), request.form.get("seen", ""))
    if request.form.get("from") == "screen":
        return redirect(url_for("events.screen", token=done.key), 303)
    return _back(meeting_id, "clock")


@blueprint.post("/meetings/<int:meeting_id>/room/screen")
@signed_in
def open_screen(meeting_id: int) -> Answer:
    """The address of the screen; another one when that is asked for."""
    is_new = request.form.get("do") == "anew"
    made = actions.open_screen(current(), meeting_id, anew=is_new)
    if is_new:
        flash(_("The screen has a new address. The one of before leads nowhere."), "good")
        return _back(meeting_id, "screen")
    return redirect(url_for("events.screen", token=made.key), 303)


@blueprint.get("/meetings/<int:meeting_id>/tables")
@signed_in
def own_tables(meeting_id: int) -> Answer:
    return _own(current(), meeting_id)


@blueprint.get("/answers/<token>/tables")
@public
def tables_by_letter(token: str) -> Answer:
    """The same for who holds the letter's link: guests have no other door."""
    person = answering.person_of(token)
    languages.prefer(person.language or "")
    return _own(queries.viewer_of(person), answering.meeting_of(token))


def _own(viewer: Viewer, meeting_id: int) -> Answer:
    found = page.readable(viewer, meeting_id)
    return render_template("events/own_tables.html", **page.of_own(viewer, found))


@blueprint.get("/rooms/<token>", endpoint="screen")
@public
def screen_(token: str) -> Answer:
    """Asked every few seconds by each screen: it is made anew only when something on it has changed."""
    meeting, found = room_queries.of_screen(token)
    languages.prefer(meeting.language)
    mark = screen.mark(current(), meeting, found)
    if request.if_none_match.contains(mark):
        response = make_response("", 304)
    else:
        is_light = request.args.get("theme") == "light"
        response = make_response(
            render_template("events/screen.html", is_light=is_light, **screen.of(current(), meeting, found))
        )
    response.set_etag(mark)
    return response


def _back(meeting_id: int, part: str | None = None) -> Answer:
    return redirect(url_for("events.room", meeting_id=meeting_id, _anchor=part), 303)
