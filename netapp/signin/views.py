"""The pages at the doors, and the list of ways in and devices."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.core import forms as core_forms
from netapp.core import limits, site, viewer
from netapp.core.access import public, signed_in
from netapp.core.db import writes
from netapp.core.languages import gettext as _
from netapp.signin import accounts, actions, forms, notices, portraits, queries, roles, sessions, visits
from netapp.signin.opened import Opened

blueprint = Blueprint("signin", __name__, template_folder="templates")
Answer = str | BaseResponse

BY_ADDRESS = 5
BY_NETWORK = 400  # A room of 300 sits behind one router.


@blueprint.get("/sign-in")
@public
def door() -> Answer:
    """All ways in. Who is signed in already goes on, save on a demo, where one changes roles here."""
    next = notices.way_on(request.args.get("next"))
    if viewer.current().is_signed_in and not roles.offered():
        return redirect(next or "/me", 303)
    return _door(forms.DoorForm(next=next), next)


@blueprint.post("/sign-in")
@public
def send_link() -> Answer:
    form = forms.DoorForm()
    if not core_forms.submitted(form):
        return _door(form, notices.way_on(form.next.data))
    email = form.email.data or ""
    _spend(email)
    actions.send_link(viewer.current(), email, form.next.data or "")
    return _sent(email)


@blueprint.get("/sign-in/link/<token>")
@public
def link(token: str) -> Answer:
    """A mail's link only shows a button (M6); programs that look into mail open it, too."""
    found, who = queries.link(token), viewer.current()
    if queries.has_led_here(who, found):
        return redirect(found.next or "/", 303)
    return _unkept(render_template("signin/link.html", link=found, token=token, **queries.shown_with(who, found)))


@blueprint.post("/sign-in/link/<token>")
@public
def open_link(token: str) -> BaseResponse:
    opened = actions.open_link(viewer.current(), token)
    return _enter(opened or Opened(url_for("signin.link", token=token)))


@blueprint.post("/sign-in/link/<token>/successor")
@public
def send_again(token: str) -> Answer:
    """The address is known from the old link and is shown to nobody."""
    old = queries.link(token)
    _spend(old.email)
    actions.send_again(viewer.current(), old)
    return _sent("")


@blueprint.post("/sign-in/demo")
@public
def play() -> BaseResponse:
    return _enter(actions.play(viewer.current(), request.form.get("role", ""), request.form.get("next", "")))


@blueprint.get("/sign-in/<any(linkedin, oidc):key>")
@public
@writes
def visit(key: str) -> BaseResponse:
    """Off to a provider. A plain link leads here, so that a page needs no form for it."""
    provider = queries.provider(key)
    limits.spend("visit", limits.network(), BY_NETWORK, limits.HOUR)
    return _enter(visits.begin(viewer.current(), provider, request.args.get("next", "")))


@blueprint.get("/sign-in/<any(linkedin, oidc):key>/callback")
@public
@writes
def callback(key: str) -> BaseResponse:
    return _enter(visits.end(viewer.current(), queries.provider(key)))


@blueprint.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    """Not `"cookies"` in Clear-Site-Data: that would sign people out of every site under the same domain."""
    actions.sign_out(viewer.current())
    sessions.leave()
    answer = redirect("/", 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.get("/me/devices")
@signed_in
def devices() -> str:
    """Ways to sign in, and where one is signed in now."""
    return _devices(forms.AddressForm())


@blueprint.post("/me/address")
@signed_in
def address() -> Answer:
    form = forms.AddressForm()
    if not core_forms.submitted(form):
        return _devices(form)
    email = form.email.data or ""
    _spend(email)
    actions.ask_to_confirm(viewer.current(), email)
    flash(_("We have written to this address. Press the button in the letter to confirm it."), "wait")
    return redirect(url_for("signin.devices"), 303)


@blueprint.post("/me/picture")
@signed_in
def picture() -> BaseResponse:
    portraits.take(viewer.current())
    return redirect("/me", 303)


@blueprint.post("/me/picture/refusal")
@signed_in
def decline_picture() -> BaseResponse:
    portraits.decline(viewer.current())
    return redirect("/me", 303)


@blueprint.post("/me/picture/removal")
@signed_in
def drop_picture() -> BaseResponse:
    portraits.drop(viewer.current())
    flash(_("Saved."), "good")
    return redirect(url_for("home.settings"), 303)


@blueprint.post("/me/accounts/<any(linkedin, oidc):key>")
@signed_in
def join_account(key: str) -> Answer:
    """A post and not a link: else another site could connect its own account with the viewer's."""
    provider = queries.provider(key)
    visit = visits.begin(viewer.current(), provider, is_joining=True)
    return _enter(visit) if visit.said else render_template("signin/onward.html", provider=provider, url=visit.next)


@blueprint.post("/me/accounts/<int:identity_id>/removal")
@signed_in
def remove_account(identity_id: int) -> BaseResponse:
    accounts.remove(viewer.current(), queries.get_identity(viewer.current(), identity_id))
    flash(_("This way in is closed."), "good")
    return redirect(url_for("signin.devices"), 303)


@blueprint.post("/me/devices/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> BaseResponse:
    actions.end_session(viewer.current(), queries.get_device(viewer.current(), session_id))
    flash(_("Signed out there."), "good")
    return redirect(url_for("signin.devices"), 303)


@blueprint.post("/me/devices/end")
@signed_in
def end_other_sessions() -> BaseResponse:
    actions.end_other_sessions(viewer.current())
    flash(_("Signed out everywhere else."), "good")
    return redirect(url_for("signin.devices"), 303)


def _door(form: forms.DoorForm, next: str) -> str:
    return render_template(
        "signin/door.html", form=form, next=next, providers=queries.providers(), roles=roles.offered(), noindex=True
    )


def _sent(email: str) -> str:
    return render_template("signin/sent.html", email=email, is_open_demo=site.is_open_demo())


def _devices(form: forms.AddressForm) -> str:
    who = viewer.current()
    return render_template(
        "signin/devices.html",
        form=form,
        person=queries.person(who.person_id or 0),
        ways=queries.ways_in(who),
        free=queries.free_providers(who),
        devices=queries.devices(who),
    )


def _enter(opened: Opened) -> BaseResponse:
    """Through the door: the browser gets its new session, whatever it held before is gone, and on it goes."""
    if opened.token:
        sessions.admit(opened.token)
    if opened.said:
        flash(opened.said, opened.kind)
    return redirect(opened.next, 303)


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _spend(email: str) -> None:
    limits.spend("link", email, BY_ADDRESS, limits.HOUR)
    limits.spend("link", limits.network(), BY_NETWORK, limits.HOUR)
