"""What the demo's moderators have to look at: a newcomer's first words, and a post that somebody has flagged."""

from sqlalchemy import select

from netapp.core.db import session
from netapp.demo import content
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.forums.models import Post, Thread
from netapp.forums.moderation.models import PostFlag


def write(place: Place, network: Network) -> None:
    """As threads.toml tells of it; nobody is written to."""
    found = content.threads(network.folder)
    for said in found.get("waiting", []):
        when = at(place.today, said["hour"])
        session.add(
            Post(
                thread_id=_thread(place, network, said["thread"]).id,
                author_id=place.people[said["by"]].id,
                body=said["text"].strip(),
                created_at=when,
            )
        )
    for said in found.get("flagged", []):
        thread = _thread(place, network, said["thread"])
        post = session.scalars(select(Post).filter_by(thread_id=thread.id, position=said["post"])).one()
        person = place.people[said["by"]]
        session.add(
            PostFlag(
                post_id=post.id,
                person_id=person.id,
                why=said["why"],
                words=said["words"],
                at=at(place.today, said["hour"]),
            )
        )


def _thread(place: Place, network: Network, title: str) -> Thread:
    group = place.networks[network.folder]
    return session.scalars(select(Thread).filter_by(group_id=group.id, title=title)).one()
