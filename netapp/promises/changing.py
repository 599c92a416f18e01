"""What the form of a promise says, done as one deed."""

from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.promises import actions, policy, queries
from netapp.promises.actions import Wish
from netapp.promises.models import Promise


@action
def change(viewer: Viewer, promise_id: int, wish: Wish, *, before: str, is_other: bool) -> Promise:
    """What the form says: other words, another day, and where it `is_other`'s, whose it is from now on."""
    promise = queries.locked_promise(viewer, promise_id)
    require(policy.may_edit(viewer, promise, queries.speaks(viewer, promise)))
    actions.reword(viewer, promise.id, wish.text, before=before)
    if promise.due != wish.due:
        actions.postpone(viewer, promise.id, wish.due)
    if is_other:
        actions.hand_over(viewer, promise.id, wish)
    return promise
