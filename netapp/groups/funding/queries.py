"""What is read of a network's funding; whoever reads in the group sees it."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, bindparam, cast, select

from netapp.core import several
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.files.models import File, mark
from netapp.groups import policy, queries
from netapp.groups.funding.models import Funder, Funding
from netapp.groups.models import Group

_F: Any = Funding.__table__.c
_R: Any = Funder.__table__.c
_FILE: Any = File.__table__.c
# An emblem stands within so many pixels.
HIGHEST, WIDEST = 48, 160


class Emblem(NamedTuple):
    """A funder as pages show them; without a `mark` the name alone."""

    rank: int
    id: int
    name: str
    mark: str
    width: int
    height: int
    is_light: bool


class Paid(NamedTuple):
    """What a statement read of a network's funding: `statements` as JSON by language, `funders` by `several`."""

    statements: str = ""
    funders: str = ""

    def statement_in(self, language: str, main: str) -> tuple[str, str]:
        """(language, text): in the asked language when there is one, else the network's, else in any; "" for none."""
        known = _statements(self.statements)
        found = next((code for code in (language, main, *sorted(known)) if known.get(code)), language)
        return found, known.get(found, "")

    @property
    def emblems(self) -> tuple[Emblem, ...]:
        return _emblems(self.funders)


def columns(network_id: Any) -> tuple[Any, Any]:
    """For a statement that is asked anyway: what `Paid` is made of."""
    said = select(cast(_F.statements, Text)).where(_F.group_id == network_id).correlate_except(Funding.__table__)
    cells = (_R.rank, _R.id, _R.name, _FILE.digest, _FILE.width, _FILE.height, _FILE.is_light)
    paying = Funder.__table__.outerjoin(File.__table__, _FILE.id == _R.file_id)
    funders = select(several.in_one(*cells)).select_from(paying).where(_R.group_id == network_id)
    return said.scalar_subquery(), funders.correlate_except(Funder.__table__, File.__table__).scalar_subquery()


def of_network(network_id: int) -> Paid:
    ((statements, funders),) = _ONE.rows({"network": network_id})
    return Paid(statements or "", funders or "")


def get_settled(viewer: Viewer, group_id: int) -> Group:
    """A network, for the form of who may say how it is funded; a sub-group has its network's funding."""
    group = queries.get_run(viewer, group_id)
    if not group.is_network:
        raise NotVisible
    return group


def get(group_id: int) -> Funding | None:
    return session.get(Funding, group_id)


def funders(group_id: int) -> Sequence[Funder]:
    return session.scalars(select(Funder).where(Funder.group_id == group_id).order_by(Funder.rank, Funder.id)).all()


def emblem(viewer: Viewer, funder_id: int, seal: str) -> tuple[Group, File]:
    """For whoever reads the network; NotVisible also for the address of one that has been replaced."""
    row = session.get(Funder, funder_id)
    group = session.get(Group, row.group_id) if row else None
    file = session.get(File, row.file_id) if row and row.file_id else None
    if group is None or file is None or file.mark != seal or not policy.may_read(viewer, group):
        raise NotVisible
    return group, file


def needed() -> Select[int | None]:
    """The files that funders name."""
    return select(Funder.file_id).where(Funder.file_id.is_not(None))


_ONE = Prepared(select(*columns(bindparam("network", type_=Group.__table__.c.id.type))))


@lru_cache(maxsize=256)
def _statements(said: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(said) if said else {}
    return found


@lru_cache(maxsize=256)
def _emblems(said: str) -> tuple[Emblem, ...]:
    return tuple(sorted(_emblem(*cells) for cells in several.rows(said)))


def _emblem(rank: str, number: str, name: str, digest: str, width: str, height: str, is_light: str) -> Emblem:
    wide, high = int(width or 0), int(height or 0)
    scale = min(1, WIDEST / max(1, wide), HIGHEST / max(1, high))
    sides = max(1, round(wide * scale)), max(1, round(high * scale))
    return Emblem(int(rank), int(number), name, mark(digest) if digest else "", *sides, is_light in {"1", "true"})
