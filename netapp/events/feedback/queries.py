"""What there is of feedback: numbers for organisers, and a person's own opinion."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.events import present
from netapp.events import queries as meetings
from netapp.events.feedback.models import COLUMNS, FEWEST, MARKS, Feedback, Opinion
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person


class Result(NamedTuple):
    """Of `asked` people these have answered; `marks`: how many gave 1, 2, 3, 4 and 5."""

    asked: int
    marks: tuple[int, ...]

    @property
    def answered(self) -> int:
        return sum(self.marks)

    @property
    def is_shown(self) -> bool:
        """Enough have answered that none of them is known by it."""
        return self.answered >= FEWEST

    @property
    def average(self) -> float:
        return sum(mark * many for mark, many in zip(MARKS, self.marks, strict=True)) / max(1, self.answered)


def get(meeting_id: int) -> Feedback | None:
    """None where nobody was asked (yet)."""
    return session.get(Feedback, meeting_id)


def opinion(meeting_id: int, person_id: int) -> Opinion | None:
    mine = Opinion.meeting_id == meeting_id, Opinion.person_id == person_id
    return session.scalar(select(Opinion).where(*mine))


def results(wanted: Iterable[int]) -> dict[int, Result]:
    """By meeting, in two statements; those of which nobody was asked are missing."""
    ids = list(wanted)
    kept = select(Opinion.meeting_id, Opinion.mark, func.count()).where(Opinion.meeting_id.in_(ids))
    given = {(row[0], row[1]): row[2] for row in session.execute(kept.group_by(Opinion.meeting_id, Opinion.mark))}
    found = {}
    for one in session.scalars(select(Feedback).where(Feedback.meeting_id.in_(ids))):
        marks = [
            getattr(one, name) + given.get((one.meeting_id, mark), 0) for mark, name in zip(MARKS, COLUMNS, strict=True)
        ]
        found[one.meeting_id] = Result(one.people, tuple(marks))
    return found


def said(meeting_id: int) -> Sequence[tuple[str, str]]:
    """(words, by whom) of who has said something; nobody's name but of who has signed. In the order of the alphabet:
    another one could tell who it was.
    """
    rows = select(Opinion.words, Opinion.signed, Person.name).join(Person, Person.id == Opinion.person_id)
    found = session.execute(rows.where(Opinion.meeting_id == meeting_id, Opinion.words != "")).all()
    return sorted(((words, name if signed else "") for words, signed, name in found), key=lambda one: one[0].casefold())


def has_come(viewer: Viewer, meeting_id: int) -> bool:
    """They were there, and see the meeting still; a guest of it has the letter's link alone."""
    mine = SignUp.person_id == viewer.person_id, SignUp.meeting_id == meeting_id
    as_guest = session.scalar(select(SignUp.as_guest).where(*mine, present.came()))
    if as_guest is None or as_guest:
        return bool(as_guest)
    seen = meetings.meetings(viewer).where(Meeting.id == meeting_id).with_only_columns(Meeting.id)
    return session.scalar(seen) is not None
