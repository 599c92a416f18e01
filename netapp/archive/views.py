"""The buttons that hand an archive over, and the pages of administrators on which a network is read back."""

from collections.abc import Iterator
from os import SEEK_END
from typing import IO

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.archive import actions, letters, network, taking, uploads, words
from netapp.archive.forms import DataForm
from netapp.core import clock, forms, site
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.groups import queries as groups

blueprint = Blueprint("archive", __name__, template_folder="templates")
Answer = str | BaseResponse


@blueprint.post("/groups/<int:group_id>/archive")
@signed_in
def take_network(group_id: int) -> Response:
    group = groups.get_run(current(), group_id)
    name = group.tail.removeprefix("-") or "group"
    return _file(network.take(current(), group), name)


@blueprint.post("/me/archive")
@signed_in
def take_out() -> Response:
    return _file(taking.take(current()), "my-data")


@blueprint.route("/my-data", methods=["GET", "POST"])
@public
def ask() -> Answer:
    """For who has no account: a letter brings the link."""
    form = DataForm()
    if not forms.submitted(form):
        return render_template("archive/ask.html", form=form)
    email = form.email.data or ""
    actions.ask_by_mail(current(), email)
    return render_template("archive/sent.html", email=email, is_open_demo=site.is_open_demo())


@blueprint.get("/my-data/<token>")
@public
def mine(token: str) -> Response:
    _viewer, is_good = letters.asked(token)
    return _unkept(render_template("archive/mine.html", token=token, is_good=is_good))


@blueprint.post("/my-data/<token>")
@public
def take_mine(token: str) -> Response:
    return _file(taking.take(letters.good(token)), "my-data")


@blueprint.route("/site/archives", methods=["GET", "POST"])
@signed_in
def upload() -> Answer:
    sent = uploads.sent(current())
    if request.method != "POST":
        return render_template("archive/upload.html")
    return redirect(url_for("archive.preview", token=uploads.keep(current(), sent)), 303)


@blueprint.get("/site/archives/<token>")
@signed_in
def preview(token: str) -> Response:
    found = uploads.look(current(), token)
    return _unkept(render_template("archive/preview.html", token=token, found=found, rows=words.rows(found)))


@blueprint.post("/site/archives/<token>")
@signed_in
def read_in(token: str) -> BaseResponse:
    group, found = uploads.read_in(current(), token)
    flash(words.made(group, found), "good")
    return redirect(url_for("home.admin"), 303)


@blueprint.post("/site/archives/<token>/removal")
@signed_in
def drop(token: str) -> BaseResponse:
    uploads.drop(current(), token)
    flash(_("The file is forgotten; nothing was made."), "good")
    return redirect(url_for("archive.upload"), 303)


def _file(content: IO[bytes], name: str) -> Response:
    """As a download that nobody keeps on the way."""
    size = content.seek(0, SEEK_END)
    content.seek(0)
    answer = Response(_pieces(content), mimetype="application/zip")
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """Closed at the end, also when the reader goes away before."""
    with content:
        while piece := content.read(65536):
            yield piece


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
