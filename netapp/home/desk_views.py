"""The organiser's page of a group, and the lists behind its figures."""

from typing import cast

from flask import render_template, request

from netapp.core import links
from netapp.core.access import signed_in
from netapp.core.viewer import current
from netapp.groups import queries as groups
from netapp.home import desk
from netapp.home.desk_reads import People
from netapp.home.views import Answer, blueprint


@blueprint.get("/groups/<int:group_id>/organising", endpoint="desk")
@signed_in
def desk_(group_id: int) -> Answer:
    return render_template("home/desk.html", **desk.of(current(), groups.get_run(current(), group_id)))


@blueprint.get("/groups/<int:group_id>/organising/<any(joined, left, quiet, companies):figure>")
@signed_in
def desk_list(group_id: int, figure: str) -> Answer:
    group = groups.get_run(current(), group_id)
    if figure == "companies":
        after = links.number(request.args.get("after"))
        return render_template("home/desk_companies.html", **desk.of_companies(current(), group, after))
    before = links.number(request.args.get("before"))
    return render_template("home/desk_people.html", **desk.of_people(current(), group, cast(People, figure), before))
