"""What follows in discussions from what is heard elsewhere; nobody asked for it, so nothing is required."""

import re

from sqlalchemy import delete, literal_column, select, update

from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.files.models import File
from netapp.forums.attaching.models import PostFile
from netapp.forums.introducing.models import Introduction
from netapp.forums.mailing.models import OpeningAddress
from netapp.forums.models import CaughtUp, Draft, Post, Reaction, Reading, Revision, Thread
from netapp.groups import revisions
from netapp.groups.facts import Left
from netapp.groups.models import Group, Membership
from netapp.mail.facts import Resumed, Stopped
from netapp.members import queries as members
from netapp.members.facts import CompaniesMerged, PersonChanged, PersonErased


def stopped(fact: Stopped) -> None:
    """A thread's letters: it is muted. Posts of a group: they come in the digest from now on."""
    kind, number, person_id = _meant(fact)
    if kind == "thread":
        _watch(number, person_id, "mute")
    elif kind == "posts":
        _set_level(number, person_id, "everything", "digest")
        threads = select(Thread.id).where(Thread.group_id == number)
        followed = Reading.person_id == person_id, Reading.watch == "follow", Reading.thread_id.in_(threads)
        session.execute(update(Reading).where(*followed).values(watch=""))


def resumed(fact: Resumed) -> None:
    kind, number, person_id = _meant(fact)
    if kind == "thread":
        _watch(number, person_id, "")
    elif kind == "posts":
        _set_level(number, person_id, "digest", "everything")


def forget_reading_of_leaver(fact: Left) -> None:
    """Who has left follows nothing there and has begun nothing; what they wrote stays where others answered it."""
    threads = select(Thread.id).where(Thread.group_id == fact.group_id)
    mine = Reading.person_id == fact.person_id, Reading.thread_id.in_(threads)
    session.execute(delete(Reading).where(*mine).execution_options(synchronize_session=False))
    session.execute(delete(CaughtUp).where(CaughtUp.person_id == fact.person_id, CaughtUp.group_id == fact.group_id))
    places = [f"group:{fact.group_id}", *(f"thread:{number}" for number in _begun_in(fact))]
    for model in (Draft, PostFile):
        session.execute(delete(model).where(model.person_id == fact.person_id, model.place.in_(places)))


def person_changed(fact: PersonChanged) -> None:
    """Who wrote stands beside what they wrote, also where they are no member any more."""
    _touch_threads_of(fact.person_id)


def forget_person(fact: PersonErased) -> None:
    """What they wrote stays, by a former member; what it said before is gone, and all that only they could see (P1)."""
    _touch_threads_of(fact.person_id)
    own = select(Post.id).where(Post.author_id == fact.person_id)
    session.execute(delete(Revision).where(Revision.post_id.in_(own)).execution_options(synchronize_session=False))
    _unsign(fact)
    for model in (Reading, CaughtUp, Draft, PostFile, Reaction, Introduction, OpeningAddress):
        session.execute(delete(model).where(model.person_id == fact.person_id))
    # Of letters that were read in from an old list only the name of who wrote is known.
    if fact.name:
        # The second is what its index knows.
        named = Post.author_name == fact.name, Post.author_name != literal_column("''")
        session.execute(update(Post).where(*named).values(author_name=""))


def _unsign(fact: PersonErased) -> None:
    """Under a letter stands who wrote it: their name and address go from what they have written themselves."""
    words = [word for word in (fact.name, fact.address) if word]
    if not words:
        return
    said = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    for post in session.scalars(select(Post).where(Post.author_id == fact.person_id)):
        post.body = said.sub("…", post.body)
    for thread in session.scalars(select(Thread).where(Thread.created_by == fact.person_id)):
        thread.title = said.sub("…", thread.title)
    own = select(PostFile, File).outerjoin(File, File.id == PostFile.file_id).join(Post, Post.id == PostFile.post_id)
    for row, file in session.execute(own.where(Post.author_id == fact.person_id)):
        row.name, row.alt = said.sub("…", row.name), said.sub("…", row.alt)
        if file is not None:
            file.name = said.sub("…", file.name)


def _touch_threads_of(person_id: int) -> None:
    """The groups in which guests read something of theirs."""
    read = Group.read_key == PUBLIC, Thread.for_members.is_(False), Post.author_id == person_id
    chosen = select(Thread.group_id).join(Post, Post.thread_id == Thread.id).join(Group, Group.id == Thread.group_id)
    revisions.touch_all(session.scalars(chosen.where(*read).distinct()).all())


def company_merged(fact: CompaniesMerged) -> None:
    """What was said about the one record is about the other one."""
    mine = Thread.company_id == fact.gone_id
    groups = session.scalars(select(Thread.group_id).where(mine, Thread.for_members.is_(False)).distinct()).all()
    session.execute(update(Thread).where(mine).values(company_id=fact.company_id))
    revisions.touch_all(groups)


def _begun_in(fact: Left) -> list[int]:
    begun = select(Draft.place).where(Draft.person_id == fact.person_id, Draft.place.startswith("thread:"))
    ids = [int(place.partition(":")[2]) for place in session.scalars(begun)]
    return list(session.scalars(select(Thread.id).where(Thread.id.in_(ids), Thread.group_id == fact.group_id)))


def _meant(fact: Stopped | Resumed) -> tuple[str, int, int | None]:
    """(kind of scope, its number, whose); an empty kind for what is not ours."""
    kind, _colon, number = fact.scope.partition(":")
    person = members.person_by_email(fact.address) if kind in {"thread", "posts"} and number.isdigit() else None
    return (kind, int(number), person.id) if person else ("", 0, None)


def _watch(thread_id: int, person_id: int | None, how: str) -> None:
    thread, own = session.get(Thread, thread_id), session.get(Reading, (thread_id, person_id))
    if own is not None:
        own.watch = how  # type: ignore[assignment]
    elif thread is not None:
        session.add(Reading(thread_id=thread_id, person_id=person_id, watch=how))


def _set_level(group_id: int, person_id: int | None, before: str, after: str) -> None:
    mine = Membership.group_id == group_id, Membership.person_id == person_id, Membership.mail_level == before
    session.execute(update(Membership).where(*mine).values(mail_level=after))
