"""A poll in a thread of its own, with a word in all that can be read of it."""

from typing import Any

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.forums.models import Post, Thread
from netapp.forums.voting.models import ThreadChoice, ThreadPoll, Vote
from netapp.forums.voting.page import VOTE
from netapp.groups.models import Group
from netapp.members.models import Person


def fill(group: Group, word: str, author: Person, other: Person) -> dict[str, Any]:
    """The other person's poll, which the author has answered and another one, too; it shows names."""
    now = clock.now()
    thread = Thread(group_id=group.id, kind="poll", title=f"When about {word}?", language="en", posts=1, tags=[])
    thread.for_members, thread.created_by, thread.last_by, thread.last_at = False, other.id, other.id, now
    session.add(thread)
    session.flush()
    session.add(Post(thread_id=thread.id, position=1, author_id=other.id, body=f"Say **{word}**", published_at=now))
    session.add(ThreadPoll(thread_id=thread.id, shows_names=True, people=1))
    session.flush()
    choices = [ThreadChoice(thread_id=thread.id, position=n, text=f"{word} {n}", votes=2 - n) for n in (1, 2)]
    session.add_all(choices)
    session.flush()
    session.add(Vote(choice_id=choices[0].id, person_id=author.id, thread_id=thread.id, at=now))
    session.flush()
    return {"poll_thread_id": thread.id}


def token(thread_id: int, person: Person) -> str:
    """Of the page behind the letter's links."""
    return signed.token(VOTE, thread_id, person.id)
