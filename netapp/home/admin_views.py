"""The page of the site, for its administrators."""

from flask import flash, redirect, render_template, request, url_for

from netapp.core import clock, forms, links, sheets, site
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.log import Filters
from netapp.core.viewer import current
from netapp.home import actions, mine, queries, site_log
from netapp.home.forms import AdministratorForm, SiteForm
from netapp.home.views import Answer, blueprint
from netapp.mail import queries as mail


@blueprint.route("/site", methods=["GET", "POST"])
@signed_in
def admin() -> Answer:
    queries.administrators(current())
    form = SiteForm(obj=site.current())
    if forms.submitted(form):
        actions.change_site(current(), **form.site_values)
        flash(_("Saved."), "good")
        return redirect(url_for("home.admin"), 303)
    return render_template("home/admin.html", form=form, outbox=mine.outbox_state(current()), health=mail.health())


@blueprint.route("/site/administrators", methods=["GET", "POST"])
@signed_in
def administrators() -> Answer:
    people = queries.administrators(current())
    form = AdministratorForm()
    if forms.submitted(form) and forms.done(form, actions.make_administrator, current(), form.email.data):
        flash(_("%(name)s runs the site with you now.", name=form.result.name or form.result.email), "good")
        return redirect(url_for("home.administrators"), 303)
    return render_template("home/administrators.html", form=form, people=people)


@blueprint.post("/site/administrators/<int:person_id>/end")
@signed_in
def unmake_administrator(person_id: int) -> Answer:
    actions.unmake_administrator(current(), person_id)
    flash(_("Saved."), "good")
    return redirect(url_for("home.administrators" if person_id != current().person_id else "home.me"), 303)


@blueprint.get("/site/log", endpoint="site_log")
@signed_in
def log_() -> Answer:
    before = links.number(request.args.get("before"))
    return render_template("home/log.html", **site_log.page(current(), Filters.read(request.args), before))


@blueprint.post("/site/log/file")
@signed_in
def take_site_log() -> Answer:
    answer = sheets.answer(site_log.take(current(), Filters.read(request.args)), f"log-{clock.now():%Y-%m-%d}", "xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer
