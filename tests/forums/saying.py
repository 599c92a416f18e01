"""What people of the town say in discussions, and what moderators find of it."""

from datetime import timedelta

import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.forums import actions, tasks
from netapp.forums.actions import Opening
from netapp.forums.models import Forum, Post
from netapp.forums.moderation import queries
from netapp.groups import records
from netapp.mail.writing import Missed
from netapp.members.models import Affiliation, Company
from netapp.members.queries import folded
from tests.support.visitors import written

SECRET = "qwertzmarker"


def viewer(person):
    return records.as_viewer(person)


def say(town, who, beside=None, body=f"Cheap pallets, {SECRET}!", **opening):
    """A new thread's first post, or an answer."""
    me = viewer(town.people[who])
    if beside is not None:
        return actions.reply(me, beside.thread_id, body)
    group = opening.pop("group", town.builders)
    made = actions.start(me, group.id, Opening(**{"title": "Pallets", "body": body, "for_members": False, **opening}))
    return session.query(Post).filter_by(thread_id=made.id).one()


def tell():
    """Ten minutes and a half later, the letters of what was published are ordered."""
    session.commit()
    with later(minutes=10, seconds=30):
        tasks.tell()


def company(town, name="Moelven", **workers):
    """A company that everybody sees, with these people in these roles."""
    made = Company(name=name, folded=folded(name), is_public=True, confirmed_on=clock.now().date())
    session.add(made)
    session.flush()
    since = clock.now().date()
    for who, role in workers.items():
        session.add(Affiliation(person_id=town.people[who].id, company_id=made.id, role=role, since=since))
    session.commit()
    return made


def ruled(deed):
    return {"do": deed, "why": "unkind", "words": "", "days": "1"}


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def look_first(town, group=None, **rules):
    session.add(Forum(group_id=(group or town.builders).id, tags=[], **(rules or {"first_waits": True})))
    session.commit()


def is_due(row):
    try:
        return bool(written(row))
    except Missed:
        return False


def queue(town, who="mia", group=None):
    return [one.post.id for one in queries.queue(viewer(town.people[who]), (group or town.builders).id)[0]]
