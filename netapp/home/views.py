"""What is on: the front page, a month, a year that was, a search."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import kept
from netapp.core.access import public
from netapp.core.viewer import current
from netapp.events.lists import Filters
from netapp.home import front as front_page
from netapp.home import month as month_page
from netapp.home import past as past_page
from netapp.home import searching

blueprint = Blueprint("home", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/")
@public
@kept.page
def front() -> Answer:
    filters = Filters.read(request.args)
    if filters.words:
        return redirect(url_for("home.search", **filters.args), 303)
    return render_template("home/front.html", **front_page.of(current(), filters, request.args.get("after", "")))


@blueprint.get("/month/<month>")
@public
@kept.page
def month(month: str) -> Answer:
    """Like /month/2026-11."""
    filters = Filters.read(request.args).but(words="")
    return render_template("home/month.html", **month_page.of(current(), month, filters))


@blueprint.get("/past/<int:year>")
@public
@kept.page
def past(year: int) -> Answer:
    filters = Filters.read(request.args).but(words="")
    return render_template("home/past.html", **past_page.of(current(), year, filters, request.args.get("before", "")))


@blueprint.get("/search")
@public
def search() -> Answer:
    viewer, filters = current(), Filters.read(request.args)
    if not filters.words:
        if filters.args:
            return redirect(url_for("home.front", **filters.args), 303)
        return render_template("home/search.html", **searching.nothing_asked())
    found = searching.of(viewer, filters, request.args.get("in", ""), request.args.get("after", ""), request.args)
    return render_template("home/search.html", **found)
