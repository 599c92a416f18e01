"""The pages of networks and sub-groups that people read, and what they do there about their own place in them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from netapp.core import answers, forms, kept, languages, links
from netapp.core.access import public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.groups import addresses, following, joining, lists, member_page, page, policy, queries, reading, sharing
from netapp.groups.forms import FollowForm, MailLevelForm, leaving_form
from netapp.groups.models import Group
from netapp.groups.reading import Read

blueprint = Blueprint("groups", __name__, template_folder="templates")
blueprint.add_app_template_global(addresses.of, "group_url_of")
Answer = str | Response


@blueprint.get("/networks")
@public
@kept.page
def networks() -> Answer:
    filters, after = lists.Filters.read(request.args), links.number(request.args.get("after"))
    return render_template("groups/networks.html", **page.of_networks(current(), filters, after))


@blueprint.get("/networks/<int:group_id>", defaults={"tail": ""})
@blueprint.get("/networks/<int:group_id><tail:tail>")
@public
@kept.page
def network(group_id: int, tail: str) -> Answer:
    return _page(reading.read(current(), group_id))


@blueprint.get("/groups/<int:group_id>", defaults={"tail": ""})
@blueprint.get("/groups/<int:group_id><tail:tail>")
@public
@kept.page
def group(group_id: int, tail: str) -> Answer:
    return _page(reading.read(current(), group_id))


@blueprint.get("/groups/<int:group_id>/members")
@signed_in
def members(group_id: int) -> Answer:
    found = queries.get_seen(current(), group_id)
    after = links.number(request.args.get("after"))
    returned = "returned" in request.args
    return render_template("groups/members.html", **member_page.of_members(current(), found, after, returned=returned))


@blueprint.post("/groups/<int:group_id>/membership")
@signed_in
def join(group_id: int) -> Answer:
    """One button; where organisers ask something it leads to their questions first."""
    found = queries.get_seen(current(), group_id)
    if page.asks_first(current(), found):
        return redirect(url_for("groups.ask", group_id=group_id), 303)
    state = joining.join(current(), found)
    flash(*said_after_joining(found)[state])
    return redirect(addresses.of(found), 303)


@blueprint.route("/groups/<int:group_id>/leaving", methods=["GET", "POST"])
@signed_in
def leave(group_id: int) -> Answer:
    """An owner is asked first who takes over where nobody else would own the group; the others just go."""
    found = queries.get_seen(current(), group_id)
    form = leaving_form(member_page.alone(current(), found))
    if forms.submitted(form) and forms.done(form, sharing.hand_over_and_leave, current(), found, form.heirs):
        flash(_("You are not in %(group)s any more.", group=found.name), "good")
        return redirect(_after_leaving(found), 303)
    return render_template("groups/leaving.html", form=form, **page.frame(current(), found))


@blueprint.post("/groups/<int:group_id>/mail-level")
@signed_in
def mail_level(group_id: int) -> Answer:
    found = queries.get_seen(current(), group_id)
    form = MailLevelForm()
    if forms.submitted(form):
        joining.set_mail_level(current(), found, form.mail_level.data)
        flash(_("Saved."), "good")
    # The form stands on one's own page, in the settings and on the group's page.
    return redirect(answers.way_back(), 303)


@blueprint.route("/groups/<int:group_id>/following", methods=["GET", "POST"])
@public
def follow(group_id: int) -> Answer:
    """One click for who is signed in with an address; the others type one, and confirm it by mail."""
    found = queries.get_seen(current(), group_id)
    form = FollowForm()
    if policy.may_follow_at_once(current(), found) and request.method == "POST":
        following.follow(current(), found)
        flash(_("You get the letters of %(group)s from now on.", group=found.name), "good")
        return redirect(addresses.of(found), 303)
    if forms.submitted(form) and forms.done(
        form, following.ask_to_follow, current(), found, form.email.data, languages.current()
    ):
        return render_template("groups/follow_sent.html", email=form.email.data, **page.frame(current(), found))
    return render_template("groups/follow.html", form=form, **page.frame(current(), found))


@blueprint.post("/groups/<int:group_id>/unfollowing")
@signed_in
def unfollow(group_id: int) -> Answer:
    found = queries.get_seen(current(), group_id)
    following.unfollow(current(), found)
    flash(_("You don't get the letters of %(group)s any more.", group=found.name), "good")
    return redirect(addresses.of(found), 303)


def _page(read: Read) -> Answer:
    """A group asked for below the other noun is sent to its own address."""
    found = read.seen.group
    own = "groups.network" if found.is_network else "groups.group"
    if request.endpoint != own:
        return redirect(addresses.of(found), 301)
    kept.rests_on(found.network_id)
    return render_template("groups/group.html", **page.of_group(current(), read))


def _after_leaving(group: Group) -> str:
    """The page of a secret group is not there any more for who has left it."""
    if not group.is_secret:
        return addresses.of(group)
    return url_for("home.front") if group.is_network else addresses.of(queries.network_of(group))


def said_after_joining(group: Group) -> dict[str, tuple[str, str]]:
    return {
        "active": (_("Welcome! You are a member of %(group)s now.", group=group.name), "good"),
        "requested": (_("An organiser of %(group)s will answer you by mail.", group=group.name), "wait"),
    }
