"""Publishing an introduction, or putting it away."""

from flask import flash, redirect, render_template, request, url_for

from netapp.core import forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.forums import addresses, words, writing_page
from netapp.forums.introducing import actions, page
from netapp.forums.introducing.forms import IntroductionForm
from netapp.forums.views import Answer, blueprint


@blueprint.route("/groups/<int:group_id>/introduction", methods=["GET", "POST"])
@signed_in
def introduction(group_id: int) -> Answer:
    viewer = current()
    group = writing_page.startable(viewer, group_id)
    form = IntroductionForm() if request.method == "POST" else page.drafted(viewer)
    if forms.submitted(form) and forms.done(form, actions.introduce, viewer, group_id, form.body.data):
        flash(words.sent(waits=not form.result.posts), "good" if form.result.posts else "wait")
        return redirect(addresses.of(form.result), 303)
    return render_template("forums/introduction.html", **page.of_form(viewer, group, form))


@blueprint.post("/groups/<int:group_id>/introduction/removal")
@signed_in
def put_introduction_away(group_id: int) -> Answer:
    actions.put_away(current(), group_id)
    flash(_("Put away. You can introduce yourself at any time with a new thread."), "good")
    return redirect(url_for("home.me"), 303)
