"""Inviting the people of a list in the background: some at a time, bounded, stopped, come back to."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from netapp import schedule
from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.groups import queries, roster_running, roster_tasks
from netapp.groups.models import Membership
from netapp.groups.roster_models import Invitation, Roster, RosterRow
from netapp.mail import drain, ticks
from netapp.mail.models import Letter, Tick
from netapp.members import companies, working
from netapp.members import queries as people
from netapp.members.models import Affiliation, Colleague, Company
from tests.groups.test_rosters import give, newest, path, rows, send
from tests.support.visitors import letters


def many(size, word="new"):
    return [f"N{number};n{number}@{word}.example;C{number}" for number in range(size)]


def begun(alice, town, size):
    """A list to which Alice has said yes, and no worker has come yet."""
    roster = give(alice, town.builders, many(size))
    alice.post(f"{path(roster)}/sending")
    return roster


def step(roster):
    with transaction():
        return roster_running.go_on(roster.id)


def test_a_chunk_is_a_transaction_in_a_few_statements_however_many_rows(town, as_, count_queries, monkeypatch):
    counts = []
    for size in (20, 100):
        monkeypatch.setattr(roster_running, "CHUNK", size)
        roster = give(as_(town.alice), town.builders, many(120, f"size{size}"))
        as_(town.alice).post(f"{path(roster)}/sending")
        with count_queries() as counted:
            assert step(roster) == size
        counts.append((len(counted), counted.transactions))
        assert sum(row.result == "invited" for row in rows(roster)) == size
    assert counts[0] == counts[1]
    assert counts[1][0] < 40


def test_reading_and_judging_takes_statements_by_hundreds_not_by_rows(town, as_, count_queries):
    counts = []
    for size in (100, 400):
        with count_queries() as counted:
            give(as_(town.alice), town.builders, many(size, f"size{size}"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_chunk_that_fails_leaves_nothing_behind(town, as_, monkeypatch):
    roster = begun(as_(town.alice), town, 30)

    def dies(*_given):
        raise MemoryError

    monkeypatch.setattr(roster_running, "_mark", dies)
    with pytest.raises(MemoryError):
        step(roster)
    assert letters("invitation") == []
    assert all(row.result == "" for row in rows(roster))
    assert people.person_by_email("n1@new.example") is None
    monkeypatch.undo()
    assert step(roster) == 30
    assert len(letters("invitation")) == 30


def test_yes_wakes_the_worker_and_it_comes_again_until_all_is_done(app, town, as_, monkeypatch):
    monkeypatch.setattr(roster_running, "CHUNK", 10)
    monkeypatch.setattr(roster_tasks, "QUEUE", 20)
    task = next(task for task in schedule.TASKS if task.name == "invite lists")
    ticks.run_due([task])
    assert ticks.run_due([task]) == 0
    begun(as_(town.alice), town, 50)
    turns = 0
    while ticks.run_due([task]):
        drain.drain(limit=100)
        turns += 1
    assert newest().state == "done"
    assert 3 <= turns <= 5  # No more letters wait than others can stand behind.
    assert len(letters("invitation")) == 50
    assert session.get_one(Tick, "invite lists").due_at > clock.now() + timedelta(seconds=30)


def test_a_list_can_be_stopped_and_gone_on_with(town, as_, monkeypatch):
    monkeypatch.setattr(roster_running, "CHUNK", 10)
    alice = as_(town.alice)
    roster = begun(alice, town, 30)
    step(roster)
    assert "10 of 30" in alice.get(path(roster)).text
    alice.post(f"{path(roster)}/stopping")
    assert step(roster) == 0
    assert "Stopped after 10" in alice.get(path(roster)).text
    assert "Invite 20 people" in alice.get(path(roster)).text
    send(alice, roster)
    assert len(letters("invitation")) == 30
    assert "Invited: <b>30</b>" in alice.get(path(roster)).text


def test_while_it_runs_no_row_is_touched(town, as_):
    alice = as_(town.alice)
    roster = begun(alice, town, 30)
    row = rows(roster)[0]
    page = alice.post(f"{path(roster)}/rows/{row.id}", {"email": "other@new.example", "name": ""})
    assert "These invitations are on their way." in page.text
    alice.post(f"{path(roster)}/removal")
    assert rows(roster)[0].email == "n0@new.example"


def test_the_page_follows_by_itself_and_without_script_too(town, as_):
    alice = as_(town.alice)
    roster = begun(alice, town, 30)
    page = alice.get(path(roster)).text
    assert 'data-does="follow"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    send(alice, roster)
    done = alice.get(path(roster)).text
    assert 'data-does="follow"' not in done
    assert 'http-equiv="refresh"' not in done


@pytest.mark.parametrize("change", ["demoted", "closed"])
def test_it_stops_when_its_organiser_may_not_any_more(town, as_, change):
    roster = begun(as_(town.alice), town, 30)
    if change == "demoted":
        queries.membership(town.builders.id, town.alice.id).role = "member"
    else:
        town.builders.closed_at = clock.now()
    session.commit()
    assert step(roster) == 0
    assert newest().state == "stopped"
    assert letters("invitation") == []


def test_who_joined_or_was_removed_since_the_preview_is_left_alone(town, as_):
    alice = as_(town.alice)
    lines = [f"Nina;{town.nina.email};", f"Dan;{town.dan.email};", f"Olga;{town.olga.email};", "Una;una@new.example;"]
    roster = give(alice, town.builders, lines)
    alice.post(f"{path(roster)}/choices", {"row": [row.id for row in rows(roster)], "chosen": "yes"})
    alice.post(f"{path(roster)}/sending")
    town.member(town.builders, "nina")
    queries.membership(town.builders.id, town.dan.id).state = "removed"
    town.member(town.builders, "olga", "left")  # Has said no in the meantime, for which nobody has ticked her.
    session.commit()
    step(roster)
    assert [(row.email, row.result, row.reason) for row in rows(roster)] == [
        (town.nina.email, "nothing", "member"),
        (town.dan.email, "refused", "removed"),
        (town.olga.email, "nothing", "left"),
        ("una@new.example", "invited", ""),
    ]


def test_the_last_row_of_a_long_list_brings_nobody_back_who_was_removed(town, as_, monkeypatch):
    """A chunk of one row is no invitation of one's own."""
    monkeypatch.setattr(roster_running, "CHUNK", 1)
    roster = begun(as_(town.alice), town, 30)
    session.execute(update(RosterRow).where(RosterRow.id == rows(roster)[0].id).values(email=town.rita.email))
    session.commit()
    step(roster)
    assert queries.membership(town.builders.id, town.rita.id).state == "removed"


