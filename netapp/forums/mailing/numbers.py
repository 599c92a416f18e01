"""The Message-IDs by which letters of a thread know each other: those that we send, and those that posts came by."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from netapp.core.db import session
from netapp.forums import notices
from netapp.forums.models import Post, Thread
from netapp.mail import message, outbox

# An answer is looked for among so many of the newest posts of its thread: whoever answers an older one has the subject
# to say so.
LOOKED_AT = 300


def of(post_id: int, person_id: int) -> str:
    """Of the letter by which this person has the post; the same for ever."""
    key = outbox.key("post", notices.thing(post_id), outbox.To(person_id, "", "", ""), "")
    return message.message_id(key, current_app.config["NETAPP"])


def answered(thread: Thread, person_id: int, follows: Sequence[str]) -> int | None:
    """Which post a letter of this person answers, by what it says that it follows, the nearest first."""
    if not follows:
        return None
    newest = select(Post.id, Post.message_id).where(Post.thread_id == thread.id, Post.position.is_not(None))
    known: dict[str, int] = {}
    for post_id, message_id in session.execute(newest.order_by(Post.position.desc()).limit(LOOKED_AT)):
        known[of(post_id, person_id)] = post_id
        if message_id:
            # Whoever had it from its writer directly, beside our letter.
            known.setdefault(message_id, post_id)
    return next((known[number] for number in follows if number in known), None)
