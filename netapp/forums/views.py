"""The pages of threads and posts: a group's list, a thread, what is new, and what one does there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept, links
from netapp.core.access import public, signed_in
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.files import uploads
from netapp.forums import (
    actions,
    addresses,
    drafting,
    list_page,
    marking,
    page,
    queries,
    reading,
    running,
    words,
    writing_page,
)
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching import sent
from netapp.forums.forms import ReplyForm
from netapp.forums.lists import Filters
from netapp.forums.mailing import renewing
from netapp.forums.models import REACTIONS
from netapp.groups import reading as groups

blueprint = Blueprint("forums", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/groups/<int:group_id>/threads")
@public
@kept.page
def threads(group_id: int) -> Answer:
    found = list_page.of_threads(current(), group_id, Filters.read(request.args), request.args.get("after"))
    kept.rests_on(found["group"].network_id)
    return render_template("forums/threads.html", **found)


@blueprint.get("/threads")
@signed_in
def new_to_me() -> Answer:
    """What was said in all of one's groups and not yet seen."""
    return render_template("forums/new_to_me.html", **list_page.of_new(current()))


@blueprint.route("/groups/<int:group_id>/threads/new", methods=["GET", "POST"])
@uploads.takes
@signed_in
def new(group_id: int) -> Answer:
    """Write, look at it first if one likes, publish."""
    viewer = current()
    group = writing_page.startable(viewer, group_id)
    company = writing_page.asked_company(viewer, group, request.args)
    form = writing_page.thread_form(viewer, group, "question" if company else request.args.get("kind", ""))
    if request.method == "POST":
        form.with_files(sent.taken(attaching.keep_for_opening, viewer, group_id, drafting.at_group(group_id)))
    if request.form.get("do") != "preview" and forms.submitted(form):
        opening, wishes = form.opening_about(company), form.attached.wishes
        if forms.done(form, actions.start, viewer, group_id, opening, files=wishes):
            flash(words.sent(waits=not form.result.posts), "good" if form.result.posts else "wait")
            return redirect(addresses.of(form.result), 303)
    return render_template("forums/new.html", **writing_page.of_form(viewer, group, form, company))


@blueprint.get("/threads/<int:thread_id>", defaults={"tail": ""})
@blueprint.get("/threads/<int:thread_id><tail:tail>")
@public
@kept.page
def thread(thread_id: int, tail: str) -> Answer:
    found = reading.find(current(), thread_id)
    if found is None:
        return redirect(addresses.of(queries.went_to(current(), thread_id)), 301)
    kept.rests_on(found.thread.group.network_id)
    answers = links.number(request.args.get("answer"))
    # One answers below the last post.
    number = reading.pages(found.thread.posts) if answers else links.number(request.args.get("page")) or 1
    shown = page.of_thread(current(), found, number, answers=answers)
    page.note_read(current(), found, number)
    return render_template("forums/thread.html", **shown)


@blueprint.get("/threads/<int:thread_id>/unread")
@signed_in
def first_new(thread_id: int) -> Answer:
    """To the first post that the viewer has not seen; to the last one when there is none."""
    return redirect(queries.where(queries.first_new(current(), thread_id)), 303)


@blueprint.get("/threads/<int:thread_id>/news")
@public
def news(thread_id: int) -> Answer:
    """What was said after a position, as a piece of the page that asks while it is open."""
    found = reading.read(current(), thread_id)
    after = links.number(request.args.get("after")) or 0
    return render_template("forums/_news.html", **page.of_news(current(), found, after))


@blueprint.get("/posts/<int:post_id>")
@public
def post(post_id: int) -> Answer:
    """A post's own address: to where it stands now."""
    found = queries.get_addressed(current(), post_id)
    return redirect(queries.where(found), 302)


@blueprint.post("/threads/<int:thread_id>/posts")
@uploads.takes
@signed_in
def reply(thread_id: int) -> Answer:
    viewer = current()
    form, answered = ReplyForm(), links.number(request.form.get("reply_to"))
    form.with_files(sent.taken(attaching.keep_for_answer, viewer, thread_id, drafting.at_thread(thread_id)))
    if request.form.get("do") != "preview" and forms.submitted(form):
        wishes = form.attached.wishes
        if forms.done(form, actions.reply, viewer, thread_id, form.body.data, reply_to_id=answered, files=wishes):
            flash(words.sent(waits=form.result.waits), "wait" if form.result.waits else "good")
            return redirect(addresses.of_post(form.result.id), 303)
    found = reading.read(viewer, thread_id)
    return render_template(
        "forums/thread.html",
        preview=form.body.data,
        **page.of_thread(viewer, found, reading.pages(found.thread.posts), form, answered),
    )


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@uploads.takes
@signed_in
def edit(post_id: int) -> Answer:
    viewer = current()
    form, about = writing_page.of_edit(viewer, post_id)
    if request.method == "POST":
        form.with_files(sent.taken(attaching.keep_for_edit, viewer, post_id, drafting.at_post(post_id), post_id))
    is_sent = request.form.get("do") != "preview" and forms.submitted(form)
    what = (form.body.data or "", request.form.get("seen", ""), form.attached.wishes)
    if is_sent and forms.done(form, actions.edit, viewer, post_id, *what):
        return redirect(addresses.of_post(post_id), 303)
    return render_template("forums/edit.html", form=form, **about)


