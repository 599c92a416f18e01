"""A discussion, with a word in all that can be read of it."""

from datetime import timedelta
from typing import Any

from netapp.core import clock
from netapp.core.db import session
from netapp.files import shelf
from netapp.files.documents import PDF, Document
from netapp.forums.attaching.models import PostFile
from netapp.forums.introducing.models import Introduction
from netapp.forums.mailing.models import OpeningAddress
from netapp.forums.models import CaughtUp, Draft, Forum, Post, Reaction, Reading, Revision, Thread
from netapp.groups.models import Group
from netapp.members.models import Person
from tests.house import moderated, voted


def fill(group: Group, word: str, author: Person, other: Person) -> dict[str, Any]:
    """A question that this person has asked and another one has answered, by mail; the numbers of what there is now."""
    now = clock.now() - timedelta(days=1)
    session.merge(Forum(group_id=group.id, tags=[f"Tag {word}"], for_members=False))
    thread = Thread(group_id=group.id, kind="question", title=f"Who knows {word}?", language="en", posts=2)
    thread.tags, thread.for_members, thread.created_by, thread.created_at = [f"Tag {word}"], False, author.id, now
    thread.last_at, thread.last_by = now, other.id
    session.add(thread)
    session.flush()
    asked, answered = (
        Post(thread_id=thread.id, position=position, author_id=who.id, body=f"Say **{word}**.", published_at=now)
        for position, who in enumerate((author, other), 1)
    )
    answered.came_by, asked.edited_at, asked.thanks = "mail", now, 1
    session.add_all([asked, answered])
    session.flush()
    thread.answer_id, answered.reply_to_id = answered.id, asked.id
    session.add(Revision(post_id=asked.id, body=f"Before: {word}", replaced_by=author.id, replaced_at=now))
    session.add(Reaction(post_id=asked.id, person_id=other.id, kind="thanks", at=now))
    session.add(Reading(thread_id=thread.id, person_id=author.id, read_at=now - timedelta(hours=1), watch="follow"))
    session.merge(CaughtUp(person_id=author.id, group_id=group.id, until=now - timedelta(days=2)))
    session.merge(OpeningAddress(person_id=author.id, group_id=group.id, number=1, renewed_at=now))
    session.merge(Introduction(person_id=author.id, group_id=group.id, thread_id=thread.id, at=now))
    session.add(Draft(person_id=author.id, place=f"thread:{thread.id}", body=f"Perhaps {word}", saved_at=now))
    session.flush()
    written = attached(asked, word, author)
    polled = voted.fill(group, word, author, other)
    return (
        {"thread_id": thread.id, "post_id": asked.id}
        | written
        | polled
        | moderated.fill(thread, asked, word, author, other)
    )


def attached(post: Post, word: str, author: Person) -> dict[str, Any]:
    """A file of this post, and one of what its author has begun to write."""
    contents = [Document(f"%PDF-1.7 {word} {one}".encode(), PDF) for one in "ab"]
    files = [shelf.keep_document(one, f"{word}.pdf", author.id) for one in contents]
    own, begun = (PostFile(file_id=file.id, name=f"{word} {author.name}.pdf", alt=f"Shows {word}") for file in files)
    own.post_id, begun.person_id, begun.place = post.id, author.id, f"thread:{post.thread_id}"
    session.add_all([own, begun])
    session.flush()
    return {"attached_id": own.id, "seal": files[0].mark}
