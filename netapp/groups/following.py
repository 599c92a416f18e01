"""Following a group by mail, without being a member: only what anybody may read is sent to a follower."""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock, limits
from netapp.core.db import action, db, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import notices, policy, queries
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Follower, Group
from netapp.members import actions as members


@action
def follow(viewer: Viewer, group: Group) -> None:
    """One click, for who is signed in with an address; a member has the letters already."""
    require(policy.may_follow_at_once(viewer, group))
    refuse_when_shut(group)
    assert viewer.person_id is not None
    if not viewer.belongs_to(group.id):
        _add(group, viewer.person_id, viewer.email)


def ask_to_follow(viewer: Viewer, group: Group, email: str, language: str) -> None:
    """Send a letter with a button to this address. The answer is the same whether we know the address or not."""
    limits.spend("follow", email, 5, limits.DAY)
    limits.spend("follow", limits.network(), 300, limits.HOUR)
    _ask(viewer, group, email, language)


@action
def _ask(viewer: Viewer, group: Group, email: str, language: str) -> None:
    require(policy.may_follow(viewer, group))
    refuse_when_shut(group)
    notices.follow_confirm(group, email, language)


@action
def confirm(group: Group, email: str, language: str) -> None:
    """The button behind the letter's link: whoever pressed it reads that address."""
    require(policy.is_followable(group))
    refuse_when_shut(group)
    person = members.known_person(email, language=language)
    membership = queries.membership(group.id, person.id)
    if membership is None or membership.state != "active":
        _add(group, person.id, email)


@action
def unfollow(viewer: Viewer, group: Group) -> None:
    require(policy.may_unfollow(viewer))
    session.execute(delete(Follower).where(Follower.group_id == group.id, Follower.person_id == viewer.person_id))


def _add(group: Group, person_id: int, address: str | None) -> None:
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    row = {"group_id": group.id, "person_id": person_id, "mail_level": "everything", "since": clock.now()}
    again = {"mail_level": "everything"}
    session.execute(
        insert(Follower).values(**row).on_conflict_do_update(index_elements=["group_id", "person_id"], set_=again)
    )
    notices.hear_again(address, group)
