"""The pages of date polls: ask, answer, see what comes out, choose."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, kept, languages, links, signed, site
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, current
from netapp.events import answering, page, queries
from netapp.events.polls import actions, ballots, drafts, letters
from netapp.events.polls import forms as poll_forms
from netapp.events.polls import page as poll_page
from netapp.events.polls import queries as poll_queries
from netapp.events.polls.forms import BallotForm, ChoiceForm, EndForm, GuestBallotForm, PollForm
from netapp.events.polls.models import Poll
from netapp.events.views import blueprint
from netapp.groups import queries as groups

Answer = str | Response


@blueprint.get("/polls/<int:poll_id>", defaults={"tail": ""})
@blueprint.get("/polls/<int:poll_id><tail:tail>")
@public
@kept.page
def poll(poll_id: int, tail: str) -> Answer:
    """Once a date is chosen, it leads to the meeting."""
    viewer = current()
    found = poll_queries.get_poll(viewer, poll_id)
    languages.prefer(found.language)
    kept.rests_on(found.group.network_id)
    if found.settled_at is not None and (goes_on := poll_page.leads_to(viewer, found)):
        return redirect(goes_on, 303)
    return render_template("events/poll.html", **poll_page.of(viewer, found))


@blueprint.route("/polls/new", methods=["GET", "POST"])
@signed_in
def new_poll() -> Answer:
    viewer = current()
    form = PollForm(groups.organised(viewer), **poll_page.first_values(viewer, request.args))
    if _is_unfinished(form) or not forms.submitted(form):
        return _form(form)
    if not forms.done(form, actions.open_poll, viewer, form.group_id.data, form.draft(), tell=form.tell.data):
        return _form(form)
    flash(_("The poll is open."), "good")
    return redirect(poll_page.url(form.result), 303)


@blueprint.route("/polls/<int:poll_id>/edit", methods=["GET", "POST"])
@signed_in
def edit_poll(poll_id: int) -> Answer:
    found = poll_page.editable(current(), poll_id)
    values = poll_forms.typed(drafts.of(found)) | {"group_id": found.group_id, "seen": actions.stamp(found)}
    form = PollForm([found.group], **values)
    if _is_unfinished(form) or not forms.submitted(form):
        return _form(form, found)
    if not poll_page.changed(form, current(), poll_id):
        return _form(form, poll_page.editable(current(), poll_id))
    flash(_("Saved."), "good")
    return redirect(poll_page.url(form.result), 303)


def _is_unfinished(form: PollForm) -> bool:
    """Only more lines or more times were asked for: nothing is checked or saved yet."""
    if request.method != "POST" or request.form.get("do") not in {"add", "rows"}:
        return False
    if request.form.get("do") == "add":
        poll_page.add_weeks(form)
    return True


def _form(form: PollForm, found: Poll | None = None) -> Answer:
    rows = form.times.shown(form.zone.data or "")
    told = None if found else page.who_is_told(form, current())
    return render_template("events/poll_form.html", form=form, poll=found, rows=rows, told=told)


@blueprint.post("/polls/<int:poll_id>/ballot")
@signed_in
def answer_poll(poll_id: int) -> Answer:
    """For whoever is signed in."""
    viewer = current()
    found = poll_queries.get_poll(viewer, poll_id)
    form = BallotForm()
    more = {"comment": form.comment.data or "", "show_name": form.show_name.data}
    if forms.submitted(form) and forms.done(form, ballots.answer, viewer, poll_id, form.choices(found.times), **more):
        flash(_("Thank you, your answer is in. You can change it until the poll closes."), "good")
        return redirect(poll_page.url(found), 303)
    return render_template("events/poll.html", **poll_page.of(viewer, poll_queries.get_poll(viewer, poll_id), form))


@blueprint.post("/polls/<int:poll_id>/guests")
@public
def answer_poll_as_guest(poll_id: int) -> Answer:
    """The answer says to look into the mail, and is the same for every address."""
    viewer = current()
    found = poll_queries.get_poll(viewer, poll_id)
    languages.prefer(found.language)
    form = GuestBallotForm()
    choices = form.choices(found.times)
    if forms.submitted(form):
        ballots.limit_requests(form.email.data or "")
        what = (viewer, poll_id, choices)
        if forms.done(form, ballots.request, *what, language=languages.current(), **form.who):
            title, is_demo = found.title_in(languages.current())[1], site.is_open_demo()
            back = poll_page.url(found)
            return render_template(
                "events/poll_look_in_your_mail.html",
                email=form.email.data,
                title=title,
                back=back,
                is_open_demo=is_demo,
            )
        found = poll_queries.get_poll(viewer, poll_id)
    return render_template("events/poll.html", **poll_page.of(viewer, found, form))


@blueprint.route("/poll-guests/<token>", methods=["GET", "POST"])
@public
def confirm_ballot(token: str) -> Answer:
    """Behind the mail's link: GET shows one button, POST counts the answer (M6); from then on it changes it."""
    (request_id,) = signed.values(letters.REQUEST, token)
    wish = poll_queries.get_request(request_id)
    found = poll_queries.get_poll(GUEST, wish.poll_id)
    languages.prefer(wish.language)
    if request.method == "POST":
        done = ballots.confirm(GUEST, request_id)
        flash(_("Thank you, your answer is in. You can change it until the poll closes."), "good")
        return redirect(poll_page.answer_url(done), 303)
    return render_template("events/poll_confirm.html", **poll_page.of_request(wish, found))


