"""The pages on which articles are written, translated, published and taken back."""

from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.files import uploads
from netapp.forums import addresses as forum_addresses
from netapp.news import actions, addresses, looking, saving, talking, writing_page
from netapp.news.models import Article
from netapp.news.views import blueprint

Answer = str | Response


@blueprint.route("/articles/new", methods=["GET", "POST"])
@uploads.takes
@signed_in
def new() -> Answer:
    """An empty form, or one drafted from a meeting (`?meeting=7`); POST previews, saves or publishes."""
    viewer = current()
    group, meeting, form = writing_page.of_new(viewer, request.args)
    if _is_sent(form):
        own = {"meeting_id": meeting.id if meeting else None, "publishes": _publishes()}
        if forms.done(form, actions.write, viewer, group.id, form.draft, **own):
            return _saved(form.result)
    return render_template("news/form.html", **writing_page.of_form(viewer, form, group, meeting=meeting))


@blueprint.route("/articles/<int:article_id>/edit", methods=["GET", "POST"])
@uploads.takes
@signed_in
def edit(article_id: int) -> Answer:
    viewer = current()
    article, form = writing_page.of_edit(viewer, article_id)
    differs: list[Any] = []
    if _is_sent(form):
        outcome = saving.tried(form, viewer, article_id, publishes=_publishes())
        if isinstance(outcome, Article):
            return _saved(outcome)
        article, differs = saving.again(viewer, article_id, form, outcome)
    return render_template(
        "news/form.html", **writing_page.of_form(viewer, form, article.group, article), differs=differs
    )


@blueprint.route("/articles/<int:article_id>/translations/<language>", methods=["GET", "POST"])
@signed_in
def translation(article_id: int, language: str) -> Answer:
    """The source on the left, the translation on the right."""
    viewer = current()
    article, form = writing_page.of_translation(viewer, article_id, language)
    differs: list[Any] = []
    if request.form.get("do") == "take away" or _is_sent(form):
        outcome = saving.tried_translation(form, viewer, article_id, language)
        if isinstance(outcome, Article):
            flash(_("Saved."), "good")
            return redirect(addresses.of(outcome), 303)
        article, differs = saving.again_in(viewer, article_id, language, form, outcome)
    shown = writing_page.beside(viewer, article, language, form)
    return render_template("news/translation.html", **shown, differs=differs)


@blueprint.post("/groups/<int:group_id>/articles/dates")
@signed_in
def look(group_id: int) -> Answer:
    """The dates in what is being written that need a second look, as a piece of the form."""
    slips = looking.asked(current(), group_id, request.form.get("text", ""), request.args.get("meeting"))
    return render_template("news/_dates.html", slips=slips)


@blueprint.get("/articles/<int:article_id>/history")
@signed_in
def history(article_id: int) -> Answer:
    return render_template("news/history.html", **writing_page.of_history(current(), article_id))


@blueprint.post("/articles/<int:article_id>/publication")
@signed_in
def publish(article_id: int) -> Answer:
    return _saved(actions.publish(current(), article_id))


@blueprint.post("/articles/<int:article_id>/withdrawal")
@signed_in
def take_back(article_id: int) -> Answer:
    article = actions.take_back(current(), article_id)
    flash(_("It is a draft again. Only its writers see it."), "good")
    return redirect(addresses.of(article), 303)


@blueprint.post("/articles/<int:article_id>/discarding")
@signed_in
def discard(article_id: int) -> Answer:
    group_id = actions.discard(current(), article_id)
    flash(_("The draft is gone."), "good")
    return redirect(addresses.of_group(group_id), 303)


@blueprint.route("/articles/<int:article_id>/thread", methods=["GET", "POST"])
@signed_in
def talk(article_id: int) -> Answer:
    """Begin to talk about it."""
    viewer = current()
    form, about = writing_page.of_thread(viewer, article_id)
    if _is_sent(form) and forms.done(form, talking.start, viewer, article_id, form.opening):
        flash(_("Published. Until letters leave in ten minutes, you can take it back."), "good")
        return redirect(forum_addresses.of(form.result), 303)
    return render_template("forums/new.html", **about)


def _is_sent(form: Any) -> bool:
    return request.form.get("do") != "preview" and forms.submitted(form)


def _publishes() -> bool:
    return request.form.get("do") == "publish"


def _saved(article: Article) -> Answer:
    said = {
        "draft": _("Saved as a draft. Only its writers see it."),
        "asked": _("The company is asked by mail. Others read it as soon as it says yes."),
        "published": _("Published."),
    }
    flash(said[article.state], "good")
    return redirect(addresses.of(article), 303)
