"""What of promises goes into archives: a person's own, and a network's with what was answered."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from netapp.core.archives import Carried, Row, Sheet, Within
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.groups.models import Group
from netapp.promises import queries
from netapp.promises.models import KINDS, LONGEST, STATES, WAYS, Promise, PromiseAnswer


def own(viewer: Viewer) -> Iterator[Sheet]:
    """What one has promised or written down, and what one has answered; of what one does not see any more no words."""
    mine = or_(Promise.person_id == viewer.person_id, Promise.made_by == viewer.person_id)
    found = session.scalars(select(Promise).where(mine).order_by(Promise.id)).all()
    seen = queries.named(viewer, [one.id for one in found])
    yield Sheet(
        "promises",
        _("What you promised, and what you wrote down that others did."),
        [
            {
                "promise": one.id,
                "text": one.text if one.id in seen else "",
                "is_mine": one.person_id == viewer.person_id,
                "due": one.due.isoformat(),
                "state": one.state,
                "reason": one.reason if one.id in seen else "",
                "made_at": plain(one.made_at),
                "settled_at": plain(one.settled_at) if one.settled_at else "",
            }
            for one in found
        ],
    )
    given = or_(PromiseAnswer.by_id == viewer.person_id, PromiseAnswer.was_person_id == viewer.person_id)
    answers = session.scalars(select(PromiseAnswer).where(given).order_by(PromiseAnswer.id))
    yield Sheet(
        "promise-answers",
        _("What was answered about promises, by you or about yours."),
        [
            {
                "promise": one.promise_id,
                "answer": one.kind,
                "is_mine": one.by_id == viewer.person_id,
                "due": one.due.isoformat() if one.due else "",
                "reason": one.reason if one.by_id == viewer.person_id else "",
                "at": plain(one.at),
                "undone_at": plain(one.undone_at) if one.undone_at else "",
            }
            for one in answers
        ],
    )


def _chosen(within: Within) -> ColumnElement[bool]:
    """Those of its groups that its maker reads."""
    read = select(Promise.id).join(Group, Group.id == Promise.group_id).where(queries.visible(within.viewer))
    return Promise.id.in_(read.where(Promise.group_id.in_(within.groups)))


def _check(row: Row) -> None:
    is_right = row["state"] in STATES and len(row["text"].strip()) > 0 and row["turn"] >= 0
    if not is_right or (row["state"] == "open") != (row["settled_at"] is None):
        raise ValueError("no such promise")


def _check_answer(row: Row) -> None:
    is_right = row["kind"] in KINDS and row["way"] in WAYS and row["was_state"] in STATES
    if not is_right or len(row["reason"]) > LONGEST or row["promise_id"] is None:
        raise ValueError("no such answer")


def _answers(within: Within) -> Any:
    return PromiseAnswer.promise_id.in_(select(Promise.id).where(_chosen(within)))


CARRIED = (
    Carried(name="promises", model=Promise, chosen=_chosen, check=_check),
    Carried(name="promise-answers", model=PromiseAnswer, chosen=_answers, check=_check_answer),
)
