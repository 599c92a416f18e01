"""Saying who pays for a network."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from netapp.core import log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.files import shelf
from netapp.files.fields import Chosen
from netapp.groups import policy, revisions
from netapp.groups import queries as groups
from netapp.groups.funding import queries
from netapp.groups.funding.models import MOST, Funder, Funding


class Changed(NamedTuple):
    """What becomes of a funder: its name, its place in the row, whether it goes."""

    name: str
    rank: int
    drops: bool


class New(NamedTuple):
    """A funder with its emblem, or without."""

    name: str
    emblem: Chosen | None


class Typed(Protocol):
    """Statements by language, what has changed about the funders that there are, and a new one."""

    @property
    def statements(self) -> Mapping[str, str]: ...
    @property
    def changed(self) -> Mapping[int, Changed]: ...
    @property
    def new(self) -> New | None: ...


@action
def settle(viewer: Viewer, group_id: int, typed: Typed) -> None:
    """Write the statements, what has changed about the funders, and a new one behind them."""
    group = groups.get_run(viewer, group_id)
    require(policy.may_edit(viewer, group) and group.is_network)
    statements, changed, new = typed.statements, typed.changed, typed.new
    session.merge(Funding(group_id=group.id, statements=dict(statements)))
    stay = []
    for funder in queries.funders(group.id):
        wish = changed.get(funder.id, Changed(funder.name, funder.rank, drops=False))
        if wish.drops:
            file_id = funder.file_id
            session.delete(funder)
            shelf.drop(file_id)
        else:
            funder.name, funder.rank = wish.name, wish.rank
            stay.append(funder)
    if new is not None:
        if len(stay) >= MOST:
            raise Refused(_("At most %(most)s funders.", most=MOST), "name")
        file = shelf.keep_picture(new.emblem.drawn, new.emblem.name, viewer.person_id, "emblem") if new.emblem else None
        added = Funder(group_id=group.id, rank=MOST + 1, name=new.name, file_id=file.id if file else None)
        session.add(added)
        stay.append(added)
    session.flush()
    for rank, funder in enumerate(sorted(stay, key=lambda one: (one.rank, one.id)), 1):
        funder.rank = rank
    log.write(viewer.person_id, "funding", "group", group.id, group_key(group.id))
    session.flush()
    # Its sub-groups show it, too.
    revisions.touch_all([group.id, *(one.id for one in groups.sub_groups(viewer, group.id))])
