"""The form of who pays for a network, and the emblems of those who do."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from netapp.core import forms
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import PUBLIC, current
from netapp.files import answers, uploads
from netapp.groups import addresses
from netapp.groups.funding import actions, page, queries
from netapp.groups.funding.forms import form_of
from netapp.groups.views import blueprint

Answer = str | Response


@blueprint.route("/groups/<int:group_id>/funding", methods=["GET", "POST"])
@uploads.takes
@signed_in
def funding(group_id: int) -> Answer:
    group = queries.get_settled(current(), group_id)
    known = queries.get(group.id)
    form = form_of(known.statements if known else {}, queries.funders(group.id))
    if forms.submitted(form) and forms.done(form, actions.settle, current(), group.id, form):
        flash(_("Saved. It stands under each article of the network."), "good")
        return redirect(addresses.of(group), 303)
    return render_template("groups/funding.html", **page.of_form(current(), group, form))


@blueprint.get("/funders/<int:funder_id>/<emblem_mark>")
@public
def emblem(funder_id: int, emblem_mark: str) -> Answer:
    """Kept like a logo where everybody may see it."""
    group, file = queries.emblem(current(), funder_id, emblem_mark)
    response = answers.answer(file)
    if group.read_key != PUBLIC:
        del response.headers["Cache-Control"]
    return response
