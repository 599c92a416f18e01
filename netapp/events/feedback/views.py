"""The page behind the letter that asks how it was, and the organiser's page of what was said."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.events import queries
from netapp.events.feedback import actions, page
from netapp.events.views import blueprint

Answer = str | Response


@blueprint.route("/feedback/<token>", methods=["GET", "POST"])
@public
def opinion(token: str) -> Answer:
    """One button; the mark that was pressed in the letter is chosen (M6)."""
    person, meeting = page.asked(token)
    languages.prefer(person.language or "")
    form, about = page.of_letter(person, meeting)
    viewer = queries.viewer_of(person)
    if forms.submitted(form):
        own = {"mark": form.mark.data, "words": form.words.data or "", "signed": form.signed.data}
        if forms.done(form, actions.say, viewer, meeting.id, **own):
            flash(_("Thank you. The organisers will see it."), "good")
            return redirect(url_for("events.opinion", token=token), 303)
    return render_template("events/opinion.html", form=form, **about)


@blueprint.get("/meetings/<int:meeting_id>/feedback")
@signed_in
def feedback(meeting_id: int) -> Answer:
    return render_template("events/feedback.html", **page.of_organiser(current(), meeting_id))
