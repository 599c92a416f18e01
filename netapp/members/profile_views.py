"""The pages of people: the list for members, one person, and what one says of oneself."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from netapp.core import forms, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.members import addresses, describing, profile_forms, profile_page, profiles, queries
from netapp.members.people_list import Filters
from netapp.members.views import blueprint

Answer = str | Response


@blueprint.get("/people")
@signed_in
def people() -> Answer:
    after = links.number(request.args.get("after"))
    return render_template("members/people.html", **profile_page.of_list(current(), Filters.read(request.args), after))


@blueprint.get("/people/<int:person_id>", defaults={"tail": ""})
@blueprint.get("/people/<int:person_id><tail:tail>")
@public
def person(person_id: int, tail: str) -> Answer:
    found = profiles.get(current(), person_id)
    return render_template("members/person.html", **profile_page.of_person(current(), found))


@blueprint.route("/me/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    me = queries.me(current())
    form = profile_forms.shown(me)
    if forms.submitted(form) and forms.done(form, describing.describe, current(), me, **form.profile_values):
        flash(_("Saved."), "good")
        return redirect(addresses.of_person(me.id, me.name), 303)
    return render_template("members/profile.html", form=form, person=me)
