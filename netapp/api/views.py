"""The pages of this room: one's tokens, and how the API is used; and its description for programs."""

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.api import actions, docs, forms, openapi, problems, queries
from netapp.core import forms as core_forms
from netapp.core import kept
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current

blueprint = Blueprint("api", __name__, template_folder="templates")
Answer = str | BaseResponse


@blueprint.get("/api")
@public
@kept.page
def about() -> str:
    return render_template("api/about.html", **docs.page(current_app.config["SITE_URL"]))


@blueprint.get(f"{problems.PATH}/openapi.json")
@public
@kept.for_strangers
def openapi_document() -> Response:
    answer = jsonify(openapi.document(current_app.config["SITE_URL"]))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@blueprint.route("/me/tokens", methods=["GET", "POST"])
@signed_in
def tokens() -> Answer:
    """The list, and a form for a new one, which the answer shows this once."""
    form = forms.TokenForm()
    days = int(form.days.data) if form.days.data in forms.DAYS else 0
    if core_forms.submitted(form) and core_forms.done(
        form, actions.make_token, current(), form.name.data or "", form.scopes, days
    ):
        return render_template("api/token.html", token=form.result, name=form.name.data)
    return render_template("api/tokens.html", form=form, tokens=docs.rows(queries.tokens(current())))


@blueprint.post("/me/tokens/<int:token_id>/revocation")
@signed_in
def revoke_token(token_id: int) -> BaseResponse:
    actions.revoke_token(current(), queries.get_token(current(), token_id))
    flash(_("Revoked. It opens nothing any more."), "good")
    return redirect(url_for("api.tokens"), 303)