def test_a_network_sends_so_many_a_day_and_the_rest_tomorrow(town, as_, monkeypatch):
    monkeypatch.setattr(roster_running, "A_DAY", 12)
    monkeypatch.setattr(roster_running, "CHUNK", 10)
    town.builders.created_at = clock.now() - timedelta(days=30)
    session.commit()
    alice = as_(town.alice)
    roster = begun(alice, town, 30)
    roster_tasks.invite()
    assert len(letters("invitation")) == 12
    assert roster_tasks.invite() is None
    assert "The rest follow by themselves" in alice.get(path(roster)).text
    session.execute(update(Letter).values(created_at=clock.now() - timedelta(days=1, minutes=1)))
    session.commit()
    roster_tasks.invite()
    assert len(letters("invitation")) == 24


def test_a_young_network_of_a_members_sends_fewer(town):
    town.builders.created_by, town.builders.created_at = town.alice.id, clock.now()
    session.commit()
    assert roster_running.left_today(town.energy) == roster_running.A_DAY_AT_FIRST
    town.builders.created_by = town.adam.id
    session.commit()
    assert roster_running.left_today(town.energy) == roster_running.A_DAY


def accept(as_, group, address):
    """What a reader of the letter does: looks, and presses the button with what stands there."""
    import re

    from tests.groups.test_letters import link

    (letter,) = letters("invitation", to=address)
    page = as_().get(link(letter, "/invitations/")).text
    stands = dict(re.findall(r'<input[^>]* name="(name|company)"[^>]* value="([^"]*)"', page))
    assert as_().post(link(letter, "/invitations/"), stands).status_code == 303
    return stands


