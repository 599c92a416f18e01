"""The pictures of people: seen, and chosen by oneself. Their other pages are one's own page and settings, which `home`
gathers; companies have theirs in company_views.py.
"""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.files import uploads
from netapp.members import actions, pictures, queries
from netapp.members.forms import PictureForm

blueprint = Blueprint("members", __name__, template_folder="templates")


@blueprint.get("/people/<int:person_id>/picture-<digest>.webp")
@signed_in
def picture(person_id: int, digest: str) -> Response:
    return pictures.answer(pictures.get(current(), person_id, digest))


@blueprint.route("/settings/picture", methods=["GET", "POST"])
@uploads.takes
@signed_in
def own_picture() -> str | BaseResponse:
    form = PictureForm()
    if forms.submitted(form) and forms.done(form, actions.show_picture, current(), queries.me(current()), form.small):
        flash(_("Saved."), "good")
        return redirect(url_for("home.settings"), 303)
    return render_template("members/own_picture.html", form=form)
