"""The pages on which an organiser invites: a few addresses, or a list that is looked through first."""

from flask import flash, redirect, render_template, request, url_for

from netapp.core import forms, links
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import current
from netapp.groups import page, queries, roster_page, roster_queries, rosters
from netapp.groups.forms import InviteForm, NoteForm, RowForm
from netapp.groups.models import Group
from netapp.groups.roster_models import Roster
from netapp.groups.views import Answer, blueprint

# A list of 5,000 with all that an address book knows of each.
LARGEST = 8_000_000


@blueprint.route("/groups/<int:group_id>/invitations", methods=["GET", "POST"])
@signed_in
def invite(group_id: int) -> Answer:
    request.max_content_length = LARGEST
    group = queries.get_run(current(), group_id)
    file = roster_page.uploaded()
    form = InviteForm(has_file=file is not None)
    if forms.submitted(form) and forms.done(
        form, rosters.give, current(), group, form.addresses.data or "", file, form.note.data or ""
    ):
        return _to(group, form.result)
    frame = page.frame(current(), group)
    return render_template("groups/invite.html", form=form, recent=roster_page.recent(current(), group), **frame)


@blueprint.get("/groups/<int:group_id>/members/invited")
@signed_in
def invited(group_id: int) -> Answer:
    group, after = queries.get_run(current(), group_id), links.number(request.args.get("after"))
    frame = page.frame(current(), group)
    return render_template("groups/invited.html", **roster_page.of_invited(current(), group, after), **frame)


@blueprint.get("/groups/<int:group_id>/invitations/<int:roster_id>")
@signed_in
def roster(group_id: int, roster_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    return _page(group, found, NoteForm(obj=found))


@blueprint.post("/groups/<int:group_id>/invitations/<int:roster_id>/sending")
@signed_in
def start_roster(group_id: int, roster_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    form = NoteForm()
    if forms.submitted(form) and forms.done(form, rosters.start, current(), group, found, form.note.data or ""):
        return _to(group, found)
    return _page(group, found, form)


@blueprint.post("/groups/<int:group_id>/invitations/<int:roster_id>/stopping")
@signed_in
def stop_roster(group_id: int, roster_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    rosters.stop(current(), group, found)
    return _to(group, found)


@blueprint.post("/groups/<int:group_id>/invitations/<int:roster_id>/removal")
@signed_in
def throw_roster_away(group_id: int, roster_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    rosters.throw_away(current(), group, roster_queries.get_roster(current(), group, roster_id))
    flash(_("The list is gone."), "good")
    return redirect(url_for("groups.invite", group_id=group.id), 303)


@blueprint.post("/groups/<int:group_id>/invitations/<int:roster_id>/choices")
@signed_in
def choose_rows(group_id: int, roster_id: int) -> Answer:
    """Ticks, or takes the ticks off, of the rows that are sent along."""
    group = queries.get_run(current(), group_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    numbers = [number for said in request.form.getlist("row")[:500] if (number := links.number(said)) is not None]
    rosters.choose(current(), group, found, numbers, request.form.get("chosen") == "yes")
    return _back(group, found, numbers[0] if len(numbers) == 1 else None)


@blueprint.post("/groups/<int:group_id>/invitations/<int:roster_id>/rows/<int:row_id>")
@signed_in
def correct_row(group_id: int, roster_id: int, row_id: int) -> Answer:
    group = queries.get_run(current(), group_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    row, form = roster_queries.get_row(found, row_id), RowForm()
    if forms.submitted(form) and forms.done(
        form, rosters.correct, current(), group, found, row, email=form.email.data or "", name=form.name.data or ""
    ):
        return _back(group, found, row_id)
    found = roster_queries.get_roster(current(), group, roster_id)
    return _page(group, found, NoteForm(posted=False, obj=found), wrong=(row_id, form))


def _page(group: Group, found: Roster, form: NoteForm, wrong: roster_page.Wrong = None) -> Answer:
    frame = page.frame(current(), group)  # First, since it settles the language in which the rest is said.
    shown = roster_page.of_roster(group, found, roster_page.Place.read(request.values), wrong)
    return render_template("groups/roster.html", form=form, **shown, **frame)


def _to(group: Group, found: Roster) -> Answer:
    """What has happened is said by the page itself, but for the few that went at once."""
    n = roster_page.just_invited(found)
    if n:
        flash(ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", n), "good")
    return redirect(url_for("groups.roster", group_id=group.id, roster_id=found.id), 303)


def _back(group: Group, found: Roster, row_id: int | None) -> Answer:
    """To the same page of rows, and the row."""
    place = roster_page.Place.read(request.values).values
    anchor = f"row-{row_id}" if row_id else None
    return redirect(url_for("groups.roster", group_id=group.id, roster_id=found.id, _anchor=anchor, **place), 303)
