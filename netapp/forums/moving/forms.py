"""What a moderator chooses: where a thread goes, into which one, which posts leave it."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, validators

from netapp.core.forms import Form, Line
from netapp.core.languages import lazy_gettext as _l
from netapp.forums.forms import Tags
from netapp.forums.models import LONGEST_TITLE, Thread
from netapp.groups.models import Group


class MoveForm(Form):
    """Which group, and who reads it there. `seen`: the mark of what was said of that."""

    group = SelectField(_l("Group"), coerce=int)
    for_all = BooleanField(
        _l("For whoever reads the group’s meetings"), description=_l("Otherwise for members of the group only.")
    )
    seen = HiddenField()

    def __init__(self, groups: Sequence[Group], **more: Any) -> None:
        self._groups = groups
        super().__init__(**more)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.group.choices = [(group.id, name_of(group)) for group in self._groups]
        super().process(*args, **kwargs)


class MergeForm(Form):
    """Which thread it goes into."""

    into = RadioField(_l("Into which thread?"), coerce=int, validators=[validators.InputRequired(_l("Choose one."))])
    seen = HiddenField()

    def __init__(self, threads: Sequence[Thread], **more: Any) -> None:
        self._threads = threads
        super().__init__(**more)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.into.choices = [(thread.id, thread.title) for thread in self._threads]
        super().process(*args, **kwargs)


class SplitForm(Form):
    """Which posts, of those on a page, and what they are called together."""

    posts = Tags(_l("Which posts?"), coerce=int)
    and_after = BooleanField(_l("And all after the last of them"))
    title = Line(_l("Title"), most=LONGEST_TITLE, needed=_l("A few words that tell others whether to open it."))

    def __init__(self, posts: Sequence[tuple[int, str]], **more: Any) -> None:
        self._posts = posts
        super().__init__(**more)

    def process(self, *args: Any, **kwargs: Any) -> None:
        self.posts.choices = list(self._posts)
        super().process(*args, **kwargs)


def name_of(group: Group) -> str:
    """A sub-group with its network before it."""
    return f"{group.parent.name}: {group.name}" if group.parent else group.name
