"""What the pages about a group's people show: all of them, one of them for who runs it, and who leaves."""

from collections.abc import Sequence
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from netapp.core import languages, localtime
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import MODERATOR, Viewer
from netapp.groups import door_queries, lists, owners, page, people, policy, queries, words
from netapp.groups.forms import OfficeForm
from netapp.groups.models import OFFICES, Group, Membership
from netapp.mail import returning


def of_members(viewer: Viewer, group: Group, after: int | None = None, *, returned: bool = False) -> dict[str, Any]:
    """A page of the members: organisers see all, members those who show themselves. Who waits stands on the first.

    `returned`: only those to whom letters come back, for organisers.
    """
    found = lists.members(viewer, group, after, returned=returned)
    runs = policy.may_organise(viewer, group)
    asked: dict[str, Any] = {"returned": 1} if returned and runs else {}
    waiting = queries.waiting(viewer, group) if found.is_first and not asked else []
    moderates = viewer.roles.get(group.id) == MODERATOR and not runs
    return {
        **page.frame(viewer, group),
        "own": queries.membership(group.id, viewer.person_id) if moderates else None,
        "members": people.with_companies(found.rows),
        "page": page.neighbours(found, "groups.members", group_id=group.id, **asked),
        "total": found.total,
        "returned": found.returned,
        "is_narrowed": bool(asked),
        "unreached": returning.among(one.person.email or "" for one in found.rows) if found.returned else frozenset(),
        "hidden": found.hidden,
        "waiting": people.with_companies(waiting),
        "answers": door_queries.answers(viewer, group, waiting),
        "may_organise": runs,
        "offices": words.OFFICES,
        "is_open": policy.is_open(group),
    }


def of_member(viewer: Viewer, group: Group, membership_id: int) -> dict[str, Any]:
    """One person in the group, for its organisers; NotVisible when they never came."""
    membership = queries.get_membership(viewer, group, membership_id)
    if membership.state == "left" and membership.joined_at is None:
        raise NotVisible
    since = localtime.to_local(membership.joined_at or membership.changed_at, group.zone).date()
    framed = page.frame(viewer, group)
    # A moderator finds here how to step down, and nobody else.
    steps_down = membership.person_id == viewer.person_id and policy.may_give(viewer, membership, group, "member")
    require(steps_down or policy.may_organise(viewer, group))
    one = people.with_companies([membership])[0]
    return {
        **framed,
        "one": one,
        "is_unreached": bool(returning.among([one["email"] or ""])),
        "answers": door_queries.answers(viewer, group, [membership]).get(membership.id, []),
        "since": languages.date_long(since),
        "state": words.OFFICES[membership.office] if membership.state == "active" else words.STATES[membership.state],
        "office_form": _office_form(viewer, group, membership),
        "office_hints": words.OFFICE_HINTS,
        "may_remove": policy.may_remove(viewer, membership, group),
        "may_decide": policy.may_decide(viewer, membership, group),
    }


def alone(viewer: Viewer, group: Group) -> dict[Group, Sequence[Membership]]:
    """The groups that the viewer would leave without an owner, and who could take each over."""
    require(policy.may_leave(viewer, group))
    assert viewer.person_id is not None
    return {held: owners.heirs(held, viewer.person_id) for held in owners.held_alone(viewer.person_id, group)}


def _office_form(viewer: Viewer, group: Group, membership: Membership) -> OfficeForm | None:
    """What the viewer may make of this member, beside what they are; None when that is nothing else."""
    if membership.state != "active":
        return None
    form = OfficeForm(posted=False, office=membership.office)
    may = [
        office
        for office in reversed(OFFICES)
        if office == membership.office or policy.may_give(viewer, membership, group, office)
    ]
    form.office.choices = [SelectChoice(office, words.OFFICES[office]) for office in may]
    return form if len(may) > 1 else None
