"""The organiser's pages for changing the list by hand."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import signed_in
from netapp.core.errors import NotVisible, Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import answering, inviting
from netapp.events.by_hand import actions, page
from netapp.events.hybrid import forms as hybrid
from netapp.events.people_forms import AddForm, AddMemberForm
from netapp.events.questions import answers, saying
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/people/new", methods=["GET", "POST"])
@signed_in
def add_person(meeting_id: int) -> Answer:
    """Somebody by name and address, or a member by a button."""
    found = page.managed(current(), meeting_id)
    form = AddMemberForm() if request.form.get("person_id") else AddForm()
    if request.method == "POST":
        inviting.limit_invitations(current())
    if forms.submitted(form) and forms.done(
        form, actions.add, current(), meeting_id, **form.values, mode=hybrid.mode(request.form)
    ):
        has_seat = form.result.state == "going"
        flash(
            _("They have a seat, and a letter is on its way.")
            if has_seat
            else _("They wait, and a letter is on its way."),
            "good",
        )
        return redirect(_list(meeting_id), 303)
    found = page.managed(current(), meeting_id)
    sought = request.values.get("q", "")[:100]
    return render_template("events/add.html", form=form, **page.of_adding(found, sought))


@blueprint.route("/meetings/<int:meeting_id>/people/<int:sign_up_id>", methods=["GET", "POST"])
@signed_in
def one_person(meeting_id: int, sign_up_id: int) -> Answer:
    """Somebody on the list; POST writes down their answers."""
    viewer, form = current(), None
    if request.method == "POST":
        what = (viewer, meeting_id, sign_up_id, answers.typed(request.form))
        if not isinstance(answering.tried(saying.fill_in, *what), Refused):
            flash(_("Saved."), "good")
            return redirect(_list(meeting_id), 303)
        form = page.form_again(viewer, meeting_id, sign_up_id)
        form.validate()
    return render_template("events/one_person.html", **page.of_one(viewer, meeting_id, sign_up_id, form))


@blueprint.post("/meetings/<int:meeting_id>/people/<int:sign_up_id>/seat")
@signed_in
def give_seat(meeting_id: int, sign_up_id: int) -> Answer:
    actions.give_seat(current(), meeting_id, sign_up_id, request.form.get("agreed", ""))
    flash(_("The seat is given, and the letter is on its way."), "good")
    return redirect(_list(meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/people/<int:sign_up_id>/queue")
@signed_in
def put_back(meeting_id: int, sign_up_id: int) -> Answer:
    actions.put_back(current(), meeting_id, sign_up_id)
    flash(_("Back on the waiting list, and told."), "good")
    return redirect(_list(meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/people/<int:sign_up_id>/meeting")
@signed_in
def move_over(meeting_id: int, sign_up_id: int) -> Answer:
    to = links.number(request.form.get("to"))
    if to is None:
        raise NotVisible
    done = actions.move(current(), meeting_id, sign_up_id, to, request.form.get(f"agreed-{to}", ""))
    has_seat = done.state == "going"
    flash(
        _("Moved with a seat, and told in one letter.")
        if has_seat
        else _("Moved to the waiting list there, and told in one letter."),
        "good",
    )
    return redirect(_list(meeting_id), 303)


def _list(meeting_id: int) -> str:
    return url_for("events.people", meeting_id=meeting_id)
