"""The page behind the letter that asks a company about a case."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import public
from netapp.core.languages import gettext as _
from netapp.files import answers
from netapp.news import queries
from netapp.news.approving import actions, page
from netapp.news.views import blueprint

Answer = str | Response


@blueprint.route("/approvals/<token>", methods=["GET", "POST"])
@public
def approval(token: str) -> Answer:
    """One button; looking changes nothing (M6)."""
    viewer, article = page.asked(token)
    form, about = page.of_letter(viewer, article, token)
    if request.method == "POST" and request.form.get("do") == "change":
        if form.validate() and forms.done(form, actions.wish, viewer, article.id, form.line.data):
            flash(_("Thank you. Its writers are told."), "good")
            return redirect(url_for("news.approval", token=token), 303)
    elif request.method == "POST":
        if forms.done(form, actions.approve, viewer, article.id, seen=request.form.get("seen", "")):
            flash(_("Thank you. It is published."), "good")
            return redirect(url_for("news.approval", token=token), 303)
        form, about = page.afresh(viewer, article.id, token, form)
    return render_template("news/approval.html", form=form, **about)


@blueprint.get("/approvals/<token>/picture/<stamp>")
@public
def asked_picture(token: str, stamp: str) -> Answer:
    """What the case shows, to who is asked about it."""
    _viewer, article = page.asked(token)
    _article, file = queries.with_picture(page.shown(article), stamp)
    response = answers.answer(file)
    del response.headers["Cache-Control"]
    return response