def test_one_button_makes_a_member_of_whom_the_list_knows(town, as_):
    alice = as_(town.alice)
    send(alice, give(alice, town.builders, ["Una Unason;una@new.example;Brick & Co"]), note="See you in May.")
    stands = accept(as_, town.builders, "una@new.example")
    assert stands == {"name": "Una Unason", "company": "Brick &amp; Co"}
    una = people.person_by_email("una@new.example")
    assert queries.membership(town.builders.id, una.id).state == "active"
    assert una.name == "Una Unason"
    assert session.scalars(select(Invitation)).all() == []


def test_a_company_of_the_list_is_joined_by_the_companys_own_rules(town, as_):
    """Bobbins has a contact: whoever a list says works there waits for Bob's yes, and stands nowhere before."""
    company = working.set_company(town.bob, "Bobbins")
    session.commit()
    alice = as_(town.alice)
    send(alice, give(alice, town.builders, ["Mallory;mallory@new.example;Bobbins"]))
    assert session.scalars(select(Colleague)).all() == []  # The list alone says nothing to anybody.
    accept(as_, town.builders, "mallory@new.example")
    mallory = people.person_by_email("mallory@new.example")
    assert companies.place_of(mallory.id, company.id) is None
    assert session.scalars(select(Colleague)).one().person_id == mallory.id
    assert session.scalars(select(Affiliation).where(Affiliation.person_id == mallory.id)).all() == []


def test_town_and_website_of_a_list_go_to_a_company_that_is_new(town, as_):
    import io

    written = "Navn;E-mail;Firma;By;Hjemmeside\nUna;una@new.example;Brick;Ribe;brick.example\n"
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/invitations", {"file": (io.BytesIO(written.encode()), "x.csv")})
    send(alice, newest())
    accept(as_, town.builders, "una@new.example")
    company = session.scalars(select(Company).where(Company.name == "Brick")).one()
    assert (company.place, company.website) == ("Ribe", "https://brick.example")


def test_what_a_list_says_goes_when_the_invitation_is_answered_or_taken_back(town, as_):
    alice = as_(town.alice)
    send(alice, give(alice, town.builders, many(3)))
    assert len(session.scalars(select(Invitation)).all()) == 3
    una = people.person_by_email("n1@new.example")
    membership = queries.membership(town.builders.id, una.id)
    alice.post(f"/groups/{town.builders.id}/members/{membership.id}/removal")
    assert len(session.scalars(select(Invitation)).all()) == 2


def test_thousands_who_are_invited_do_not_fill_the_members_page(town, as_, monkeypatch):
    monkeypatch.setattr(queries, "INVITED_ON_A_PAGE", 20)
    alice = as_(town.alice)
    send(alice, give(alice, town.builders, many(45)))
    members = alice.get(f"/groups/{town.builders.id}/members").text
    assert members.count("@new.example") == queries.INVITED
    first = alice.get(f"/groups/{town.builders.id}/members/invited").text
    assert first.count("@new.example") == 19  # and Ivan
    last = session.scalars(select(Membership.id).where(Membership.state == "invited").order_by(Membership.id)).all()[19]
    assert f"?after={last}" in first
    assert alice.get(f"/groups/{town.builders.id}/members/invited?after={last}").text.count("@new.example") == 20
    assert as_(town.carol).get(f"/groups/{town.builders.id}/members/invited").status_code == 403


def test_the_letter_has_the_organisers_own_line_while_the_list_is_kept(town, as_):
    from netapp.mail import writing

    alice = as_(town.alice)
    send(alice, give(alice, town.builders, ["Una Unason;una@new.example;"]), note="See <you> in May.")
    (letter,) = letters("invitation")
    order = drain.Taken(*[getattr(letter, name) for name in drain.Taken._fields]).order
    written = repr(writing.write("invitation", order))
    assert "See <you> in May." in written
    assert "See &lt;you&gt; in May." in written
    session.delete(session.get_one(Roster, newest().id))
    session.commit()
    assert "in May" not in repr(writing.write("invitation", order))
