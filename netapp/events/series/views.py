"""The pages of a series: read it, come to all of it, the page behind its letters' button, change it, end it."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from netapp.core import forms, kept, languages, links, signed, site
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, current
from netapp.events import answering
from netapp.events.feeds import calendars
from netapp.events.people_forms import LoneGuestForm
from netapp.events.series import actions, answers, changing, editing, joining, queries, reading
from netapp.events.series import page as series_page
from netapp.events.series.forms import EndForm, RepeatingForm, typed_following
from netapp.events.views import blueprint

Answer = str | Redirect


@blueprint.get("/series/<int:series_id>", defaults={"tail": ""})
@blueprint.get("/series/<int:series_id><tail:tail>")
@public
@kept.page
def series(series_id: int, tail: str) -> Answer:
    found = reading.read(current(), series_id)
    languages.prefer(found.series.language)
    kept.rests_on(found.series.group.network_id)
    return render_template("events/series.html", **series_page.of(current(), found))


@blueprint.get("/series/<int:series_id>.ics")
@public
@kept.feed
def series_feed(series_id: int) -> Response:
    """The whole as a file, or to subscribe to: what everybody may read; for who is signed in, what they may read."""
    found = queries.get_series(current(), series_id)
    kept.rests_on(found.group.network_id)
    return calendars.series_answer(found, private=found.group.read_key not in GUEST.keys)


@blueprint.post("/series/<int:series_id>/signup")
@signed_in
def join_series(series_id: int) -> Answer:
    own = joining.join(current(), series_id, show_name=request.form.get("show_name") == "yes" or None)
    if own.state == "going":
        flash(_("You are signed up for all dates. The calendar entry comes by mail."), "good")
    return redirect(series_page.url(queries.get_series(current(), series_id)), 303)


@blueprint.post("/series/<int:series_id>/withdrawal")
@signed_in
def leave_series(series_id: int) -> Answer:
    left = joining.leave(current(), series_id)
    flash(_("You are off the list of all dates to come. Thank you for saying so."), "good")
    return redirect(links.absolute("events.series", series_id=left.series_id), 303)


@blueprint.post("/series/<int:series_id>/guests")
@public
def join_series_as_guest(series_id: int) -> Answer:
    found, form = queries.get_series(current(), series_id), LoneGuestForm()
    languages.prefer(found.language)
    if forms.submitted(form):
        joining.limit_requests(form.email.data or "")
        own = {name: form[name].data for name in ("name", "company", "email", "show_name")}
        if forms.done(form, joining.request, current(), series_id, **own, language=languages.current()):
            return render_template(
                "events/look_in_your_mail.html",
                email=form.email.data,
                meeting=queries.next_date(series_id),
                title=found.title_in(languages.current())[1],
                is_open_demo=site.is_open_demo(),
            )
    return render_template("events/series.html", **series_page.of(current(), reading.read(current(), series_id), form))


@blueprint.route("/series/answers/<token>", methods=["GET", "POST"])
@public
def series_answer(token: str) -> Answer:
    """What a letter's button leads to: all dates, a yes or no to each, and one button for all (M6)."""
    series_id, person_id = signed.values(series_page.ANSWER, token)
    person = answering.person(person_id)
    found = answers.series_for(person, series_id)
    languages.prefer(person.language or found.language)
    if request.method == "POST":
        answers.act(person, found, request.form)
        return redirect(request.path, 303)
    return render_template("events/series_answer.html", **series_page.answer(found, person.id), token=token)


@blueprint.route("/series/<int:series_id>/cancellation", methods=["GET", "POST"])
@signed_in
def cancel_series(series_id: int) -> Answer:
    """All dates to come, or those from one on (`?from=`: its meeting). A draft is thrown away whole."""
    found = editing.cancellable(current(), series_id)
    since, form = links.number(request.args.get("from")), EndForm()
    if found.ended_at is not None:
        return redirect(series_page.url(found), 303)
    if found.is_draft and forms.submitted(form):
        group_id = actions.discard(current(), series_id)
        flash(_("The draft is gone."), "good")
        return redirect(url_for("groups.group", group_id=group_id), 303)
    if forms.submitted(form):
        ended = actions.cancel(current(), series_id, form.reason.data or "", since=since)
        flash(_("The dates are cancelled, and everybody who signed up gets a letter."), "good")
        return redirect(series_page.url(ended), 303)
    return render_template("events/series_cancel.html", form=form, **editing.at_stake(found, since))


@blueprint.route("/meetings/<int:date_id>/following", methods=["GET", "POST"])
@signed_in
def edit_following(date_id: int) -> Answer:
    """“This and all following”."""
    found, date = editing.changeable(current(), date_id)
    first = typed_following(found, date) | {"seen": actions.stamp(found)}
    form = RepeatingForm([date.group], is_series=True, **first)
    if request.form.get("do") == "preview" or not forms.submitted(form):
        return _form(form, date_id)
    agreed = request.form.get("agreed") == "yes"
    repeating = form.repeating()
    assert repeating is not None, "a series repeats"
    what = changing.change, current(), date_id, form.draft(), repeating
    done = editing.tried(form, *what, seen=form.seen.data or "", agreed=agreed)
    if isinstance(done, changing.NeedsYes):
        return _ask(form, date_id, done)
    if isinstance(done, changing.Stale):
        form.form_errors.append(_("Somebody else has saved this series meanwhile. Look at it and change it again."))
        form.seen.data = actions.stamp(editing.changeable(current(), date_id)[0])
        return _form(form, date_id)
    if done is None:
        return _form(form, date_id)
    flash(_("Saved."), "good")
    return redirect(series_page.url(done), 303)


def _form(form: RepeatingForm, meeting_id: int) -> Answer:
    found, date = editing.changeable(current(), meeting_id)
    preview = None
    if request.form.get("do") == "preview" and form.validate():
        preview = editing.preview(form, date)
    return render_template(
        "events/form.html", form=form, meeting=date, preview=preview, told=None, whole=found, scope="following"
    )


def _ask(form: RepeatingForm, meeting_id: int, question: changing.NeedsYes) -> Answer:
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "agreed"]
    found, date = editing.changeable(current(), meeting_id)
    return render_template("events/series_ask.html", sent=sent, meeting=date, **editing.asked(found, date, question))
