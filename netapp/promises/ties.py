"""How a thread's page shows the promises that its posts became, and lets one be made of a post; see forums/ties.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import literal, select

from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import policy as forums
from netapp.forums.models import Thread
from netapp.forums.ties import Offer, Shown, Tie
from netapp.promises import policy, queries, words
from netapp.promises.models import Promise

P: Any = Promise.__table__.c


def _of_thread(_thread_id: Any) -> Any:
    """A promise is made of a post, not of a thread."""
    return select(P.id).where(literal(1) == 0).correlate_except(Promise.__table__)


def _of_post(post_id: Any) -> Any:
    return select(P.id).where(P.post_id == post_id).correlate_except(Promise.__table__)


def _shown(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        one.id: Shown(
            about=_("Promised"),
            became=_("Became a promise"),
            title=one.text,
            language=one.language,
            when=words.state(one)[0],
            url=url_for("promises.promise", promise_id=one.id),
            icon="check-check",
        )
        for one in queries.named(viewer, ids).values()
    }


def _offer(viewer: Viewer, thread: Thread) -> Offer | None:
    if not forums.may_read(viewer, thread) or not policy.may_make(viewer, thread.group):
        return None
    return Offer(_("Make a promise of this"), "check-check", "promises.new")


PROMISE = Tie("promise", _of_thread, _of_post, _shown, _offer)
