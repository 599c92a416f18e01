"""What people say to each other between the demo's meetings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.files import documents, receiving
from netapp.files.documents import Document
from netapp.files.drawn import Drawn
from netapp.files.receiving import Chosen
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import REACTIONS, Forum, Kind, Post, Reaction, Reading, Thread
from netapp.forums.voting.models import ThreadChoice, ThreadPoll, Vote
from netapp.groups.models import Group


@dataclass(frozen=True)
class Written:
    """A thread as threads.toml tells of it. `group`: a sub-group's key; `answer`: the place of the post that helped;
    `choices` of a poll: each with its text, and who has chosen it.
    """

    title: str
    posts: tuple[dict[str, Any], ...]
    kind: Kind = "discussion"
    group: str = ""
    tags: tuple[str, ...] = ()
    answer: int = 0
    pinned: bool = False
    takes_replies: bool = True
    for_members: bool | None = None
    choices: tuple[dict[str, Any], ...] = ()


def write(place: Place, network: Network) -> None:
    """The threads of a network and its sub-groups; nobody is written to."""
    found = content.threads(network.folder)
    tags, for_members = found.get("tags", []), found.get("for_members", True)
    session.add(Forum(group_id=place.networks[network.folder].id, tags=tags, for_members=for_members))
    for row in found["thread"]:
        written = Written(**row)
        group = place.networks[network.folder]
        if written.group:
            group = place.sub_groups[network.folder, written.group]
        is_narrow = written.for_members if written.for_members is not None else bool(written.group) or for_members
        _thread(place, group, written, for_members=is_narrow)


def _thread(place: Place, group: Group, written: Written, *, for_members: bool) -> None:
    first, last = written.posts[0], written.posts[-1]
    thread = Thread(
        group_id=group.id,
        kind=written.kind,
        title=written.title,
        language=group.language,
        tags=list(written.tags),
        for_members=for_members,
        takes_replies=written.takes_replies,
        created_at=_when(place, first),
        created_by=place.people[first["by"]].id,
        posts=len(written.posts),
        last_at=_when(place, last),
        last_by=place.people[last["by"]].id,
    )
    thread.pinned_at = thread.created_at if written.pinned else None
    session.add(thread)
    session.flush()
    made = [_post(place, thread, position, said) for position, said in enumerate(written.posts, 1)]
    session.add_all(made)
    session.flush()
    for post, said in zip(made, written.posts, strict=True):
        post.reply_to_id = made[said["answers"] - 1].id if "answers" in said else None
        for kind in REACTIONS:
            for name in said.get(kind, ()):
                session.add(Reaction(post_id=post.id, person_id=place.people[name].id, kind=kind, at=thread.last_at))
        _files(post, said)
    thread.answer_id = made[written.answer - 1].id if written.answer else None
    _read(thread, made)
    if written.choices:
        _poll(place, thread, written)


def _post(place: Place, thread: Thread, position: int, said: dict[str, Any]) -> Post:
    when = _when(place, said)
    return Post(
        thread_id=thread.id,
        position=position,
        author_id=place.people[said["by"]].id,
        body=said["text"].strip(),
        came_by="mail" if said.get("mail") else "page",
        created_at=when,
        published_at=when,
        **{kind: len(said.get(kind, ())) for kind in REACTIONS},
    )


def _files(post: Post, said: dict[str, Any]) -> None:
    """A chart of `values`, or `lines` of a table, under the name that its sender gave it."""
    from netapp.demo import charts

    for rank, one in enumerate(said.get("files", ())):
        if "lines" in one:
            kept: Drawn | Document = documents.lines(one["lines"].lstrip().encode(), one["name"])
        else:
            kept = charts.DRAWN[one["chart"]](one["values"], one["labels"], one["unit"])
        file = receiving.keep(Chosen(kept, one["name"]), post.author_id)
        row = PostFile(post_id=post.id, rank=rank, file_id=file.id, name=file.name, alt=one.get("alt", ""))
        row.added_at = post.created_at
        session.add(row)


def _poll(place: Place, thread: Thread, written: Written) -> None:
    votes = [(choice["text"], choice.get("by", ())) for choice in written.choices]
    session.add(ThreadPoll(thread_id=thread.id, people=len({name for _text, by in votes for name in by})))
    session.flush()
    for position, (text, by) in enumerate(votes, 1):
        choice = ThreadChoice(thread_id=thread.id, position=position, text=text, votes=len(by))
        session.add(choice)
        session.flush()
        for name in by:
            person_id = place.people[name].id
            session.add(Vote(choice_id=choice.id, person_id=person_id, thread_id=thread.id, at=thread.last_at))


def _read(thread: Thread, posts: list[Post]) -> None:
    """Who has written has read until then, and follows."""
    upto: dict[int, datetime] = {}
    for post in posts:
        assert post.author_id is not None
        assert post.published_at is not None
        upto[post.author_id] = post.published_at
    for person_id, moment in upto.items():
        session.add(Reading(thread_id=thread.id, person_id=person_id, read_at=moment, watch="follow"))


def _when(place: Place, said: dict[str, Any]) -> datetime:
    minute = timedelta(minutes=sum(map(ord, said["by"])) % 50)
    return at(place.today - timedelta(said["days"]), said["hour"]) + minute
