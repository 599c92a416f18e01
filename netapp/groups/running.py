"""Making, changing and closing networks and sub-groups."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.facts import announce
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.groups import audience, facts, memberships, notices, policy, queries, records, revisions
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group

SWITCHES = ("seen_by", "join_rule", "read_by")
EDITED = ("name", "lead", "about", "texts", "region", "language", "zone", "website", "questions", "domains", *SWITCHES)


@action
def create_network(viewer: Viewer, by_members: bool, **values: Any) -> Group:
    """A new network, owned by who made it. A member's waits for an administrator's yes, for its members only."""
    require(policy.may_create_network(viewer, by_members))
    group = _create(viewer, approved_at=clock.now() if viewer.is_admin else None, **values)
    if not group.is_approved:
        notices.network_wish(group)
    return group


@action
def create_sub_group(viewer: Viewer, network: Group, **values: Any) -> Group:
    require(policy.may_create_sub_group(viewer, network))
    refuse_when_shut(network)
    shared = {"region": network.region, "language": network.language, "zone": network.zone}
    return _create(viewer, parent_id=network.id, approved_at=clock.now(), **{**shared, **values})


@action
def create_inside(viewer: Viewer, network: Group, **values: Any) -> Group:
    """A sub-group of a network that is just being made; it waits for an administrator's yes when the network does."""
    require(policy.may_be_begun(viewer, network))
    shared = {"region": network.region, "language": network.language, "zone": network.zone}
    return _create(viewer, parent_id=network.id, approved_at=network.approved_at, **{**shared, **values})


@action
def approve_network(viewer: Viewer, group: Group) -> None:
    """An administrator's yes to a member's network and the sub-groups that it began with."""
    require(policy.may_approve_network(viewer))
    group = _held(group)
    if group.is_approved:
        return
    now, closed_at = clock.now(), group.closed_at
    for each in _with_sub_groups(group):
        each.approved_at = each.approved_at or now
        if each.closed_at == closed_at:
            each.closed_at = None
    _spread(group)
    log.write(viewer.person_id, "approve", "group", group.id, group_key(group.id))
    notices.network_answered(group)


@action
def decline_network(viewer: Viewer, group: Group) -> None:
    """An administrator's no: the wish is closed with all that is in it, and its maker is told."""
    require(policy.may_approve_network(viewer))
    group = _held(group)
    if group.is_approved or group.is_closed:
        return
    now = clock.now()
    for each in _with_sub_groups(group):
        each.closed_at = each.closed_at or now
        revisions.touch(each.id)
    log.write(viewer.person_id, "decline", "group", group.id, group_key(group.id))
    notices.network_answered(group)


@action
def edit(viewer: Viewer, group: Group, before: str, **values: Any) -> None:
    """Change the texts, the switches and the rest; `before` is `fingerprint` of what the editor was shown (X5)."""
    require(policy.may_edit(viewer, group))
    group = _held(group)
    if group.is_closed:
        refuse_when_shut(group)
    if before != fingerprint(group):
        raise Refused(_("Somebody else has changed this meanwhile. Compare, and save again."))
    old = {name: getattr(group, name) for name in SWITCHES}
    if any(values.get(name, old[name]) != old[name] for name in SWITCHES):
        require(policy.may_switch(viewer, group))
    for name, value in values.items():
        setattr(group, name, value)
    changed = {name: getattr(group, name) for name in SWITCHES if getattr(group, name) != old[name]}
    if changed:
        log.write(viewer.person_id, "switches", "group", group.id, group_key(group.id), **changed)
    _spread(group)
    revisions.touch(group.id)


@action
def close(viewer: Viewer, group: Group) -> None:
    """Read-only from now on, the sub-groups too; letters stop and feeds run out."""
    require(policy.may_close(viewer, group))
    if group.is_closed:
        return
    # Told first: who hears it locks meetings, and those locks come before the groups' own.
    for number in records.open_within(group.id):
        announce(facts.GroupClosed(number))
    now = clock.now()
    for each in _with_sub_groups(_held(group)):
        if each.is_closed:
            continue
        each.closed_at = now
        log.write(viewer.person_id, "close", "group", each.id, group_key(each.id))
        revisions.touch(each.id)


@action
def reopen(viewer: Viewer, group: Group) -> None:
    """Open again what was closed in one go; a sub-group that had been closed before stays so."""
    require(policy.may_close(viewer, group))
    group = _held(group)
    if not group.is_closed:
        return
    if not group.is_approved:
        raise Refused(_("%(group)s can’t be opened again: no administrator has said yes to it.", group=group.name))
    if group.parent_id and queries.network_of(group).is_closed:
        refuse_when_shut(queries.network_of(group))
    closed_at = group.closed_at
    for each in _with_sub_groups(group):
        if each.closed_at != closed_at:
            continue
        each.closed_at = None
        log.write(viewer.person_id, "reopen", "group", each.id, group_key(each.id))
        revisions.touch(each.id)


def fingerprint(group: Group) -> str:
    """Changes with anything that the form edits; what an editor was shown is known again by it."""
    shown = [getattr(group, name) for name in EDITED]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def _create(viewer: Viewer, **values: Any) -> Group:
    group = Group(created_by=viewer.person_id, **values)
    session.add(group)
    session.flush()
    audience.set_keys(group, queries.network_of(group) if group.parent_id else None)
    assert viewer.person_id is not None
    maker = memberships.hold(group.id, viewer.person_id)
    maker.state, maker.office, maker.joined_at = "active", "owner", clock.now()
    log.write(viewer.person_id, "create", "group", group.id, group_key(group.id))
    revisions.touch(group.id)
    return group


def _held(group: Group) -> Group:
    """The row read afresh, after its network's and its own were locked in that order."""
    ids = sorted({group.network_id, group.id})
    chosen = select(Group).where(Group.id.in_(ids)).order_by(Group.id).with_for_update(key_share=True)
    rows = {row.id: row for row in session.scalars(chosen.execution_options(populate_existing=True))}
    if group.id not in rows:
        raise NotVisible
    return rows[group.id]


def _spread(group: Group) -> None:
    """Work out the keys of the group, and of its sub-groups, which are never wider than it."""
    network = queries.network_of(group) if group.parent_id else None
    session.flush()
    for each in _with_sub_groups(group):
        before = (each.seen_key, each.read_key)
        audience.set_keys(each, network if each is group else group)
        if (each.seen_key, each.read_key) != before:
            revisions.touch(each.id)


def _with_sub_groups(group: Group) -> Sequence[Group]:
    chosen = select(Group).where(Group.parent_id == group.id).order_by(Group.id).with_for_update(key_share=True)
    return [group, *session.scalars(chosen)]
