"""Four moderators decide the same posts at once, in processes of their own, on each engine: each is decided once."""

import time

import pytest

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.forums import actions as forums
from netapp.forums.actions import Opening
from netapp.forums.models import Forum, Post, Thread
from netapp.forums.moderation import actions, queries
from netapp.forums.moderation.models import Ruling
from netapp.groups import records
from tests.races.processes import at_once

POSTS = 5


@pytest.fixture
def decide(app, town):
    """What four moderators do: each publishes or refuses all that waits, and passes over what is decided."""
    session.add(Forum(group_id=town.builders.id, tags=[], first_waits=True))
    for number in range(POSTS):
        forums.start(records.as_viewer(town.bob), town.builders.id, Opening(title=f"Nr {number}", body="Hello"))
    ids = [row[0] for row in session.query(Post.id)]
    viewers = [records.as_viewer(town.people[name]) for name in ("alice", "ole", "mia", "alice")]
    session.commit()

    def deed(viewer, what):
        def run():
            for number in ids:
                try:
                    actions.rule(viewer, number, what)
                except Refused:
                    session.rollback()

        return run

    return [deed(viewer, "refuse" if number % 2 else "publish") for number, viewer in enumerate(viewers)]


def test_each_post_is_decided_by_one_moderator(app, decide):
    assert at_once(app, decide) == []
    session.rollback()
    assert session.query(Ruling).count() == POSTS
    published = session.query(Post).filter(Post.position.is_not(None)).all()
    assert all(post.hidden_at is None for post in published)
    assert session.query(Thread).filter_by(posts=1).count() == len(published)


def test_several_would_decide_if_the_thread_were_not_locked(app, decide, monkeypatch):
    """This test is there to show that the one above means something."""

    def not_locked(viewer, post_id):
        found = queries.get(viewer, post_id)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(queries, "get_locked", not_locked)
    wrong = at_once(app, decide, late=True)
    session.rollback()
    assert wrong or session.query(Ruling).count() > POSTS
