"""What a person does about their own membership: join, ask, leave, answer an invitation, choose how much mail comes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from netapp.core import limits
from netapp.core.db import action
from netapp.core.errors import Refused, require
from netapp.core.viewer import Viewer
from netapp.groups import asking, memberships, notices, policy, queries, records, words
from netapp.groups.models import Group, MailLevel, Membership, State
from netapp.members import actions as members
from netapp.members import working


class Said(NamedTuple):
    """Who the reader of an invitation's letter is, as far as we have been told."""

    name: str
    company: str


def join(viewer: Viewer, group: Group, said: Sequence[asking.Said] = ()) -> State:
    """Join an open group, ask at one that decides, take up an invitation; returns the new state (A4).

    `said`: the organisers' questions with the answers; Refused when one that they need is missing.
    Limited, since each new request writes to all organisers.
    """
    limits.spend("join", f"{viewer.person_id} {group.id}", 10, limits.DAY)
    return _join(viewer, group, said)


@action
def leave(viewer: Viewer, group: Group) -> None:
    """Leave the group and its sub-groups, take back a request, or say no to an invitation. Also when it is closed."""
    require(policy.may_leave(viewer, group))
    assert viewer.person_id is not None
    memberships.move(group, viewer.person_id, "leave", viewer.person_id)


@action
def accept(invitation: Membership, name: str = "", company: str = "") -> None:
    """The button behind an invitation's link, pressed without signing in: whoever pressed it reads that address."""
    invitation = records.still(invitation.id)
    require(policy.may_answer(invitation))
    group, person = invitation.group, invitation.person
    refuse_when_shut(group)
    # A forwarded letter may be in anybody's hands: what somebody whom we know has told us of themselves stays.
    is_new, said = not person.name, records.said_of(invitation)
    before, _membership = memberships.move(group, person.id, "accept", person.id)
    if before != "invited":
        return  # Pressed before: what is typed by now may be anybody's.
    members.known_person(person.email or "", name)
    if company and is_new:
        is_theirs = said is not None and said.company == company
        more = {"place": said.place, "website": said.website} if said and is_theirs else {}
        working.set_company(person, company, **more)


def offered(invitation: Membership) -> Said:
    """What the page behind an invitation's letter says of its reader, to be put right where it is wrong: as we know
    them, else as a list does, else as their address reads.
    """
    said, person = records.said_of(invitation), invitation.person
    name = person.name or (said.name if said else "") or _read_from(person.email or "")
    return Said(name, said.company if said else "")


@action
def refuse(invitation: Membership) -> None:
    """The other button: no, thank you."""
    invitation = records.still(invitation.id)
    require(policy.may_answer(invitation))
    memberships.move(invitation.group, invitation.person_id, "refuse", invitation.person_id)


@action
def set_mail_level(viewer: Viewer, group: Group, level: MailLevel) -> None:
    """How much mail comes from this group (M7)."""
    require(policy.may_set_mail_level(viewer, group))
    if level != "nothing":
        notices.hear_again(viewer.email, group)
    membership = queries.membership(group.id, viewer.person_id)
    if membership is not None:
        membership.mail_level = level


def _read_from(address: str) -> str:
    """Ann Berg of ann.berg@…; nothing where it is not as plain as that."""
    words = re.split(r"[._]", address.partition("@")[0])
    is_name = len(words) in {2, 3} and all(word.isalpha() and len(word) > 1 for word in words)
    return " ".join(word.title() for word in words) if is_name else ""


def refuse_when_shut(group: Group) -> None:
    if not policy.is_open(group):
        raise Refused(words.is_shut(group))


@action
def _join(viewer: Viewer, group: Group, said: Sequence[asking.Said]) -> State:
    require(policy.may_join(viewer, group))
    refuse_when_shut(group)
    assert viewer.person_id is not None
    return asking.ask(group, viewer.person_id, said)
