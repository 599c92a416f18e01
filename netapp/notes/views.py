"""The pages of published notes: one meeting's, a year's, a series'; and the one that closes a meeting."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.notes import closing, ending, page

blueprint = Blueprint("notes", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/meetings/<int:meeting_id>/notes")
@public
@kept.page
def notes(meeting_id: int) -> Answer:
    shown = page.of_published(current(), meeting_id)
    kept.rests_on(shown["network"].id)
    return render_template("notes/notes.html", **shown)


@blueprint.get("/notes/<token>")
@public
def by_letter(token: str) -> Answer:
    """The same for who holds the letter that told of them."""
    return render_template("notes/notes.html", **page.of_letter(token))


@blueprint.get("/groups/<int:group_id>/notes/<int:year>")
@public
def of_year(group_id: int, year: int) -> Answer:
    """All of a year on one page, for print."""
    return render_template("notes/compiled.html", **page.of_year(current(), group_id, year))


@blueprint.get("/series/<int:series_id>/notes")
@public
def of_series(series_id: int) -> Answer:
    return render_template("notes/compiled.html", **page.of_dates(current(), series_id))


@blueprint.route("/meetings/<int:meeting_id>/closing", methods=["GET", "POST"])
@signed_in
def close(meeting_id: int) -> Answer:
    """Who came, what was decided, when to meet again, who is told: one page, one button."""
    meeting = closing.closable(current(), meeting_id)
    form = closing.form_of(current(), meeting)
    if forms.submitted(form) and forms.done(form, ending.close, current(), meeting_id, form.wanted):
        flash(_("The meeting is closed. Thank you for taking care of it."), "good")
        return redirect(url_for("notes.close", meeting_id=meeting_id), 303)
    return render_template("notes/closing.html", form=form, **closing.of(current(), meeting_id))
