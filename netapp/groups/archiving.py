"""What of groups goes into archives: who is in them, who follows them, and the groups themselves."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from netapp.core import cells, forms, search
from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.groups import audience, policy, revisions, searching
from netapp.groups.forms import MOST_DOMAINS, MOST_QUESTION, MOST_QUESTIONS
from netapp.groups.models import OFFICE, Entry, Follower, Group, Membership
from netapp.members.models import Person

# What who runs a group sees of its people: members, who is invited, and who waits for a yes.
SHOWN = ("active", "requested", "invited")


def own(viewer: Viewer) -> Iterator[Sheet]:
    """A group that the person does not see any more stands in it without its name (A5)."""
    rows = session.execute(
        select(Membership, Group).join(Membership.group).where(Membership.person_id == viewer.person_id)
    )
    said = [named(viewer, group) | _membership(membership) for membership, group in rows]
    yield Sheet("memberships", _("The networks and groups that you are in, were in, or wait for."), said)
    follows = select(Follower, Group).join(Group, Group.id == Follower.group_id)
    theirs = follows.where(Follower.person_id == viewer.person_id)
    said = [named(viewer, group) | _follower(one) for one, group in session.execute(theirs)]
    yield Sheet("followed-networks", _("The networks whose letters you get without being a member."), said)
    begun = session.scalars(select(Group).where(Group.created_by == viewer.person_id))
    said = [named(viewer, group) | {"created_at": plain(group.created_at)} for group in begun]
    yield Sheet("started-groups", _("The networks and groups that you have started."), said)
    steps = select(Entry, Group).join(Group, Group.id == Entry.group_id).where(Entry.person_id == viewer.person_id)
    said = [
        named(viewer, group) | _entry(entry, policy.may_see(viewer, group)) for entry, group in session.execute(steps)
    ]
    if said:
        yield Sheet("entered-groups", _("Shut groups that you have entered as an administrator."), said)


def named(viewer: Viewer, group: Group) -> Row:
    return {"group": group.name if policy.may_see(viewer, group) else ""}


def _membership(one: Membership) -> Row:
    times = {"joined_at": plain(one.joined_at), "changed_at": plain(one.changed_at)}
    return {"state": one.state, "role": one.office, "mail_level": one.mail_level} | times


def _follower(one: Follower) -> Row:
    return {"mail_level": one.mail_level, "since": plain(one.since)}


def _entry(one: Entry, is_seen: bool) -> Row:
    """The reason may say what the group is about."""
    return {"reason": one.reason if is_seen else "", "entered_at": plain(one.entered_at), "until": plain(one.until)}


def _members(within: Within) -> ColumnElement[bool]:
    return Membership.group_id.in_(within.run) & Membership.state.in_(SHOWN)


def members_csv(within: Within) -> Iterator[tuple[str, bytes]]:
    """The members for a spreadsheet."""
    name = case((Person.id.in_(within.strangers), ""), else_=Person.name)
    rows = session.execute(
        select(Group.name, name, Person.email, Membership.state, OFFICE, Membership.joined_at)
        .join(Membership, Membership.group_id == Group.id)
        .join(Person, Person.id == Membership.person_id)
        .where(_members(within))
        .order_by(Membership.group_id, Membership.id)
    )
    heads = ["group", "name", "email", "state", "role", "joined_at"]
    said = ([row[0], row[1], row[2] or "", *row[3:5], plain(row[5]) or ""] for row in rows)
    yield "members.csv", cells.table(chain([heads], said))


def _check_group(row: Row) -> None:
    """The first stands above the others, and nothing above it."""
    if row["parent_id"] != (None if row["id"] == 1 else 1):
        raise ValueError("another network's")
    if not row["name"].strip() or any(key.partition(".")[0] not in {"lead", "about"} for key in row["texts"]):
        raise ValueError("no such text")
    if not _are_questions(row["questions"]) or not _are_domains(row["domains"]):
        raise ValueError("no such question")


def _are_questions(given: Any) -> bool:
    """As the form writes them: none, or a few with a line each."""
    if given is None:
        return True
    return type(given) is list and 0 < len(given) <= MOST_QUESTIONS and all(map(_is_question, given))


def _is_question(one: Any) -> bool:
    if type(one) is not dict or one.keys() != {"text", "needed"} or type(one["needed"]) is not bool:
        return False
    said = one["text"]
    return type(said) is str and 0 < len(said) <= MOST_QUESTION and said.isprintable()


def _are_domains(given: str) -> bool:
    """As the form writes them; at which anybody gets an address, that opens no door (records.comes_by_domain)."""
    found = given.split()
    is_tidy = given == " ".join(found).lower() and len(found) <= MOST_DOMAINS
    return is_tidy and all(forms.is_address(f"x@{one}") for one in found)


def _check_membership(row: Row) -> None:
    if row["state"] not in SHOWN:
        raise ValueError("no such member")


def _open(numbers: Sequence[int]) -> None:
    """Who sees and reads follows from the switches, never from the archive; networks before their sub-groups."""
    network = aliased(Group)
    chosen = select(Group, network).outerjoin(network, network.id == Group.parent_id).where(Group.id.in_(numbers))
    for group, above in session.execute(chosen.order_by(Group.id)):
        audience.set_keys(group, above)
        revisions.touch(group.id)
    search.note(searching.GROUP.name, numbers)


def _note_members(numbers: Sequence[int]) -> None:
    """Fellow members find each other and their companies, also those who were known here before."""
    search.note("person", session.scalars(select(Membership.person_id).where(Membership.id.in_(numbers))))


CARRIED = (
    Carried(
        name="groups",
        model=Group,
        chosen=lambda within: Group.id.in_(within.groups),
        without={
            "folded": "made anew from the name",
            "seen_key": "made anew from the switches",
            "read_key": "made anew from the switches",
            "revision": "each site counts for itself",
        },
        check=_check_group,
        make=lambda row: {"folded": "", "seen_key": "", "read_key": "", "revision": 0},
        done=_open,
    ),
    Carried(name="members", model=Membership, chosen=_members, check=_check_membership, done=_note_members),
    Carried(
        name="followers",
        model=Follower,
        chosen=lambda within: Follower.group_id.in_(within.run),
    ),
)
