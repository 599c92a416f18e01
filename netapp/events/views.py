"""The pages of a meeting: read it, write it, publish, change, cancel, record."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept, languages, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import actions, page, queries, reading, scheduling, seats, showing
from netapp.events.approval import actions as approving
from netapp.events.checkin import queries as checkin
from netapp.events.forms import CancelForm, MeetingForm, RecordForm, typed
from netapp.events.models import Meeting
from netapp.events.programme import page as programme_page
from netapp.events.series import editing, starting
from netapp.events.series import page as page_of_series
from netapp.events.series.forms import RepeatingForm
from netapp.events.talking import page as talking
from netapp.groups import queries as groups

blueprint = Blueprint("events", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/meetings/<int:meeting_id>", defaults={"tail": ""})
@blueprint.get("/meetings/<int:meeting_id><tail:tail>")
@public
@kept.page
def meeting(meeting_id: int, tail: str) -> Answer:
    found = reading.read(current(), meeting_id)
    languages.prefer(found.meeting.language)
    kept.rests_on(found.meeting.group.network_id)
    return render_template("events/meeting.html", **showing.of(current(), found))


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@signed_in
def new() -> Answer:
    """An empty form, or one filled from an earlier meeting (`?from=7`) or a post (`?from_post=9`); POST previews, saves
    or publishes.
    """
    viewer, post_id = current(), links.number(request.args.get("from_post"))
    values = talking.first_values(viewer, post_id) if post_id else page.first_values(viewer, request.args)
    form = RepeatingForm(list(groups.organised(viewer)), **values)
    if request.form.get("do") == "preview" or not forms.submitted(form):
        return _form(form, None)
    what, like = (viewer, form.group_id.data, form.draft()), links.number(request.args.get("from"))
    if form.repeats.data:
        is_begun = forms.done(form, starting.begin, *what, form, request.form.get("do"))
        return redirect(page_of_series.url(form.result), 303) if is_begun else _form(form, None)
    if request.form.get("do") == "publish":
        is_done = forms.done(form, actions.publish_at_once, *what, tell=form.tell.data, like=like, post_id=post_id)
    else:
        is_done = forms.done(form, actions.draft_meeting, *what, like=like, post_id=post_id)
    return _saved(form.result) if is_done else _form(form, None)


@blueprint.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int) -> Answer:
    viewer = current()
    found = page.editable(viewer, meeting_id)
    form = MeetingForm([found.group], **{**typed(found), "seen": actions.stamp(found)})
    if request.form.get("do") == "preview" or not forms.submitted(form):
        return _form(form, found)
    return _change(form, found)


def _change(form: MeetingForm, found: Meeting) -> Answer:
    """Save, or ask first when people would be told, or show what somebody else has saved meanwhile (X5)."""
    agreed = request.form.get("agreed") == "yes"
    meeting_id = found.id
    outcome = page.tried(form, actions.change, current(), meeting_id, seen=form.seen.data or "", agreed=agreed)
    if isinstance(outcome, actions.NeedsYes):
        return _ask(form, queries.get_meeting(current(), meeting_id), outcome.changes)
    if isinstance(outcome, actions.Stale):
        return _conflict(form, queries.get_meeting(current(), meeting_id))
    if outcome is None:
        return _form(form, queries.get_meeting(current(), meeting_id))
    if outcome.state == "draft":
        return _publish_or_keep(form, outcome)
    flash(_("Saved."), "good")
    return redirect(page.url(outcome), 303)


def _publish_or_keep(form: MeetingForm, saved: Meeting) -> Answer:
    publishes = request.form.get("do") == "publish"
    if publishes and not forms.done(form, actions.publish, current(), saved.id, tell=form.tell.data):
        form.seen.data = actions.stamp(saved)
        return _form(form, queries.get_meeting(current(), saved.id))
    return _saved(saved)


def _saved(meeting: Meeting) -> Answer:
    """Said of a meeting that was a draft until now, or still is one."""
    is_draft = meeting.state == "draft"
    flash(_("Saved as a draft. Only organisers see it.") if is_draft else _("Published."), "good")
    return redirect(page.url(meeting), 303)


def _form(form: MeetingForm, found: Meeting | None, **more: Any) -> Answer:
    preview = editing.preview(form, found) if request.form.get("do") == "preview" and form.validate() else None
    told = page.who_is_told(form, current())
    return render_template("events/form.html", form=form, meeting=found, preview=preview, told=told, **more)


def _ask(form: MeetingForm, found: Meeting, changes: scheduling.Changes) -> Answer:
    (taken, waiting), asking = seats.count(found), approving.waiting(found)
    having, warnings = seats.taken(found, is_chosen=form.draft().hybrid), []
    if changes.seats_below is not None:
        warnings.append(scheduling.seats_warning(changes.seats_below, having["room"]))
    if changes.online_below is not None:
        warnings.append(scheduling.online_warning(changes.online_below, having["online"]))
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "agreed"]
    return render_template(
        "events/ask.html",
        meeting=found,
        draft=form.draft(),
        changes=changes,
        warnings=warnings,
        told=taken + waiting + asking,
        asking=asking,
        sent=sent,
        moves=programme_page.moves(found, form.draft()),
    )


def _conflict(form: MeetingForm, found: Meeting) -> Answer:
    theirs = MeetingForm([found.group], posted=False, **typed(found))
    form.seen.data = actions.stamp(found)
    differs = page.differences(form, theirs, request.form)
    return _form(form, found, differs=differs)


@blueprint.post("/meetings/<int:meeting_id>/publication")
@signed_in
def publish(meeting_id: int) -> Answer:
    saved = actions.publish(current(), meeting_id, tell=request.form.get("tell") == "yes")
    flash(_("Published."), "good")
    return redirect(page_of_series.of_date(saved) or page.url(saved), 303)


@blueprint.route("/meetings/<int:meeting_id>/cancellation", methods=["GET", "POST"])
@signed_in
def cancel(meeting_id: int) -> Answer:
    found = page.cancellable(current(), meeting_id)
    if found.state == "cancelled":
        return redirect(page.url(found), 303)
    form = CancelForm()
    if forms.submitted(form):
        actions.cancel(current(), meeting_id, form.reason.data or "")
        flash(_("The meeting is cancelled, and everybody who signed up gets a letter."), "good")
        return redirect(page.url(found), 303)
    return render_template(
        "events/cancel.html", form=form, meeting=found, count=seats.count(found), title=page.title(found)
    )


@blueprint.route("/meetings/<int:meeting_id>/attendance", methods=["GET", "POST"])
@signed_in
def record(meeting_id: int) -> Answer:
    found = page.recordable(current(), meeting_id)
    (taken, _waiting), here = seats.count(found), checkin.head_count(found.id)
    form = RecordForm(head_count=found.head_count if found.head_count is not None else here or taken)
    if forms.submitted(form):
        actions.record(current(), meeting_id, form.head_count.data or 0)
        flash(_("Noted. The network's emblem has one more ring."), "good")
        return redirect(page.url(found), 303)
    return render_template(
        "events/record.html", form=form, meeting=found, taken=taken, here=here, title=page.title(found)
    )


@blueprint.post("/meetings/<int:meeting_id>/discarding")
@signed_in
def discard(meeting_id: int) -> Answer:
    actions.discard(current(), meeting_id)
    flash(_("The draft is gone."), "good")
    return redirect(url_for("home.me"), 303)
