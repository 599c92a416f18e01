"""How a group's discussions are run, as its organisers say."""

from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, validators

from netapp.core import log
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.forms import Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import PUBLIC, Viewer, group_key
from netapp.forums import addresses, policy, queries
from netapp.forums.models import Forum
from netapp.groups import page as groups_page
from netapp.groups import queries as groups
from netapp.groups import revisions

MOST_TAGS, LONGEST_TAG = 12, 30


@dataclass(frozen=True)
class Rules:
    """As models.Forum has it."""

    tags: tuple[str, ...]
    for_members: bool
    first_waits: bool
    links_wait: bool
    titles_only: bool


class RulesForm(Form):
    tags = Line(
        _l("Tags"), most=400, description=_l("A few words, with commas between them. Threads may bear some of them.")
    )
    for_all = BooleanField(
        _l("New threads are for whoever reads the group’s meetings"),
        description=_l("Otherwise for members only. Who begins a thread may choose the other."),
    )
    first_waits = BooleanField(_l("A newcomer’s first post waits until a moderator has looked at it"))
    links_wait = BooleanField(_l("So do a newcomer’s posts with links in them"))
    titles_only = BooleanField(
        _l("Letters tell no text"), description=_l("Only who wrote, and in which thread. The text is read on the page.")
    )

    def validate_tags(self, field: Field) -> None:
        found = _tags(field.data or "")
        if len(found) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in found):
            raise validators.StopValidation(
                _("At most %(most)s tags of %(longest)s letters.", most=MOST_TAGS, longest=LONGEST_TAG)
            )

    @property
    def rules(self) -> Rules:
        """What was typed."""
        return Rules(
            tags=_tags(self.tags.data or ""),
            for_members=not self.for_all.data,
            first_waits=self.first_waits.data,
            links_wait=self.links_wait.data,
            titles_only=self.titles_only.data,
        )


@action
def change(viewer: Viewer, group_id: int, rules: Rules) -> Forum:
    group = groups.get_readable(viewer, group_id)
    require(policy.may_run(viewer, group))
    forum = queries.forum(group.id)
    forum.tags = list(rules.tags)
    forum.for_members, forum.titles_only = rules.for_members, rules.titles_only
    forum.first_waits, forum.links_wait = rules.first_waits, rules.links_wait
    session.add(forum)
    if group.read_key == PUBLIC:
        revisions.touch(group.id)
    log.write(viewer.person_id, "run discussions", "group", group.id, group_key(group.id))
    return forum


def page_of(viewer: Viewer, group_id: int) -> tuple[RulesForm, dict[str, Any]]:
    group = groups.get_readable(viewer, group_id)
    require(policy.may_run(viewer, group))
    forum = queries.forum(group.id)
    form = RulesForm(
        tags=", ".join(forum.tags),
        for_all=not forum.for_members,
        first_waits=forum.first_waits,
        links_wait=forum.links_wait,
        titles_only=forum.titles_only,
    )
    return form, {**groups_page.frame(viewer, group), "threads_url": addresses.of_group(group.id)}


def _tags(said: str) -> tuple[str, ...]:
    """Each once, in the order in which they were typed."""
    return tuple(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in said.split(",")))))
