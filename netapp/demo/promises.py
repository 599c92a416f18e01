"""What was promised at the demo's meetings and in a thread, and what became of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.place import Place, at
from netapp.events.models import Meeting
from netapp.forums.models import Post, Thread
from netapp.groups.models import Group
from netapp.promises.models import Promise, PromiseAnswer


@dataclass(frozen=True)
class Written:
    """A promise as promises.toml tells of it. Days are counted from the meeting or the post; `days_left` from today."""

    text: str
    meeting: str = ""
    thread: str = ""
    post: int = 0
    who: str = ""
    company: str = ""
    due: int = 0
    days_left: int | None = None
    kept: int = 0
    dropped: int = 0
    reason: str = ""


def write(place: Place) -> None:
    for folder, rows in content.promises().items():
        for row in rows:
            _promise(place, folder, Written(**row))


def _promise(place: Place, folder: str, written: Written) -> None:
    group, began, of = _where(place, folder, written)
    day = place.today + timedelta(written.days_left) if written.days_left is not None else None
    promise = Promise(
        group_id=group.id, text=written.text, language=group.language, due=day or _after(began, written.due)
    )
    for name, value in of.items():
        setattr(promise, name, value)
    promise.person_id = place.people[written.who].id if written.who else None
    promise.company_id = place.companies[written.company].id if written.company else None
    promise.made_by, promise.made_at = place.networks[folder].created_by, at(began, 15)
    session.add(promise)
    session.flush()
    if written.kept or written.dropped:
        _settled(promise, written, _after(began, written.kept or written.dropped))


def _settled(promise: Promise, written: Written, day: date) -> None:
    answer = PromiseAnswer(promise_id=promise.id, kind="kept" if written.kept else "dropped", way="letter")
    answer.at, answer.by_id = at(day, 9), promise.person_id or promise.made_by
    answer.was_state, answer.was_due, answer.was_person_id = "open", promise.due, promise.person_id
    answer.reason, answer.was_company_id = written.reason, promise.company_id
    session.add(answer)
    promise.state, promise.settled_at = answer.kind, answer.at  # type: ignore[assignment]
    promise.reason, promise.turn = written.reason, 1


def _where(place: Place, folder: str, written: Written) -> tuple[Group, date, dict[str, Any]]:
    if written.meeting:
        meeting: Meeting = place.meetings[folder, written.meeting]
        return meeting.group, meeting.starts_local.date(), {"meeting_id": meeting.id}
    group = place.networks[folder]
    found = select(Post, Thread.for_members).join(Thread, Thread.id == Post.thread_id)
    about = Thread.group_id == group.id, Thread.title == written.thread, Post.position == written.post
    post, for_members = session.execute(found.where(*about)).one()
    assert post.published_at is not None
    return group, post.published_at.date(), {"post_id": post.id, "for_members": for_members}


def _after(day: date, days: int) -> date:
    return day + timedelta(days)
