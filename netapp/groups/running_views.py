"""The pages of those who run a group: its members, its texts and switches, closing; and of administrators."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from netapp.core import forms, languages
from netapp.core.access import signed_in
from netapp.core.db import writes
from netapp.core.languages import gettext as _
from netapp.core.viewer import current
from netapp.groups import (
    addresses,
    company_list,
    entering,
    inviting,
    member_page,
    page,
    people,
    policy,
    queries,
    running,
    sharing,
    start_page,
    words,
)
from netapp.groups.forms import EntryForm, GroupForm, OfficeForm, StartForm, shown
from netapp.groups.models import Group
from netapp.groups.views import Answer, blueprint


@blueprint.route("/networks/start", methods=["GET", "POST"])
@signed_in
def start_network() -> Answer:
    """Three fields: a template or one's own network as the pattern, a name, a place."""
    by_members = page.by_members(current())
    offered = start_page.offered(current())
    form = StartForm([(one.key, one.name) for one in offered], language=languages.current())
    if forms.submitted(form) and forms.done(form, start_page.start, current(), by_members, **form.values):
        flash(*_created(form.result))
        return redirect(start_page.address(form.result), 303)
    return render_template("groups/start.html", form=form, hints={one.key: one.hint for one in offered})


@blueprint.route("/networks/new", methods=["GET", "POST"])
@signed_in
def new_network() -> Answer:
    by_members = page.by_members(current())
    form = GroupForm(in_network=False)
    if forms.submitted(form) and forms.done(form, running.create_network, current(), by_members, **form.group_values):
        flash(*_created(form.result))
        return redirect(addresses.of(form.result), 303)
    return render_template("groups/form.html", form=form, title=_("A new network"), back=url_for("groups.networks"))


@blueprint.route("/networks/<int:group_id>/sub-groups/new", methods=["GET", "POST"])
@signed_in
def new_sub_group(group_id: int) -> Answer:
    network = queries.get_divisible(current(), group_id)
    form = GroupForm(in_network=True, region=network.region, language=network.language, zone=network.zone)
    if forms.submitted(form) and forms.done(form, running.create_sub_group, current(), network, **form.group_values):
        flash(*_created(form.result))
        return redirect(addresses.of(form.result), 303)
    return _form(form, network, _("A new sub-group"))


@blueprint.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(group_id: int) -> Answer:
    """The second of two who edit at once is shown what the first has saved (X5)."""
    group = queries.get_run(current(), group_id)
    may_switch = policy.may_switch(current(), group)
    form = GroupForm(
        in_network=not group.is_network, may_switch=may_switch, **shown(group), seen=running.fingerprint(group)
    )
    if forms.submitted(form) and forms.done(
        form, running.edit, current(), group, form.seen.data or "", **form.group_values
    ):
        flash(_("Saved."), "good")
        return redirect(addresses.of(group), 303)
    group = queries.get_run(current(), group_id)
    theirs = shown(group) if form.seen.data != running.fingerprint(group) else None
    form.seen.data = running.fingerprint(group)
    return _form(form, group, _("Edit %(group)s", group=group.name), theirs=theirs)


@blueprint.get("/groups/<int:group_id>/companies.xlsx")
@signed_in
@writes
def companies(group_id: int) -> Answer:
    """Who took the table, and when, is written down."""
    return company_list.answer(current(), queries.get_seen(current(), group_id))


@blueprint.get("/groups/<int:group_id>/members/<int:membership_id>")
@signed_in
def member(group_id: int, membership_id: int) -> Answer:
    group = queries.get_tended(current(), group_id)
    return render_template("groups/member.html", **member_page.of_member(current(), group, membership_id))


@blueprint.post("/groups/<int:group_id>/members/<int:membership_id>/role")
@signed_in
def give(group_id: int, membership_id: int) -> Answer:
    group = queries.get_tended(current(), group_id)
    membership = queries.get_membership(current(), group, membership_id)
    name, form = membership.person.name or membership.person.email or "", OfficeForm()
    if forms.submitted(form):
        sharing.give(current(), group, membership, form.office.data)
        flash(words.is_now(name, form.office.data), "good")
    return redirect(url_for("groups.members", group_id=group_id), 303)


