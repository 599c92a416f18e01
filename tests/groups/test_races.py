"""Two people press at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import func, select

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.groups import facts, memberships, queries, records
from netapp.groups.models import InvitationLink, Membership
from tests.support.visitors import letters


def at_once(*deeds):
    """Do all of these at the same moment, each in a thread of its own; what each answered, in their order."""
    ready = Barrier(len(deeds))

    def run(deed):
        ready.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def press(visitor, path, data=None):
    return lambda: (
        visitor.client.post(
            path, data=data or {}, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
        ).status_code
    )


def owners(group):
    session.rollback()
    chosen = select(func.count()).where(Membership.group_id == group.id, Membership.state == "active")
    return session.scalar(chosen.where(Membership.role == "organiser", Membership.is_owner))


def test_joining_from_four_windows_makes_one_membership_and_one_letter(town, as_):
    path = f"/groups/{town.others.id}/membership"
    answers = at_once(*(press(as_(town.nina), path) for _ in range(4)))
    assert answers == [303] * 4
    session.rollback()
    rows = session.scalars(
        select(Membership).where(Membership.group_id == town.others.id, Membership.person_id == town.nina.id)
    ).all()
    assert [row.state for row in rows] == ["requested"]
    assert len(letters("request_waits")) == 1


@pytest.mark.parametrize("noun", ["leaving", "role"])
def test_two_owners_who_go_at_once_leave_one(town, as_, noun):
    """The one who comes second is asked who takes over, or told why not."""

    def path(person):
        if noun == "leaving":
            return f"/groups/{town.builders.id}/leaving"
        row = session.scalar(
            select(Membership.id).where(Membership.group_id == town.builders.id, Membership.person_id == person.id)
        )
        return f"/groups/{town.builders.id}/members/{row}/role"

    # Alice's own sub-groups would hold her back.
    for group in (town.secret, town.inner):
        session.query(Membership).filter_by(group_id=group.id, person_id=town.alice.id).update({"is_owner": False})
    session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.ole.id).update({"is_owner": True})
    session.commit()
    deeds = [press(as_(person), path(person), {"office": "member"}) for person in (town.alice, town.ole)]
    session.rollback()
    assert set(at_once(*deeds)) <= {303, 200}
    assert owners(town.builders) == 1


def test_the_only_owner_is_erased_while_the_next_one_leaves(town, as_):
    for group in (town.secret, town.inner):
        session.query(Membership).filter_by(group_id=group.id, person_id=town.alice.id).update({"is_owner": False})
    session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.mia.id).update({"role": "organiser"})
    session.commit()
    deeds = [
        press(as_(town.alice), "/me/erasure", {"sure": "y"}),
        press(as_(town.ole), f"/groups/{town.builders.id}/leaving"),
    ]
    session.rollback()
    assert set(at_once(*deeds)) <= {303, 200}
    assert owners(town.builders) == 1


@pytest.mark.parametrize("door", ["open", "link"])
def test_nobody_comes_into_a_sub_group_while_they_are_removed_from_its_network(town, as_, monkeypatch, door):
    """Seen to fail on PostgreSQL when the network's row is read without its lock."""
    network, inside, carol = town.builders.id, town.energy.id, town.carol.id
    removal = f"/groups/{network}/members/{queries.membership(network, carol).id}/removal"
    path = f"/groups/{inside}/membership"
    if door == "link":
        link = InvitationLink(group_id=inside, label="x", expires_at=clock.now() + timedelta(1))
        session.add(link)
        session.commit()
        path = f"/come/{link.key}"
    removing, joining = press(as_(town.alice), removal), press(as_(town.carol), path)
    session.rollback()
    reached, may_go, announce = Event(), Event(), memberships.announce

    def announce_late(fact):
        if isinstance(fact, facts.Left) and fact.group_id == network:
            reached.set()
            may_go.wait(10)
        announce(fact)

    monkeypatch.setattr(memberships, "announce", announce_late)
    threads = [Thread(target=deed) for deed in (removing, joining)]
    threads[0].start()
    assert reached.wait(10)
    threads[1].start()
    threads[1].join(1)
    may_go.set()
    for thread in threads:
        thread.join()
    session.rollback()
    assert queries.membership(network, carol).state == "removed"
    found = queries.membership(inside, carol)
    assert found is None or found.state != "active"


def test_a_yes_and_a_no_at_once_are_one_answer(town, as_):
    row = session.scalar(
        select(Membership.id).where(Membership.group_id == town.builders.id, Membership.person_id == town.pia.id)
    )
    path = f"/groups/{town.builders.id}/members/{row}"
    deeds = [press(as_(town.alice), f"{path}/approval"), press(as_(town.ole), f"{path}/refusal")]
    session.rollback()
    assert at_once(*deeds) == [303, 303]
    assert len(letters(to=town.pia)) == 1


def test_members_join_and_leave_side_by_side_while_the_network_is_edited_and_closed(town, as_):
    joining = [press(as_(person), f"/groups/{town.builders.id}/membership") for person in (town.nina, town.dan)]
    leaving = [press(as_(town.bob), f"/groups/{town.builders.id}/leaving")]
    closing = [press(as_(town.alice), f"/groups/{town.builders.id}/closing")]
    session.rollback()
    assert set(at_once(*joining, *leaving, *closing)) == {303}


def test_no_more_come_in_by_a_link_than_it_is_good_for(town, as_):
    """Seen to fail on PostgreSQL when the link's row is read without its lock."""
    link = InvitationLink(group_id=town.others.id, label="x", expires_at=clock.now() + timedelta(1), most=2)
    session.add(link)
    session.commit()
    names = ("nina", "bob", "carol", "mia", "ole", "alice")
    deeds = [press(as_(town.people[name]), f"/come/{link.key}") for name in names]
    session.rollback()
    at_once(*deeds)
    session.rollback()
    inside = Membership.group_id == town.others.id, Membership.state == "active", Membership.role == "member"
    assert session.scalar(select(func.count()).where(*inside)) == 2
    session.refresh(link)
    assert link.came == 2


def test_two_organisers_who_answer_by_letter_at_once_write_one_letter(town, as_):
    row = session.scalar(
        select(Membership.id).where(Membership.group_id == town.builders.id, Membership.person_id == town.pia.id)
    )
    tokens = [signed.token(records.REQUEST, row, person.id) for person in (town.alice, town.ole)]
    deeds = [press(as_(), f"/requests/{tokens[0]}/approval"), press(as_(), f"/requests/{tokens[1]}/refusal")]
    session.rollback()
    assert set(at_once(*deeds)) <= {303, 409}
    assert len(letters(to=town.pia)) == 1


def test_one_letters_button_pressed_from_four_windows_counts_once(town, as_):
    link = InvitationLink(group_id=town.others.id, label="x", expires_at=clock.now() + timedelta(1))
    session.add(link)
    session.commit()
    as_().post(f"/come/{link.key}", {"name": "Una", "email": "una@new.example"})
    token = signed.token(records.KNOCK, letters("join_confirm")[0].data["knock"])
    session.rollback()
    assert at_once(*(press(as_(), f"/joinings/{token}") for _ in range(4))) == [303] * 4
    session.rollback()
    session.refresh(link)
    assert link.came == 1
