"""Where the organiser says yes first: several at once from the list, or one from a letter, without signing in (M6)."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import links
from netapp.core.access import public, signed_in
from netapp.core.languages import ngettext
from netapp.core.viewer import current
from netapp.events.approval import actions, page
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.post("/meetings/<int:meeting_id>/approvals")
@signed_in
def approve(meeting_id: int) -> Answer:
    done = actions.approve(current(), meeting_id, _chosen())
    flash(
        ngettext(
            "%(num)s person has got a yes and a letter.", "%(num)s people have got a yes and a letter.", len(done)
        ),
        "good",
    )
    return redirect(url_for("events.people", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/refusals")
@signed_in
def refuse(meeting_id: int) -> Answer:
    done = actions.refuse(current(), meeting_id, _chosen(), page.reason(request.form))
    flash(
        ngettext("%(num)s person has got a no and a letter.", "%(num)s people have got a no and a letter.", len(done)),
        "good",
    )
    return redirect(url_for("events.people", meeting_id=meeting_id), 303)


@blueprint.get("/sign-ups/<token>")
@public
def yes(token: str) -> Answer:
    """For one organiser; which of the two buttons stands first is what the letter's link said."""
    says_no = request.args.get("say") == "no"
    return render_template("events/yes.html", token=token, says_no=says_no, **page.of(token))


@blueprint.post("/sign-ups/<token>/approval")
@public
def approve_by_letter(token: str) -> Answer:
    organiser, meeting, sign_up = page.asked(token)
    actions.approve(organiser, meeting.id, [sign_up.id])
    return redirect(url_for("events.yes", token=token), 303)


@blueprint.post("/sign-ups/<token>/refusal")
@public
def refuse_by_letter(token: str) -> Answer:
    organiser, meeting, sign_up = page.asked(token)
    actions.refuse(organiser, meeting.id, [sign_up.id], page.reason(request.form))
    return redirect(url_for("events.yes", token=token), 303)


def _chosen() -> list[int]:
    numbers = map(links.number, request.form.getlist("person"))
    return [number for number in numbers if number is not None]
