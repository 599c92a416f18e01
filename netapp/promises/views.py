"""The pages of promises: a group's list, a promise, the forms, and the page behind a letter's button."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept, languages, limits
from netapp.core.access import public, signed_in
from netapp.core.viewer import Viewer, current
from netapp.groups import records
from netapp.promises import actions, changing, page, writing_page

blueprint = Blueprint("promises", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/groups/<int:group_id>/promises")
@public
@kept.page
def promises(group_id: int) -> Answer:
    """`?state=late&company=3` narrows it."""
    found = page.of_group(current(), group_id, request.args)
    kept.rests_on(found["group"].network_id)
    return render_template("promises/promises.html", **found)


@blueprint.route("/promises/new", methods=["GET", "POST"])
@signed_in
def new() -> Answer:
    """At a meeting (`?meeting=7`), of a post (`?from_post=9`) or in a group (`?group=3`)."""
    viewer = current()
    begun = writing_page.begun(viewer, request.args)
    form = writing_page.form_of(viewer, begun)
    if forms.submitted(form):
        _spend(viewer)
        if forms.done(form, actions.make, viewer, begun.group.id, writing_page.wish_of(begun, form), **begun.of):
            flash(page.written_down(form.result, viewer), "good")
            return redirect(begun.way_back, 303)
    return render_template("promises/form.html", **writing_page.of_form(viewer, begun, form))


@blueprint.get("/promises/<int:promise_id>")
@public
@kept.page
def promise(promise_id: int) -> Answer:
    found = page.of_promise(current(), promise_id, chosen=request.args.get("a", ""))
    kept.rests_on(found["group"].network_id)
    return render_template("promises/promise.html", **found)


@blueprint.post("/promises/<int:promise_id>")
@signed_in
def answer(promise_id: int) -> Answer:
    """Kept, later, dropped, opened again, or the last answer taken back."""
    viewer = current()
    form = page.answering(viewer, promise_id)
    if forms.submitted(form) and forms.done(form, page.act, viewer, promise_id, form, "page"):
        flash(page.noted(form.result, form.answer.data), "good")
        return redirect(url_for("promises.promise", promise_id=promise_id), 303)
    return render_template("promises/promise.html", **page.of_promise(viewer, promise_id, form, form.answer.data or ""))


@blueprint.route("/promises/<int:promise_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(promise_id: int) -> Answer:
    """Other words, another day, somebody else."""
    viewer = current()
    found, form = writing_page.editing(viewer, promise_id)
    if forms.submitted(form):
        _spend(viewer)
        wish, is_other = writing_page.wish_of(found, form), writing_page.is_other(found, form)
        before = form.before.data or ""
        if forms.done(form, changing.change, viewer, found.id, wish, before=before, is_other=is_other):
            return redirect(url_for("promises.promise", promise_id=promise_id), 303)
    return render_template("promises/form.html", **writing_page.of_edit(viewer, promise_id, form))


@blueprint.route("/promises/letter/<token>", methods=["GET", "POST"])
@public
def by_letter(token: str) -> Answer:
    """One button; the answer of the letter's link is chosen (M6)."""
    person, found = page.asked(token)
    languages.prefer(person.language or found.language)
    chosen, form = request.args.get("a", ""), None
    if request.method == "POST":
        form = page.answering(records.as_viewer(person), found.id)
        chosen = form.answer.data or ""
        if forms.submitted(form) and forms.done(form, page.act, records.as_viewer(person), found.id, form, "letter"):
            flash(page.noted(form.result, chosen), "good")
            return redirect(url_for("promises.by_letter", token=token), 303)
        person, found = page.asked(token)
    return render_template("promises/by_letter.html", **page.of_letter(person, found, form, chosen, token))


def _spend(viewer: Viewer) -> None:
    """Each may write a letter to somebody."""
    limits.spend("promise", str(viewer.person_id), 60, limits.DAY)
