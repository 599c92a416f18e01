"""Networks and sub-groups in the search index; and that a membership changes where its person is met."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from netapp.core import db, languages, search, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.languages import gettext as _
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import Viewer
from netapp.groups import addresses, queries
from netapp.groups.models import Group, Membership

G: Any = Group.__table__.c


def groups(ids: Sequence[int]) -> Iterable[Thing]:
    """By all that their pages say of them; also who is invited finds them."""
    columns = (G.id, G.name, G.lead, G.about, G.texts, G.region, G.language, G.parent_id, G.closed_at, G.seen_key)
    for row in db.rows(select(*columns).where(G.id.in_(ids))):
        bodies = {row.language: [row.lead, text.plain(row.about), row.region]}
        for name, said in sorted(row.texts.items(), reverse=True):
            if name.startswith(("lead.", "about.")) and said:
                bodies.setdefault(name.partition(".")[2], []).append(text.plain(said))
        yield Thing(
            id=row.id,
            place=search.by_name(row.name),
            titles={row.language: row.name},
            bodies={language: "\n".join(filter(None, said)) for language, said in bodies.items()},
            keys=(row.seen_key, search.invited_key(row.id)),
            more={"language": row.language, "network": row.parent_id is None, "closed": row.closed_at is not None},
        )


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(G.id).where(G.id > last).order_by(G.id).limit(most))]


GROUP = Kind("group", 2, groups, _after)
_SAID = frozenset({"name", "lead", "about", "texts", "region", "language", "seen_key", "closed_at"})
WATCHES = (
    Watch(Group, "group", lambda group: [group.id], _SAID),
    Watch(Membership, "person", lambda membership: [membership.person_id], frozenset({"state"})),
)


def _seen(viewer: Viewer, number: Any) -> ColumnElement[Any]:
    """The name of a sub-group's network, which whoever sees the one sees too; of a network, where it is."""
    network: Any = Group.__table__.alias()
    above = select(network.c.name).where(network.c.id == G.parent_id).scalar_subquery()
    seen = queries.seen_bound(viewer.is_guest, by_number=True)
    return select(func.coalesce(above, G.region)).where(G.id == number, seen).scalar_subquery()


def _line(found: Found) -> Line:
    more, language = found.more, languages.current()
    own = language if language in more["bodies"] else more["language"]
    (named_in, name), *_others = more["titles"].items()
    facts = [found.said, _("Closed") if more["closed"] else ""]
    return Line(
        url=addresses.named(found.thing_id, name, more["network"]),
        title=name,
        title_lang=named_in if named_in != language else None,
        sort=_("Network") if more["network"] else _("Group"),
        facts=tuple(filter(None, facts)),
        body=more["bodies"].get(own, ""),
        body_lang=own if own != language else None,
        icon="users",
    )


NETWORKS = Shelf("networks", GROUP, _seen, queries.sight, _line)
