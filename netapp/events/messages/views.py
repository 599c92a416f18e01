"""The organiser's pages of letters to the people on a meeting's list."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events.messages import actions, page
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.get("/meetings/<int:meeting_id>/letters")
@signed_in
def messages(meeting_id: int) -> Answer:
    return render_template("events/messages.html", **page.of_list(current(), meeting_id))


@blueprint.route("/meetings/<int:meeting_id>/letters/new", methods=["GET", "POST"])
@signed_in
def new_message(meeting_id: int) -> Answer:
    form, about = page.form_of(current(), meeting_id, None)
    if forms.submitted(form) and forms.done(form, actions.write, current(), meeting_id, form.written):
        return redirect(_one(meeting_id, form.result.id), 303)
    return render_template("events/message_form.html", form=form, **about)


@blueprint.get("/meetings/<int:meeting_id>/letters/<int:message_id>")
@signed_in
def message(meeting_id: int, message_id: int) -> Answer:
    """How it reads and who gets it, before it is sent; afterwards what became of it."""
    return render_template("events/message.html", **page.of_one(current(), meeting_id, message_id))


@blueprint.route("/meetings/<int:meeting_id>/letters/<int:message_id>/edit", methods=["GET", "POST"])
@signed_in
def change_message(meeting_id: int, message_id: int) -> Answer:
    form, about = page.form_of(current(), meeting_id, message_id)
    if forms.submitted(form) and forms.done(form, actions.change, current(), meeting_id, message_id, form.written):
        return redirect(_one(meeting_id, message_id), 303)
    return render_template("events/message_form.html", form=form, **about)


@blueprint.post("/meetings/<int:meeting_id>/letters/<int:message_id>/trial")
@signed_in
def try_message(meeting_id: int, message_id: int) -> Answer:
    actions.limit_tests(current())
    actions.try_out(current(), meeting_id, message_id)
    flash(_("It is on its way to you."), "good")
    return redirect(_one(meeting_id, message_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/letters/<int:message_id>/sending")
@signed_in
def send_message(meeting_id: int, message_id: int) -> Answer:
    actions.limit(meeting_id)
    actions.send(current(), meeting_id, message_id)
    flash(_("The letter is on its way."), "good")
    return redirect(_one(meeting_id, message_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/letters/<int:message_id>/removal")
@signed_in
def discard_message(meeting_id: int, message_id: int) -> Answer:
    """A draft goes; a letter that goes on goes to nobody more."""
    actions.discard(current(), meeting_id, message_id)
    flash(_("Done."), "good")
    return redirect(url_for("events.messages", meeting_id=meeting_id), 303)


def _one(meeting_id: int, message_id: int) -> str:
    return url_for("events.message", meeting_id=meeting_id, message_id=message_id)