@blueprint.post("/groups/<int:group_id>/members/<int:membership_id>/approval")
@signed_in
def approve(group_id: int, membership_id: int) -> Answer:
    return _decide(inviting.approve, group_id, membership_id, _("%(name)s is a member now."))


@blueprint.post("/groups/<int:group_id>/members/<int:membership_id>/refusal")
@signed_in
def decline(group_id: int, membership_id: int) -> Answer:
    return _decide(inviting.decline, group_id, membership_id, _("%(name)s gets a letter that says no."))


@blueprint.post("/groups/<int:group_id>/members/<int:membership_id>/removal")
@signed_in
def remove(group_id: int, membership_id: int) -> Answer:
    return _decide(inviting.remove, group_id, membership_id, _("%(name)s is not in the group any more."))


@blueprint.route("/groups/<int:group_id>/closing", methods=["GET", "POST"])
@signed_in
def close(group_id: int) -> Answer:
    group = queries.get_owned(current(), group_id)
    if request.method == "POST":
        running.close(current(), group)
        flash(_("%(group)s is closed. Everything in it can still be read.", group=group.name), "good")
        return redirect(addresses.of(group), 303)
    return render_template("groups/closing.html", **page.frame(current(), group))


@blueprint.post("/groups/<int:group_id>/reopening")
@signed_in
def reopen(group_id: int) -> Answer:
    group = queries.get_owned(current(), group_id)
    running.reopen(current(), group)
    flash(_("%(group)s is open again.", group=group.name), "good")
    return redirect(addresses.of(group), 303)


@blueprint.post("/networks/<int:group_id>/approval")
@signed_in
def approve_network(group_id: int) -> Answer:
    group = queries.get_waiting_network(current(), group_id)
    running.approve_network(current(), group)
    flash(_("%(group)s is open.", group=group.name), "good")
    return redirect(url_for("home.admin"), 303)


@blueprint.post("/networks/<int:group_id>/refusal")
@signed_in
def decline_network(group_id: int) -> Answer:
    group = queries.get_waiting_network(current(), group_id)
    running.decline_network(current(), group)
    flash(_("Whoever wished for %(group)s gets a letter that says no.", group=group.name), "good")
    return redirect(url_for("home.admin"), 303)


@blueprint.route("/groups/<int:group_id>/entry", methods=["GET", "POST"])
@signed_in
def enter(group_id: int) -> Answer:
    """An administrator's step into a shut group; until it is taken the page says the group's number and no more."""
    group = queries.get_shut(current(), group_id)
    form = EntryForm()
    if forms.submitted(form) and forms.done(form, entering.enter, current(), group, form.reason.data):
        return redirect(addresses.of(group), 303)
    return render_template("groups/entry.html", form=form, number=group_id, hours=entering.HOURS)


@blueprint.post("/groups/<int:group_id>/exit")
@signed_in
def go(group_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    entering.go(current(), group)
    flash(_("The group is shut to you again."), "good")
    return redirect(url_for("home.admin"), 303)


def _form(form: GroupForm, group: Group, title: str, **more: Any) -> Answer:
    frame = page.frame(current(), group)
    return render_template("groups/form.html", form=form, title=title, back=addresses.of(group), **frame, **more)


def _decide(deed: Any, group_id: int, membership_id: int, said: str) -> Answer:
    group = queries.get_tended(current(), group_id)
    membership = queries.get_membership(current(), group, membership_id)
    name = people.with_companies([membership])[0]["name"]
    deed(current(), group, membership)
    flash(said % {"name": name}, "good")
    return redirect(url_for("groups.members", group_id=group_id), 303)


def _created(group: Group) -> tuple[str, str]:
    if group.is_approved:
        return _("%(group)s is there. Now invite people.", group=group.name), "good"
    return _("An administrator will look at %(group)s and answer you by mail.", group=group.name), "wait"
