"""The pages on which two records of a company become one, and what stands behind the letter that asks."""

from flask import flash, redirect, render_template, url_for

from netapp.core import forms
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.members import addresses, joined, letters, merging, merging_page
from netapp.members.company_views import Answer
from netapp.members.views import blueprint


@blueprint.route("/companies/<int:company_id>/merge/<int:other_id>", methods=["GET", "POST"])
@signed_in
def merge_company(company_id: int, other_id: int) -> Answer:
    """Side by side what both say otherwise; whoever is a moment too late comes to the one company that they are."""
    found, other = merging_page.pair(current(), company_id, other_id)
    if found.id == other.id:
        return redirect(addresses.of(found.id, found.name), 303)
    form = merging_page.form(current(), found, other)
    if forms.submitted(form) and forms.done(
        form, merging.ask, current(), found, other, form.seen.data or "", form.kept
    ):
        if form.result is None:
            flash(_("Asked. The contacts get a letter and say yes or no."), "wait")
        else:
            flash(_("They are one company now."), "good")
        return redirect(url_for("members.company", company_id=company_id, tail=""), 303)
    form.seen.data = joined.fingerprint(found, other)
    shown = merging_page.shown(current(), found, other)
    return render_template("members/merge.html", form=form, **shown)


@blueprint.get("/merges/<token>")
@public
def merge_by_letter(token: str) -> Answer:
    """Behind a contact's letter: the two, and two buttons; looking changes nothing (M6)."""
    viewer, found, both = letters.merge(token)
    shown = [(each, addresses.of(each.id, each.name)) for each in both]
    waits = found is not None and merging_page.has_said_yes(viewer, found)
    hides = found is not None and joined.hides(*both, found.kept)
    return render_template("members/merge_asked.html", wish=found, both=shown, token=token, waits=waits, hides=hides)


@blueprint.post("/merges/<token>/approval")
@public
def agree_by_letter(token: str) -> Answer:
    viewer, found, _both = letters.merge(token)
    if found is not None:
        merging.agree(viewer, found)
    return redirect(url_for("members.merge_by_letter", token=token), 303)


@blueprint.post("/merges/<token>/refusal")
@public
def disagree_by_letter(token: str) -> Answer:
    viewer, found, _both = letters.merge(token)
    if found is not None:
        merging.disagree(viewer, found)
    return redirect(url_for("members.merge_by_letter", token=token), 303)
