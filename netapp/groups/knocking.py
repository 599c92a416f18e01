"""Wanting to join without being signed in: a letter with a button makes sure of the address first."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from netapp.core import clock, limits
from netapp.core.db import action, locked, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.groups import asking, letting_in, notices, policy, records
from netapp.groups.joining import refuse_when_shut
from netapp.groups.models import Group, InvitationLink, Knock
from netapp.members import actions as members

# Two clicks are one knock.
SAME = timedelta(minutes=1)


def knock(
    viewer: Viewer,
    group: Group,
    link: InvitationLink | None,
    *,
    name: str,
    email: str,
    language: str,
    said: Sequence[asking.Said] = (),
) -> None:
    """Send a letter with a button to this address. The answer is the same whether we know the address or not."""
    limits.spend("knock", email, 5, limits.DAY)
    limits.spend("knock", limits.network(), 300, limits.HOUR)
    values = {"name": name, "language": language, "answers": [list(one) for one in said if one[1]]}
    _knock(viewer, group, link, email, values)


@action
def confirm(token: str) -> None:
    """The button behind the letter's link: whoever pressed it reads that address. Good for once."""
    found = records.knock(token)
    group, link = found.group, found.link
    require(policy.may_knock(records.viewer_at(found.email), group, link))
    if locked(Knock, found.id).used_at:
        return
    person = members.known_person(found.email, found.name, found.language)
    found.used_at = clock.now()
    if link:
        letting_in.let_in(link, person.id)
        return
    refuse_when_shut(group)
    # The questions may be others by now; what was typed counts.
    said = [(question, answer) for question, answer in found.answers]
    asking.ask(group, person.id, said, must_answer=False)


@action
def _knock(viewer: Viewer, group: Group, link: InvitationLink | None, email: str, values: Mapping[str, object]) -> None:
    require(policy.may_knock(viewer, group, link))
    if link:
        letting_in.refuse_when_over(link, group)
    else:
        refuse_when_shut(group)
    link_id = link.id if link else None
    found = records.last_knock(group.id, link_id, email, clock.now() - SAME)
    if found is None:
        found = Knock(group_id=group.id, link_id=link_id, email=email)
        session.add(found)
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    notices.join_confirm(group, found)
