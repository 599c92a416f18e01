"""The pages of companies: the directory, one company, its form, and what stands behind the letters about it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import clock, forms, links
from netapp.core.access import public, signed_in
from netapp.core.db import writes
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.files import answers, uploads
from netapp.members import (
    addresses,
    companies,
    company_forms,
    company_page,
    directory_page,
    letters,
    logo_boxes,
    logos,
    tending,
    working,
)
from netapp.members import catalogue as printing
from netapp.members.narrowing import Filters
from netapp.members.views import blueprint

Answer = str | Response


@blueprint.get("/companies")
@public
def directory() -> Answer:
    viewer, filters = current(), Filters.read(request.args)
    found = directory_page.of_directory(viewer, filters, links.number(request.args.get("after")))
    sections = directory_page.section_links(viewer, filters)
    return render_template("members/directory.html", sections=sections, **found)


@blueprint.get("/companies/catalogue.pdf")
@public
@writes
def catalogue() -> Answer:
    """The companies of the directory, narrowed as there, to print. It writes how often it was asked for."""
    content = printing.made(current(), Filters.read(request.args))
    name = f"companies-{clock.now():%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return Response(content, mimetype="application/pdf", headers=headers)


@blueprint.get("/companies/<int:company_id>", defaults={"tail": ""})
@blueprint.get("/companies/<int:company_id><tail:tail>")
@public
def company(company_id: int, tail: str) -> Answer:
    found = companies.get(current(), company_id)
    if found.id != company_id:
        return redirect(addresses.of(found.id, found.name), 301)
    return render_template("members/company.html", **company_page.of_company(current(), found))


@blueprint.get("/companies/<int:company_id>/logo-<mark>.webp")
@public
def logo(company_id: int, mark: str) -> Answer:
    return answers.answer(logos.get(current(), company_id, mark))


@blueprint.route("/companies/<int:company_id>/edit", methods=["GET", "POST"])
@uploads.takes
@signed_in
def edit_company(company_id: int) -> Answer:
    """The second of two who edit at once is shown what the first has saved (X5)."""
    found = companies.get(current(), company_id)
    form = company_page.of_form(current(), found, companies.place_of(current().person_id, found.id))
    if forms.submitted(form) and forms.done(
        form, tending.describe, current(), found, form.seen.data or "", **form.page_values
    ):
        flash(_("Saved."), "good")
        return redirect(addresses.of(found.id, found.name), 303)
    found = companies.get(current(), company_id)
    is_stale = form.seen.data != tending.fingerprint(found)
    theirs = form.differing(company_forms.shown(found)) if is_stale else []
    form.seen.data = tending.fingerprint(found)
    back = addresses.of(found.id, found.name)
    return render_template(
        "members/company_form.html",
        form=form,
        company=found,
        theirs=theirs,
        back=back,
        logo=logo_boxes.of(found),
    )


@blueprint.post("/companies/<int:company_id>/confirmation")
@signed_in
def confirm_company(company_id: int) -> Answer:
    return _do(tending.confirm, company_id, _("Thank you. The page stays for a year from today."))


@blueprint.post("/companies/<int:company_id>/people")
@signed_in
def join_company(company_id: int) -> Answer:
    _company, is_in = working.ask(current(), companies.get(current(), company_id))
    # Read again: what was asked about may be part of another one since.
    found = companies.get(current(), company_id)
    if is_in:
        flash(_("You work at %(company)s.", company=found.name), "good")
    else:
        flash(_("Asked. A contact of %(company)s gets a letter and says yes or no.", company=found.name), "wait")
    return redirect(addresses.of(found.id, found.name), 303)


@blueprint.post("/companies/<int:company_id>/asking/withdrawal")
@signed_in
def take_back_wish(company_id: int) -> Answer:
    """The company's page may be none that who waits can see."""
    working.take_back(current(), company_id)
    flash(_("Nobody is asked any more whether you work there."), "good")
    return redirect(url_for("home.settings"), 303)


@blueprint.post("/companies/<int:company_id>/leaving")
@signed_in
def leave_company(company_id: int) -> Answer:
    found = companies.get(current(), company_id)
    working.leave(current(), found)
    flash(_("You don’t work at %(company)s any more.", company=found.name), "good")
    return redirect(url_for("home.settings"), 303)


@blueprint.post("/companies/<int:company_id>/people/<int:person_id>/contact")
@signed_in
def make_contact(company_id: int, person_id: int) -> Answer:
    return _do(working.make_contact, company_id, _("Saved."), person_id)


@blueprint.post("/companies/<int:company_id>/people/<int:person_id>/colleague")
@signed_in
def unmake_contact(company_id: int, person_id: int) -> Answer:
    return _do(working.unmake_contact, company_id, _("Saved."), person_id)


@blueprint.post("/companies/<int:company_id>/people/<int:person_id>/removal")
@signed_in
def remove_colleague(company_id: int, person_id: int) -> Answer:
    return _do(working.remove, company_id, _("Saved."), person_id)


@blueprint.post("/companies/<int:company_id>/asking/<int:colleague_id>/approval")
@signed_in
def accept_colleague(company_id: int, colleague_id: int) -> Answer:
    return _answer(working.accept, company_id, colleague_id)


@blueprint.post("/companies/<int:company_id>/asking/<int:colleague_id>/refusal")
@signed_in
def decline_colleague(company_id: int, colleague_id: int) -> Answer:
    return _answer(working.decline, company_id, colleague_id)


@blueprint.get("/colleagues/<token>")
@public
def colleague(token: str) -> Answer:
    """Behind a contact's letter: who asks, and two buttons; looking changes nothing (M6)."""
    _viewer, found, of = letters.asked(token)
    return render_template("members/colleague.html", colleague=found, company=of, token=token)


@blueprint.post("/colleagues/<token>/approval")
@public
def accept_by_letter(token: str) -> Answer:
    return _answer_by_letter(working.accept, token)


@blueprint.post("/colleagues/<token>/refusal")
@public
def decline_by_letter(token: str) -> Answer:
    return _answer_by_letter(working.decline, token)


@blueprint.route("/holds/<token>", methods=["GET", "POST"])
@public
def holds(token: str) -> Answer:
    """Behind the yearly letter: the page in short, and one button that says that it holds (M6).

    A second press on the same day is thanked for like the first.
    """
    viewer, found, is_open = letters.holds(token)
    is_done = request.method == "POST" and (is_open or found.confirmed_on == companies.today())
    if is_done and is_open:
        tending.confirm(viewer, found)
    shown, url = company_page.of_company(viewer, found), addresses.of(found.id, found.name)
    return render_template("members/holds.html", token=token, is_done=is_done, is_open=is_open, url=url, **shown)


def _do(deed: Callable[..., Any], company_id: int, said: str, *more: Any) -> Answer:
    found = companies.get(current(), company_id)
    deed(current(), found, *more)
    flash(said, "good")
    return redirect(addresses.of(found.id, found.name), 303)


def _answer(deed: Callable[..., Any], company_id: int, colleague_id: int) -> Answer:
    """Who asks is found by the company that the viewer sees."""
    found = companies.get(current(), company_id)
    deed(current(), companies.colleague(found.id, colleague_id))
    flash(_("Saved."), "good")
    return redirect(addresses.of(found.id, found.name), 303)


def _answer_by_letter(deed: Callable[..., Any], token: str) -> Answer:
    viewer, found, _company = letters.asked(token)
    if found is not None:
        deed(viewer, found)
    return redirect(url_for("members.colleague", token=token), 303)
