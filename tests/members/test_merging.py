"""Two records of one company become one: who may, who is asked, and what happens at the same moment."""

import re
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from netapp.core import log
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.members import actions, companies, merging, twins, working
from netapp.members.models import Affiliation, Colleague, Company, CompanyMerge, CompanyMoved
from tests.members.conftest import employ, is_due, merge, text_of, viewer
from tests.members.test_company_pages import form
from tests.members.test_races import at_once
from tests.support.visitors import letters


def path(one, other):
    return f"/companies/{one.id}/merge/{other.id}"


def link(letter):
    return re.search(r"https?://[^/]+(/merges/\S+)", text_of(letter))[1]


def numbers():
    session.expire_all()
    return sorted(session.scalars(select(Company.id)))


# Who may


def test_who_answers_for_both_makes_them_one_at_once(town, bobbins, twin, as_):
    employ(town.bob, twin, "contact")
    bob = as_(town.bob)
    page = bob.get(path(bobbins, twin)).text
    assert "get a letter first" not in page
    sent = {**form(page), "name": "company", "place": "other"}
    assert bob.post(path(bobbins, twin), sent).status_code == 303
    assert numbers() == [twin.id]
    assert (twin.name, twin.place, twin.latitude) == ("Bobbins ApS", "Roskilde", 55.642)
    assert "They are one company now." in bob.get(f"/companies/{twin.id}").text
    assert session.scalar(select(log.LogRow.details).where(log.LogRow.deed == "merge companies"))


def test_the_administrator_does_so_at_once(town, bobbins, twin):
    assert merge(town.adam, bobbins, twin).id == twin.id
    assert letters("merge_asked") == []


def test_an_organiser_asks_those_who_answer_for_them(town, bobbins, twin, as_):
    ole, old = as_(town.ole), bobbins.id
    page = ole.get(path(bobbins, twin)).text
    assert "Those who answer for Bobbins ApS, Bobbins get a letter first." in page
    assert ole.post(path(bobbins, twin), form(page)).status_code == 303
    assert numbers() == [old, twin.id]
    asked = {letter.person_id: letter for letter in letters("merge_asked")}
    assert set(asked) == {town.bob.id, town.carol.id}
    guest = as_()
    of_bob, of_carol = link(asked[town.bob.id]), link(asked[town.carol.id])
    assert "Ole Olesen says so." in guest.get(of_bob).text
    assert numbers() == [old, twin.id], "looking does nothing (M6)"
    guest.post(f"{of_bob}/approval")
    assert numbers() == [old, twin.id], "Carol has not said so yet"
    assert "You have said yes." in guest.get(of_bob).text
    guest.post(f"{of_carol}/approval")
    assert numbers() == [twin.id]
    for one in (of_bob, of_carol):
        assert "They are one company now." in guest.get(one).text
        assert guest.post(f"{one}/approval").status_code == 303
    assert not any(is_due(letter) for letter in asked.values())


def test_one_no_is_enough(town, bobbins, twin, as_):
    merge(town.ole, bobbins, twin)
    asked = {letter.person_id: letter for letter in letters("merge_asked")}
    of_bob, of_carol = link(asked[town.bob.id]), link(asked[town.carol.id])
    as_().post(f"{of_bob}/approval")
    as_().post(f"{of_carol}/refusal")
    assert len(numbers()) == 2
    assert session.scalar(select(func.count(CompanyMerge.id))) == 0
    assert "This has been answered" in as_().get(of_bob).text
    assert not is_due(asked[town.bob.id])


def test_an_organiser_who_answers_for_one_asks_the_other_only(town, bobbins, twin):
    employ(town.ole, twin, "contact")
    assert merge(town.ole, bobbins, twin) is None
    assert [letter.person_id for letter in letters("merge_asked")] == [town.bob.id]


def test_who_answers_for_it_no_more_says_nothing_about_it(town, bobbins, twin, as_):
    merge(town.ole, bobbins, twin)
    asked = next(letter for letter in letters("merge_asked") if letter.person_id == town.bob.id)
    of_bob = link(asked)
    working.leave(viewer(town.bob), bobbins)
    assert [as_().get(of_bob).status_code, as_().post(f"{of_bob}/approval").status_code] == [404, 404]
    assert not is_due(asked)


def test_nobody_else_may(town, bobbins, twin, as_):
    for name in ("bob", "carol", "mia"):
        with pytest.raises(Forbidden):
            merge(town.people[name], bobbins, twin)
        assert as_(town.people[name]).get(path(bobbins, twin)).status_code == 403
    for name in ("nina", "olga", "pia", "dan"):
        assert as_(town.people[name]).get(path(bobbins, twin)).status_code == 404
        assert as_(town.people[name]).post(path(bobbins, twin)).status_code == 404
    assert len(numbers()) == 2


def test_an_organiser_of_the_people_of_one_only_may_not(town, bobbins):
    with transaction():
        other = working.set_company(town.olga, "Bobbins Oy")
    other.is_public, other.confirmed_on = True, companies.today()
    session.commit()
    with pytest.raises(Forbidden):
        merge(town.ole, bobbins, other)


# Finding out


