"""Who may do what with promises. Pure: the viewer's roles and the promise, nothing read.

`speaks`: whether the viewer is its owner, or answers for the company that is.
"""

from netapp.core import clock
from netapp.core.viewer import Viewer
from netapp.groups import policy as groups
from netapp.groups.models import Group
from netapp.promises.models import Promise, PromiseAnswer


def may_make(viewer: Viewer, group: Group) -> bool:
    """Write one down: members of an open group, who are not paused in it, and who organises it."""
    until = viewer.paused.get(group.id)
    is_member = viewer.belongs_to(group.id) and (until is None or until <= clock.now())
    return groups.is_open(group) and (is_member or groups.may_organise(viewer, group))


def may_name_anybody(viewer: Viewer, group: Group) -> bool:
    """Say that it is somebody's who is not in the group and has no account: who organises it."""
    return groups.may_organise(viewer, group)


def may_see_names(viewer: Viewer, group: Group) -> bool:
    """Whose it is, by name: the group's members and who runs it. The others read the company, else "a participant"."""
    return groups.may_see_members(viewer, group)


def may_answer(viewer: Viewer, promise: Promise, speaks: bool) -> bool:
    """Say that it is kept, later or dropped, and open it again."""
    is_asked = speaks or groups.may_organise(viewer, promise.group)
    return viewer.is_signed_in and is_asked and groups.is_open(promise.group)


def may_edit(viewer: Viewer, promise: Promise, speaks: bool) -> bool:
    """Change its words and its day, and hand it over."""
    return may_answer(viewer, promise, speaks)


def may_undo(viewer: Viewer, promise: Promise, answer: PromiseAnswer, speaks: bool) -> bool:
    """Take an answer back: whoever gave it, and whoever may give another one."""
    is_own = viewer.is_signed_in and answer.by_id == viewer.person_id
    return (is_own and groups.is_open(promise.group)) or may_answer(viewer, promise, speaks)
