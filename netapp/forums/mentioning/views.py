"""The names that begin as what is being typed behind an @."""

from flask import render_template, request

from netapp.core import links, text
from netapp.core.access import signed_in
from netapp.core.viewer import current
from netapp.forums.mentioning import page
from netapp.forums.views import blueprint


@blueprint.get("/groups/<int:group_id>/threads/names")
@signed_in
def names(group_id: int) -> str:
    """As a piece of the page on which one writes."""
    thread_id = links.number(request.args.get("thread"))
    found = page.offered(current(), group_id, thread_id, text.one_line(request.args.get("q", ""))[:60])
    return render_template("forums/_names.html", names=found)
