"""The pages at the doors: asking to join, links that let people in, the letter's button for who is not signed in."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import forms, languages
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.groups import addresses, door_page, door_queries, joining, knocking, letting_in, page, queries, records
from netapp.groups.door_forms import AskForm, KnockForm, LinkForm
from netapp.groups.models import Group, InvitationLink
from netapp.groups.views import blueprint, said_after_joining

Answer = str | Response


@blueprint.route("/groups/<int:group_id>/request", methods=["GET", "POST"])
@public
def ask(group_id: int) -> Answer:
    """The organisers' questions; who is not signed in also says who they are, and confirms it by mail."""
    found = queries.get_seen(current(), group_id)
    languages.prefer(found.language)
    if not page.asks_first(current(), found):
        return redirect(addresses.of(found), 303)
    form = AskForm(found, is_known=current().is_signed_in)
    if not forms.submitted(form):
        return _asking(form, found)
    if current().is_signed_in and forms.done(form, joining.join, current(), found, form.said):
        flash(*said_after_joining(found)[form.result])
        return redirect(addresses.of(found), 303)
    if not current().is_signed_in and _has_knocked(form, found, None, said=form.said):
        return _look_into_the_mail(form, found)
    return _asking(form, found)


@blueprint.route("/come/<door>", methods=["GET", "POST"])
@public
def come(door: str) -> Answer:
    """Behind a link that organisers hand out: one button, and for who is not signed in a name and an address."""
    link = records.link(door)
    group = link.group
    languages.prefer(group.language)
    form = KnockForm()
    if current().is_signed_in and request.method == "POST":
        letting_in.come(current(), door)
        flash(*said_after_joining(group)["active"])
        return redirect(addresses.of(group), 303)
    if forms.submitted(form) and _has_knocked(form, group, link):
        return _look_into_the_mail(form, group)
    return render_template("groups/come.html", form=form, door=door, **door_page.of_link(current(), records.link(door)))


@blueprint.route("/joinings/<token>", methods=["GET", "POST"])
@public
def confirm_knock(token: str) -> Answer:
    """Behind the letter's link: GET shows one button, POST joins or asks (M6)."""
    found = records.knock(token)
    languages.prefer(found.language)
    if request.method == "POST":
        knocking.confirm(token)
        return redirect(url_for("groups.confirm_knock", token=token), 303)
    return render_template("groups/knock.html", token=token, **door_page.of_knock(found))


@blueprint.route("/groups/<int:group_id>/links", methods=["GET", "POST"])
@signed_in
def links(group_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    form = LinkForm(group)
    if forms.submitted(form) and forms.done(
        form, letting_in.make, current(), group, form.label.data, form.expires_at, form.most.data
    ):
        return redirect(url_for("groups.link", group_id=group_id, link_id=form.result.id), 303)
    return render_template("groups/links.html", form=form, **door_page.of_links(current(), group))


@blueprint.get("/groups/<int:group_id>/links/<int:link_id>")
@signed_in
def link(group_id: int, link_id: int) -> Answer:
    """To be printed, or shown on a big screen: scan to join."""
    group = queries.get_run(current(), group_id)
    return render_template("groups/link.html", **door_page.of_poster(current(), group, link_id))


@blueprint.post("/groups/<int:group_id>/links/<int:link_id>/ending")
@signed_in
def end_link(group_id: int, link_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    letting_in.end(current(), group, door_queries.get_link(current(), group, link_id))
    flash(_("The link has ended. Who came in by it stays."), "good")
    return redirect(url_for("groups.links", group_id=group_id), 303)


def _has_knocked(form: KnockForm, group: Group, link: InvitationLink | None, **more: object) -> bool:
    who = {"name": form.name.data, "email": form.email.data, "language": languages.current()}
    return forms.done(form, knocking.knock, current(), group, link, **who, **more)


def _look_into_the_mail(form: KnockForm, group: Group) -> Answer:
    return render_template("groups/knocked.html", email=form.email.data, group=group)


def _asking(form: AskForm, group: Group) -> Answer:
    return render_template("groups/ask.html", form=form, **page.frame(current(), group))
