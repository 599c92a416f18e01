"""What is forgotten of who came: the names of those who had not signed up."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from netapp.core.db import changed
from netapp.events.checkin.models import Mark
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Membership


def forget_old(since: datetime) -> int:
    """Of meetings that were over before; that somebody came stays. Returns how many."""
    return _forget(Mark.meeting_id.in_(select(Meeting.id).where(Meeting.ends_at < since)))


def forget(person_id: int, name: str) -> None:
    """An erased person's name where it was only typed, at meetings of groups that they were in, or to which they had
    come: nothing tells that it is theirs, and nothing that it is not.
    """
    if not name:
        return
    theirs = select(Membership.group_id).where(Membership.person_id == person_id)
    came = select(SignUp.meeting_id).where(SignUp.person_id == person_id)
    # Not one statement with an "or": it would read every mark there is.
    near = select(Meeting.id).where(Meeting.group_id.in_(theirs)).union(came)
    _forget(Mark.name == name, Mark.meeting_id.in_(near))


def _forget(*chosen: ColumnElement[bool]) -> int:
    return changed(update(Mark).where(Mark.name != "", *chosen).values(name="", company=""))
