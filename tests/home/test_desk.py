"""The organiser's page: what to do next, figures, and the rows behind each of them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from netapp.core import clock, languages, localtime
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.events.models import SignUp
from netapp.groups import queries
from netapp.groups.models import Membership
from netapp.home import desk_reads
from netapp.members import working
from tests.support.visitors import letters
from tests.town import CANARY


def page(visitor, group, kind=""):
    return visitor.get(f"/groups/{group.id}/organising{kind}")


def since(group, person, days, **values):
    """As if they had joined so many days ago."""
    moment = clock.now() - timedelta(days=days)
    chosen = update(Membership).where(Membership.group_id == group.id, Membership.person_id == person.id)
    session.execute(chosen.values(joined_at=moment, **values))
    session.commit()


def goes(meeting, person, state="going"):
    session.add(SignUp(meeting_id=meeting.id, person_id=person.id, state=state, turn=person.id))
    session.commit()


def figures(town):
    session.expire_all()
    ids = [town.builders.id, town.energy.id, town.inner.id]
    return desk_reads.figures(town.builders, ids)


def test_who_waits_is_answered_right_there(town, as_):
    ole = as_(town.ole)
    text = page(ole, town.builders).text
    assert "Say yes to Pia Piasen" in text
    membership = queries.membership(town.builders.id, town.pia.id)
    ole.post(f"/groups/{town.builders.id}/members/{membership.id}/approval")
    assert "Say yes to" not in page(ole, town.builders).text
    assert letters("welcome", to=town.pia)


def test_what_is_next_and_what_is_still_to_be_done(town, as_):
    town.meeting(title="Soon", seats=4)
    town.meeting(title="Half an idea", state="draft")
    over = town.meeting(title="Nobody counted", days=-5)
    town.meeting(town.energy, title="In Energy")
    text = page(as_(town.ole), town.builders).text
    for said in ("Soon", "Half an idea", "In Energy", f"/meetings/{over.id}/closing"):
        assert said in text
    assert "Nothing waits for you" not in text


@pytest.mark.parametrize("who", ["mia", "carol", "pia", "olga", "adam", "nina"])
@pytest.mark.parametrize("kind", ["", "/quiet", "/companies"])
def test_it_is_for_who_organises(town, as_, who, kind):
    assert page(as_(town.people[who]), town.builders, kind).status_code == 403


def test_a_secret_sub_group_neither_shows_nor_counts(town, as_):
    town.member(town.secret, "pia", "requested")
    meeting = town.meeting(town.secret, days=-5, title=f"Held {CANARY}", state="held", head_count=40)
    since(town.builders, town.bob, 500)
    goes(meeting, town.bob)
    text = page(as_(town.ole), town.builders).text
    assert CANARY not in text
    assert ">40<" not in text
    # Bob has come to nothing that Ole may know of.
    assert town.bob.name in page(as_(town.ole), town.builders, "/quiet").text
    assert town.bob.name not in page(as_(town.alice), town.builders, "/quiet").text
    assert page(as_(town.ole), town.secret).status_code == 404


def test_how_many_came_stands_by_month_and_leads_there(town, as_):
    held = town.meeting(days=-40, state="held", head_count=23)
    town.meeting(days=-40, state="held", head_count=4)
    town.meeting(days=-400, state="held", head_count=99)
    text = page(as_(town.ole), town.builders).text
    assert "2 meetings in twelve months, 27 people came" in text
    assert f"/month/{held.starts_local:%Y-%m}?network={town.builders.id}" in text
    assert text.count('class="part"') == 12
    assert text.count('height="100"/></svg>') == 1


def test_who_joined_left_and_went_quiet_is_counted_and_listed_alike(town, as_):
    for person in (town.alice, town.ole, town.mia, town.bob, town.carol):
        since(town.builders, person, 700)
    since(town.builders, town.carol, 20)
    since(town.builders, town.dan, 700, state="active")
    as_(town.dan).post(f"/groups/{town.builders.id}/leaving")
    goes(town.meeting(days=-30), town.bob)
    goes(town.meeting(days=5), town.mia, "declined")
    goes(town.meeting(days=-500), town.ole)
    found = figures(town)
    assert (found.members, found.invited, found.owners) == (5, 1, 1)
    assert (found.joined, found.left, found.quiet) == (1, 1, 3)
    ole = as_(town.ole)
    assert town.carol.name in page(ole, town.builders, "/joined").text
    assert town.dan.name in page(ole, town.builders, "/left").text
    quiet = page(ole, town.builders, "/quiet").text
    for person, is_there in ((town.alice, True), (town.mia, True), (town.bob, False), (town.carol, False)):
        assert (f"{person.name}</a>" in quiet) is is_there


def test_who_says_no_to_an_invitation_has_not_left_anew(town, as_):
    """Dan left two years ago. Carol left last month, and has said no since."""
    town.dan.name = "Dan Longgone"
    since(town.builders, town.dan, 800, changed_at=clock.now() - timedelta(days=730))
    since(town.builders, town.carol, 300)
    path, alice = f"/groups/{town.builders.id}", as_(town.alice)
    as_(town.carol).post(f"{path}/leaving")
    last_month = clock.now() - timedelta(days=30)
    session.execute(update(LogRow).values(at=last_month))
    session.commit()
    for person in (town.dan, town.carol):
        alice.post(f"{path}/invitations", {"addresses": person.email})
        as_(person).post(f"{path}/leaving")
        assert queries.membership(town.builders.id, person.id).state == "left"
    assert figures(town).left == 1
    text = page(as_(town.ole), town.builders, "/left").text
    assert town.carol.name in text
    assert languages.date_long(localtime.to_local(last_month, town.builders.zone).date()) in text
    assert town.dan.name not in text


def test_no_comparison_is_made_that_nobody_can_work_out(town, as_):
    """Carol came and went within the year: that is neither one more than a year ago nor one less."""
    since(town.builders, town.carol, 100)
    as_(town.carol).post(f"/groups/{town.builders.id}/leaving")
    assert "a year ago" not in page(as_(town.ole), town.builders).text


def test_companies_among_the_members(town, as_):
    for person in (town.bob, town.carol):
        working.set_company(person, "Bobbins")
    session.commit()
    assert figures(town).companies == 1
    text = page(as_(town.ole), town.builders, "/companies").text
    assert "Bobbins" in text
    assert "Olga" not in text


def test_a_second_owner_is_suggested_to_who_can_name_one(town, as_):
    assert "Two owners are better" in page(as_(town.alice), town.builders).text
    assert "Two owners are better" not in page(as_(town.ole), town.builders).text
    since(town.builders, town.ole, 10, is_owner=True)
    assert "Two owners are better" not in page(as_(town.alice), town.builders).text


def test_who_else_waits_is_found_in_the_group_where_they_wait(town, as_):
    ole = as_(town.ole)
    assert "more waits" not in page(ole, town.builders).text
    for number in range(9):
        town.person(f"w{number}")
        town.member(town.builders, f"w{number}")
        town.member(town.energy, f"w{number}", "requested")
        town.member(town.secret, f"w{number}", "requested")
    session.commit()
    text = page(ole, town.builders).text
    said = re.findall(r'<a href="([^"]*)">(\d+ more waits? in [^<]*)</a>', text)
    assert said == [(f"/groups/{town.energy.id}/members", "4 more wait in Energy")]
    shown = ole.get(said[0][0]).text
    assert all(f"W{number} W{number}sen" in shown for number in range(9))


def test_how_many_have_not_answered_leads_to_who(town, as_):
    text = page(as_(town.ole), town.builders).text
    path = re.search(r'<a href="([^"]*)">1 invitation has no answer yet.</a>', text)[1]
    assert town.ivan.email in as_(town.ole).get(path).text


def test_the_list_of_companies_begins_anew_after_one_that_is_not_in_it(town, as_):
    """Else the place of something hidden in the order of the names would tell its name."""
    first = working.set_company(town.bob, "Aaa")
    working.set_company(town.carol, "Zzz")
    hidden = working.set_company(town.olga, "Mmm")
    session.commit()
    ole = as_(town.ole)
    text = page(ole, town.builders, f"/companies?after={hidden.id}").text
    assert ("Aaa" in text, "Zzz" in text, "Mmm" in text) == (True, True, False)
    text = page(ole, town.builders, f"/companies?after={first.id}").text
    assert ("Aaa" in text, "Zzz" in text) == (False, True)


def test_the_page_costs_the_same_statements_however_much_there_is(town, as_, count_queries):
    alice, counts = as_(town.alice), []
    for many in (1, 8):
        for number in range(many):
            town.person(f"p{many}{number}")
            town.member(town.builders, f"p{many}{number}", "requested")
            town.meeting(days=number + 2)
            town.meeting(days=-number - 2)
        session.commit()
        with count_queries() as counted:
            assert page(alice, town.builders).status_code == 200
        counts.append(len(counted.statements))
    assert counts[0] == counts[1] <= 18


@pytest.mark.parametrize("kind", ["joined", "quiet"])
def test_a_long_list_is_read_page_by_page(town, as_, kind):
    for number in range(60):
        town.person(f"p{number}")
        town.member(town.builders, f"p{number}")
    session.execute(update(Membership).values(joined_at=clock.now() - timedelta(days=5 if kind == "joined" else 500)))
    session.commit()
    ole = as_(town.ole)
    first = page(ole, town.builders, f"/{kind}").text
    path = first.split('rel="next" href="')[1].split('"')[0]
    second = ole.get(path).text
    assert 'rel="next"' not in second
    rows = first.count("<tr>") + second.count("<tr>") - 2
    assert rows == getattr(figures(town), kind) == 65
