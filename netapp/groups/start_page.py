"""The page on which a network begins: what it can begin with, and where it leads."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from netapp.core import languages
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.groups import addresses, starting
from netapp.groups.models import Group
from netapp.groups.starting import Pattern

COPY = "copy-"


class Offered(NamedTuple):
    """A template, or one of the viewer's networks to be copied."""

    key: str
    name: str
    hint: str


def offered(viewer: Viewer) -> Sequence[Offered]:
    """The templates first."""
    language = languages.current()
    likes = [Offered(one.key, one.name[language], _holds(one, language)) for one in starting.patterns()]
    copies = [
        Offered(
            f"{COPY}{group.id}",
            _("A copy of %(group)s", group=group.name),
            _("Its texts, switches and sub-groups, and none of its people."),
        )
        for group in starting.sources(viewer)
    ]
    return [*likes, *copies]


def start(viewer: Viewer, by_members: bool, like: str, name: str, region: str, language: str) -> Group:
    """As the form says it."""
    if not like.startswith(COPY):
        pattern = next(one for one in starting.patterns() if one.key == like)
        return starting.start_from(viewer, by_members, pattern, name, region, language)
    source = next((group for group in starting.sources(viewer) if f"{COPY}{group.id}" == like), None)
    if source is None:
        raise NotVisible
    return starting.start_like(viewer, by_members, source, name, region)


def address(group: Group) -> str:
    """Where its maker goes on; a network that waits for a yes is looked at first."""
    return url_for("home.desk", group_id=group.id) if group.is_approved else addresses.of(group)


def _holds(pattern: Pattern, language: str) -> str:
    parts = [pattern.lead[language]]
    if pattern.groups:
        parts.append(_("Sub-groups: %(names)s.", names=", ".join(one["name"][language] for one in pattern.groups)))
    many = len(pattern.more.get("meetings", ()))
    if many:
        parts.append(ngettext("%(num)d meeting as a draft.", "%(num)d meetings as drafts.", many))
    return " ".join(parts)
