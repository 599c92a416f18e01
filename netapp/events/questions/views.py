"""The organiser's pages of a meeting's questions."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import page
from netapp.events.models import Meeting
from netapp.events.questions import actions, models, words
from netapp.events.questions import forms as question_forms
from netapp.events.questions import page as question_page
from netapp.events.questions.forms import DaysForm, QuestionForm
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/meetings/<int:meeting_id>/questions", methods=["GET", "POST"])
@signed_in
def questions(meeting_id: int) -> Answer:
    """The list; POST sets how long answers are kept."""
    found = question_page.editable(current(), meeting_id)
    form = DaysForm(days=found.answer_days)
    if forms.submitted(form) and forms.done(form, actions.keep, current(), meeting_id, form.days.data):
        flash(_("Saved."), "good")
        return redirect(_list(meeting_id), 303)
    found = question_page.editable(current(), meeting_id)
    return render_template("events/questions.html", form=form, **question_page.of(found))


@blueprint.route("/meetings/<int:meeting_id>/questions/new", methods=["GET", "POST"])
@signed_in
def new_question(meeting_id: int) -> Answer:
    found = question_page.editable(current(), meeting_id)
    form = QuestionForm(found.language)
    if forms.submitted(form) and forms.done(form, actions.ask, current(), meeting_id, question_page.written(form)):
        return redirect(_list(meeting_id), 303)
    return _form(form, question_page.editable(current(), meeting_id), None)


@blueprint.post("/meetings/<int:meeting_id>/questions/ready")
@signed_in
def ready_question(meeting_id: int) -> Answer:
    """One of those that organisers ask most, in every language."""
    name = request.form.get("ready", "")
    if name in words.READY:
        actions.ask(current(), meeting_id, actions.Written(**words.ready(name)))
    return redirect(_list(meeting_id), 303)


@blueprint.route("/meetings/<int:meeting_id>/questions/<question>", methods=["GET", "POST"])
@signed_in
def question(meeting_id: int, question: str) -> Answer:
    found = question_page.editable(current(), meeting_id)
    before = actions.found(models.read(found.questions), question)
    known = question_forms.written(before, found.language)
    form = QuestionForm(found.language, **known, seen=actions.stamp(before))
    if not forms.submitted(form):
        return _form(form, found, question)
    chosen, seen = question_page.fates(request.form), form.seen.data or ""
    what = (current(), meeting_id, question, question_page.written(form))
    outcome = question_page.tried(form, actions.change, *what, seen=seen, fates=chosen)
    found = question_page.editable(current(), meeting_id)
    if isinstance(outcome, actions.AtStake):
        return _ask(found, outcome)
    if isinstance(outcome, actions.Stale):
        theirs = QuestionForm(found.language, posted=False, **question_forms.written(outcome.theirs, found.language))
        form.seen.data = actions.stamp(outcome.theirs)
        return _form(form, found, question, differs=page.differences(form, theirs, request.form))
    return redirect(_list(meeting_id), 303) if outcome else _form(form, found, question)


@blueprint.post("/meetings/<int:meeting_id>/questions/<question>/place")
@signed_in
def place_question(meeting_id: int, question: str) -> Answer:
    actions.place(current(), meeting_id, question, up=request.form.get("to") == "up")
    return redirect(_list(meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/questions/<question>/removal")
@signed_in
def drop_question(meeting_id: int, question: str) -> Answer:
    chosen = question_page.fates(request.form)
    stake = question_page.dropped(actions.drop, current(), meeting_id, question, chosen)
    if stake:
        return _ask(question_page.editable(current(), meeting_id), stake)
    flash(_("The question is gone."), "good")
    return redirect(_list(meeting_id), 303)


def _form(form: QuestionForm, found: Meeting, key: str | None, **more: Any) -> Answer:
    return render_template("events/question.html", form=form, key=key, **question_page.of(found), **more)


def _ask(found: Meeting, stake: actions.AtStake) -> Answer:
    """What becomes of the answers; what was typed goes along."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if not name.startswith("fate-")]
    rows = question_page.at_stake(stake)
    return render_template("events/answers_at_stake.html", rows=rows, sent=sent, **question_page.of(found))


def _list(meeting_id: int) -> str:
    return url_for("events.questions", meeting_id=meeting_id)