@blueprint.get("/posts/<int:post_id>/history")
@public
def history(post_id: int) -> Answer:
    return render_template("forums/history.html", **writing_page.of_history(current(), post_id))


@blueprint.post("/posts/<int:post_id>/removal")
@signed_in
def delete_post(post_id: int) -> Answer:
    found = queries.get_post(current(), post_id)
    group_id = found.thread.group_id
    left = actions.delete_post(current(), post_id)
    if left is None:
        flash(_("Taken back. What you wrote waits as a draft."), "good")
        return redirect(addresses.of_group(group_id), 303)
    flash(_("Deleted."), "good")
    return redirect(addresses.of(left), 303)


@blueprint.post("/posts/<int:post_id>/return")
@signed_in
def bring_back(post_id: int) -> Answer:
    actions.bring_back(current(), post_id)
    return redirect(addresses.of_post(post_id), 303)


@blueprint.post("/posts/<int:post_id>/reactions")
@signed_in
def react(post_id: int) -> Answer:
    kind = next((one for one in REACTIONS if one == request.form.get("kind")), None)
    if kind is None:
        raise NotVisible
    actions.react(current(), post_id, kind)
    return redirect(addresses.of_post(post_id), 303)


@blueprint.post("/threads/<int:thread_id>/answer")
@signed_in
def mark_answer(thread_id: int) -> Answer:
    answer_id = links.number(request.form.get("post"))
    marked = actions.mark_answer(current(), thread_id, answer_id)
    return redirect(addresses.of_post(answer_id) if answer_id else addresses.of(marked), 303)


@blueprint.post("/threads/<int:thread_id>/closing")
@signed_in
def close(thread_id: int) -> Answer:
    closed = actions.close(current(), thread_id, closes=request.form.get("closes") == "yes")
    return redirect(addresses.of(closed), 303)


@blueprint.post("/threads/<int:thread_id>/pin")
@signed_in
def pin(thread_id: int) -> Answer:
    pinned = actions.pin(current(), thread_id, pins=request.form.get("pins") == "yes")
    return redirect(addresses.of(pinned), 303)


@blueprint.route("/threads/<int:thread_id>/title", methods=["GET", "POST"])
@signed_in
def title(thread_id: int) -> Answer:
    form, about = writing_page.of_title(current(), thread_id)
    if forms.submitted(form) and forms.done(
        form, actions.retitle, current(), thread_id, form.title.data, form.tags.data or ()
    ):
        return redirect(addresses.of(form.result), 303)
    return render_template("forums/title.html", form=form, **about)


@blueprint.post("/threads/<int:thread_id>/watch")
@signed_in
def watch(thread_id: int) -> Answer:
    asked = request.form.get("watch")
    marking.watch(current(), thread_id, "follow" if asked == "follow" else "mute" if asked == "mute" else "")
    return redirect(addresses.of(queries.get(current(), thread_id)), 303)


@blueprint.post("/groups/<int:group_id>/threads/seen")
@signed_in
def catch_up(group_id: int) -> Answer:
    marking.catch_up(current(), groups.readable(current(), group_id))
    return redirect(addresses.of_group(group_id), 303)


@blueprint.post("/groups/<int:group_id>/threads/draft")
@signed_in
def keep_opening(group_id: int) -> Answer:
    """What stands in the form of a new thread, sent along by its script every few seconds."""
    drafting.keep_opening(current(), group_id, request.form.get("title", ""), request.form.get("body", ""))
    return Response(status=204)


@blueprint.post("/threads/<int:thread_id>/draft")
@signed_in
def keep_answer(thread_id: int) -> Answer:
    """The same of an answer."""
    drafting.keep_answer(current(), thread_id, request.form.get("body", ""))
    return Response(status=204)


@blueprint.post("/groups/<int:group_id>/threads/address")
@signed_in
def renew_address(group_id: int) -> Answer:
    """Another address for new threads by mail."""
    renewing.renew(current(), group_id)
    flash(_("You have a new address. The one before leads nowhere now."), "good")
    return redirect(addresses.of_group(group_id), 303)


@blueprint.route("/groups/<int:group_id>/threads/rules", methods=["GET", "POST"])
@signed_in
def rules(group_id: int) -> Answer:
    form, about = running.page_of(current(), group_id)
    if forms.submitted(form) and forms.done(form, running.change, current(), group_id, form.rules):
        flash(_("Saved."), "good")
        return redirect(url_for("forums.threads", group_id=group_id), 303)
    return render_template("forums/rules.html", form=form, **about)
