"""One's own page, settings, and the way to be forgotten."""

from flask import flash, redirect, render_template, request, url_for

from netapp.core import forms, kept, site
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.home import actions, mine
from netapp.home.views import Answer, blueprint
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.signin import sessions


@blueprint.get("/me")
@signed_in
def me() -> Answer:
    return render_template("home/me.html", **mine.page(current()))


@blueprint.post("/me/welcome")
@signed_in
def welcome() -> Answer:
    form = mine.welcome_form(current())
    if not forms.submitted(form):
        return render_template("home/me.html", **mine.page(current(), form))
    mine.spend(current())
    actions.welcome(current(), form.name.data or "", form.company.data or "", form.language.data)
    flash(_("Saved."), "good")
    return redirect(url_for("home.me"), 303)


@blueprint.post("/me/welcome/refusal")
@signed_in
def skip_welcome() -> Answer:
    actions.skip_welcome(current())
    return redirect(url_for("home.me"), 303)


@blueprint.route("/settings", methods=["GET", "POST"])
@signed_in
def settings() -> Answer:
    person, company = mine.settings_forms(current())
    is_good = all([forms.submitted(person), forms.submitted(company)])
    if is_good:
        mine.spend(current())
    values = (person.person_values, company.company_values, person.digest_day.data)
    if is_good and forms.done(person, actions.save_person, current(), *values):
        flash(_("Saved."), "good")
        return redirect(url_for("home.settings"), 303)
    return render_template(
        "home/settings.html",
        form=person,
        company=company,
        **mine.calendars(current().calendar_key, site.current().name),
    )


@blueprint.post("/me/calendar-key")
@signed_in
def renew_calendar_key() -> Answer:
    actions.renew_calendar_key(current())
    flash(_("Your calendars have new addresses. The old ones don’t work any more."), "good")
    return redirect(url_for("home.settings", _anchor="calendar"), 303)


@blueprint.route("/me/erasure", methods=["GET", "POST"])
@signed_in
def erasure() -> Answer:
    if request.method != "POST":
        return render_template("home/erasure.html", **mine.erasure(current()))
    members.erase(current(), people.me(current()))
    sessions.leave()
    return redirect(url_for("home.forgotten"), 303)


@blueprint.get("/forgotten")
@public
@kept.page
def forgotten() -> Answer:
    return render_template("home/forgotten.html")