@blueprint.route("/poll-answers/<token>", methods=["GET", "POST"])
@public
def poll_answer(token: str) -> Answer:
    """What a letter's button leads to: one's own answer, without signing in."""
    poll_id, person_id = signed.values(letters.ANSWER, token)
    person = answering.person(person_id)
    viewer = queries.viewer_of(person)
    found = poll_queries.get_poll(viewer, poll_id)
    languages.prefer(person.language or found.language)
    form = None
    if request.method == "POST":
        form = BallotForm()
        more = {"comment": form.comment.data or "", "show_name": form.show_name.data}
        what = (viewer, poll_id, form.choices(found.times))
        if forms.submitted(form) and forms.done(form, ballots.answer, *what, **more):
            flash(_("Thank you, your answer is in. You can change it until the poll closes."), "good")
            return redirect(request.path, 303)
        found = poll_queries.get_poll(viewer, poll_id)
    return render_template("events/poll_answer.html", **poll_page.of_letter(viewer, found, form), token=token)


@blueprint.route("/polls/<int:poll_id>/choice", methods=["GET", "POST"])
@signed_in
def choose_time(poll_id: int) -> Answer:
    """GET and the preview say what would happen; POST does it."""
    viewer = current()
    found = poll_page.choosable(viewer, poll_id)
    if not found.waits_for_choice:
        return redirect(poll_page.leads_to(viewer, found) or poll_page.url(found), 303)
    form = ChoiceForm(time=links.number(request.args.get("time")), place=found.place)
    if form.time.data is None:
        return redirect(poll_page.url(found), 303)
    chosen = poll_queries.get_time(found, form.time.data)
    do = request.form.get("do")
    if do in {"publish", "draft"} and forms.submitted(form):
        plan = poll_page.plan(form, publish=do == "publish")
        if forms.done(form, actions.choose, viewer, poll_id, chosen.id, plan):
            flash(_("The date is set.") if do == "publish" else _("Saved as a draft. Only organisers see it."), "good")
            return redirect(page.url(form.result), 303)
        found = poll_page.choosable(viewer, poll_id)
        chosen = poll_queries.get_time(found, chosen.id)
    elif do:
        form.validate()
    return render_template("events/poll_choice.html", **poll_page.of_choice(viewer, found, chosen, form))


@blueprint.route("/polls/<int:poll_id>/ending", methods=["GET", "POST"])
@signed_in
def end_poll(poll_id: int) -> Answer:
    """Without a date."""
    found = poll_page.choosable(current(), poll_id)
    form = EndForm()
    if forms.submitted(form) and forms.done(form, actions.drop, current(), poll_id, form.reason.data or ""):
        flash(_("The poll is over, and everybody who answered gets a letter."), "good")
        return redirect(url_for("events.poll", poll_id=poll_id), 303)
    found = poll_page.choosable(current(), poll_id)
    return render_template("events/poll_end.html", form=form, **poll_page.of_end(found))
