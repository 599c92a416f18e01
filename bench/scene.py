"""What the paths need of a made world: addresses, members' cookies, and who can still sign up for what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Select, select

from bench import cookies, worlds
from netapp.core.db import reading, session
from netapp.events.models import SignUp
from netapp.forums.models import AN_HOUR, Thread
from netapp.groups.models import Membership

# Enough that no two requests in a row ask for the same person's rows.
MOST_COOKIES = 500
# Of one person: the site lets nobody write more in an hour, and some leave room for what a bench asks by hand.
REPLIES = AN_HOUR - 2


@dataclass(frozen=True)
class Scene:
    """Addresses are paths. `cookies` are Cookie headers of members, `network_cookies` of members of the network.

    `thread` is about one page long, `deep` a page near the end of a long one, `threads` the list of a busy group.
    `pairs` gives (Cookie header, number of a meeting) of somebody who has not answered there, each only once whoever
    takes it; there are `pair_count` of them at first. `replies` gives (Cookie header, number of a thread) of who may
    answer there, as often as they may in an hour; `reply_count` in all.
    """

    front: str
    network: str
    meeting: str
    feed: str
    company: str
    series: str
    programme: str
    month: str
    own_feed: str
    door: str
    thread: str
    deep: str
    threads: str
    article: str
    articles: str
    cookies: tuple[str, ...]
    network_cookies: tuple[str, ...]
    pairs: Iterator[tuple[str, int]]
    pair_count: int
    replies: Iterator[tuple[str, int]]
    reply_count: int


def of(app: Flask, seed: int = worlds.SEED) -> Scene:
    """The scene in the app's database; Refused when nothing was filled in there."""
    with app.app_context():
        world = worlds.World.find(seed)
        worlds.wake()
        with reading():
            inside = set(session.scalars(_members_of(world.network_id)))
            repliers = _repliers(world.replied_ids)
            answered = {(row.person_id, row.meeting_id) for row in session.execute(_answers_at(world.open_ids))}
        header = {member.person_id: cookies.cookie(app, member.token) for member in world.members}
    repliers = [(person, thread) for person, thread in repliers if person in header]
    insiders = [number for number in header if number in inside]
    return Scene(
        front=world.front_path,
        network=world.network_path,
        meeting=world.meeting_path,
        feed=world.feed_path,
        company=world.company_path,
        series=world.series_path,
        programme=world.programme_path,
        month=world.month_path,
        own_feed=world.own_feed_path,
        door=world.door_path,
        thread=world.thread_path,
        deep=world.deep_path,
        threads=world.threads_path,
        article=world.article_path,
        articles=world.articles_path,
        cookies=tuple(header.values())[:MOST_COOKIES],
        network_cookies=tuple(header[number] for number in insiders)[:MOST_COOKIES],
        pairs=(
            (header[person], meeting)
            for person, meeting in each_pair(list(header), world.open_ids)
            if (person, meeting) not in answered
        ),
        pair_count=len(header) * len(world.open_ids) - len(answered),
        replies=((header[person], thread) for _each in range(REPLIES) for person, thread in repliers),
        reply_count=len(repliers) * REPLIES,
    )


def each_pair(people: Sequence[int], meetings: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every person with every meeting, once; neighbours share neither, so that they wait for no row of each other's."""
    for shift in range(len(meetings)):
        for place, person in enumerate(people):
            yield person, meetings[(place + shift) % len(meetings)]


def _repliers(thread_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Everybody who may answer in these threads, in one of their group's, in turns; neighbours in different ones."""
    groups: dict[int, list[int]] = {}
    for number, group_id in session.execute(select(Thread.id, Thread.group_id).where(Thread.id.in_(thread_ids))):
        groups.setdefault(group_id, []).append(number)
    active = Membership.state == "active", Membership.group_id.in_(groups)
    chosen = select(Membership.person_id, Membership.group_id).where(*active).order_by(Membership.id)
    theirs = {person: groups[group_id] for person, group_id in session.execute(chosen)}
    return [(person, numbers[place % len(numbers)]) for place, (person, numbers) in enumerate(theirs.items())]


def _members_of(network_id: int) -> Select[int]:
    return select(Membership.person_id).where(Membership.group_id == network_id, Membership.state == "active")


def _answers_at(meeting_ids: Sequence[int]) -> Select[int, int]:
    return select(SignUp.person_id, SignUp.meeting_id).where(SignUp.meeting_id.in_(meeting_ids))