@pytest.mark.parametrize(
    ("values", "is_alike"),
    [
        ({"name": "Bobbins A/S"}, True),
        ({"name": "BOBBINS"}, True),
        ({"name": "Bobbins Brothers"}, False),
        ({"name": "Other", "website": "http://www.bobs.example/x"}, True),
        ({"name": "Other", "website": "https://notbobs.example"}, False),
        ({"name": "Other", "register_number": "123"}, True),
        ({"name": "Other"}, False),
    ],
)
def test_the_page_asks_when_another_one_looks_the_same(town, bobbins, as_, values, is_alike):
    bobbins.register_number = "123"
    other = Company(**values, is_public=True, confirmed_on=companies.today())
    other.folded = other.name.lower()
    session.add(other)
    session.commit()
    employ(town.bob, other, "contact")
    for person, sees in ((town.bob, is_alike), (town.ole, is_alike), (town.carol, False)):
        assert ("Is this the same as" in as_(person).get(f"/companies/{bobbins.id}").text) is sees
    assert twins.of(GUEST, other, None) == []


def test_a_site_that_everybody_uses_is_nobodys_own(town, bobbins, twin):
    bobbins.website, twin.website, twin.folded = "https://facebook.com/bob", "https://www.facebook.com/carol", "carols"
    session.commit()
    assert twins.of(viewer(town.ole), bobbins, None) == []


def test_who_may_merge_nothing_costs_no_statement_more(town, bobbins, as_, count_queries):
    carol = as_(town.carol)
    carol.get(f"/companies/{bobbins.id}")
    with count_queries() as counted:
        carol.get(f"/companies/{bobbins.id}")
    assert not any("lower(company.website)" in one for one in counted.statements)


# At the same moment


def test_a_page_that_has_changed_meanwhile_is_shown_again(town, bobbins, twin, describe, as_):
    employ(town.bob, twin, "contact")
    bob = as_(town.bob)
    sent = form(bob.get(path(bobbins, twin)).text)
    describe(town.carol, twin, offer=["Steam"])
    answer = bob.post(path(bobbins, twin), sent)
    assert "One of the two pages has changed while you were looking." in answer.text
    assert len(numbers()) == 2
    assert bob.post(path(bobbins, twin), form(answer.text)).status_code == 303
    assert numbers() == [twin.id]


def test_two_who_merge_in_opposite_directions_make_one(town, bobbins, twin, as_):
    employ(town.bob, twin, "contact")
    employ(town.carol, bobbins, "contact")
    visitors = [as_(town.bob), as_(town.carol), as_(town.bob), as_(town.carol)]
    paths = [path(bobbins, twin), path(twin, bobbins)] * 2
    sent = form(visitors[0].get(paths[0]).text)
    session.rollback()
    assert set(at_once(*zip(visitors, paths, strict=True), **sent)) == {303}
    assert numbers() == [twin.id]
    session.rollback()
    assert session.scalar(select(func.count(CompanyMoved.old_id))) == 1
    assert len(companies.contacts(twin.id)) == 2


def test_who_joins_while_two_become_one_joins_the_one(town, bobbins, twin, as_):
    employ(town.bob, twin, "contact")
    joiners = [as_(town.people[name]) for name in ("mia", "alice", "ole")]
    bob = as_(town.bob)
    sent = form(bob.get(path(bobbins, twin)).text)
    join, old = f"/companies/{bobbins.id}/people", bobbins.id
    asked = [(bob, path(bobbins, twin)), *((one, join) for one in joiners)]
    session.rollback()
    assert set(at_once(*asked, **sent)) == {303}
    assert numbers() == [twin.id]
    assert list(session.scalars(select(Colleague.company_id))) == [twin.id] * 3
    assert old not in set(session.scalars(select(Affiliation.company_id)))


def test_who_has_seen_the_old_record_a_moment_ago_joins_the_one(town, bobbins, twin, as_, monkeypatch):
    """Made one just between the look at the page and the deed."""
    employ(town.bob, twin, "contact")
    bob, mia = as_(town.bob), as_(town.mia)
    sent, join = form(bob.get(path(bobbins, twin)).text), f"/companies/{bobbins.id}/people"
    spend, merge_path, done = working.limits.spend, path(bobbins, twin), []

    def spending(deed, *more):
        spend(deed, *more)
        if deed == "join company":
            done.extend(at_once((bob, merge_path), **sent))

    monkeypatch.setattr(working.limits, "spend", spending)
    session.rollback()
    assert mia.post(join).status_code == 303
    assert done == [303]
    assert numbers() == [twin.id]
    assert list(session.scalars(select(Colleague.company_id))) == [twin.id]


def test_a_wish_that_is_gone_is_answered_by_nobody(town, bobbins, twin):
    merge(town.ole, bobbins, twin)
    wish = session.scalars(select(CompanyMerge)).one()
    gone = CompanyMerge(id=wish.id, company_id=twin.id, other_id=bobbins.id)
    merging.disagree(viewer(town.bob), wish)
    with suppress(NotVisible, Refused):
        merging.agree(viewer(town.carol), gone)
    assert len(numbers()) == 2


def test_wishes_are_limited(town, bobbins, twin, as_):
    ole = as_(town.ole)
    sent = form(ole.get(path(bobbins, twin)).text)
    assert [ole.post(path(bobbins, twin), sent).status_code for _ in range(21)][-1] == 429


def test_who_is_erased_wishes_for_nothing_any_more(town, bobbins, twin):
    merge(town.ole, bobbins, twin)
    with transaction():
        actions.forget(town.ole)
    assert session.scalar(select(func.count(CompanyMerge.id))) == 0
