"""What moderators look at and have decided, with a word in all that can be read of it."""

from typing import Any

from netapp.core import clock
from netapp.core.db import session
from netapp.forums.models import Post, Thread
from netapp.forums.moderation.models import Block, PostFlag, Ruling
from netapp.members.models import Person


def fill(thread: Thread, post: Post, word: str, author: Person, other: Person) -> dict[str, Any]:
    """A flag by this other person on the author's post, a ruling about it, words that wait; the author blocks them."""
    now = clock.now()
    session.add(PostFlag(post_id=post.id, person_id=other.id, why="other", words=f"Mind {word}", at=now))
    ruling = Ruling(group_id=thread.group_id, person_id=author.id, post_id=post.id, deed="warn", why="other", at=now)
    ruling.words, ruling.decided_by = f"Leave {word} out", other.id
    session.add_all([ruling, Post(thread_id=thread.id, author_id=author.id, body=f"Wait, **{word}**", created_at=now)])
    session.merge(Block(person_id=author.id, blocked_id=other.id, at=now))
    session.flush()
    return {"ruling_id": ruling.id}
