"""What a merge asks of those who answer for the two, where they are asked, and what the asker hears."""

import re

import pytest
from sqlalchemy import delete, func, select

from netapp.core import log
from netapp.core.db import session
from netapp.groups.models import Membership
from netapp.members import merging
from netapp.members.models import CompanyMerge
from tests.members.conftest import employ, is_due, merge, text_of, viewer
from tests.members.test_merging import link, numbers, path
from tests.support.visitors import letters


def test_only_who_answers_for_a_page_shows_it_to_everybody(town, bobbins, twin, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    describe(town.carol, twin, is_public=False, challenge=["Our losses"])
    public = {"is_public": "other"}
    page = as_(town.ole).get(path(bobbins, twin)).text
    assert "Everybody sees this page" not in page
    assert "Put together, only your networks see the page" in page
    merge(town.ole, bobbins, twin, **public)
    for letter in letters("merge_asked"):
        assert "Put together, only your networks see the page" in text_of(letter)
        assert "Put together, only your networks see the page" in as_().get(link(letter)).text
        as_().post(f"{link(letter)}/approval")
    assert numbers() == [twin.id]
    assert not twin.is_public
    assert "Our losses" not in as_().get(f"/companies/{twin.id}").text


@pytest.mark.parametrize("name", ["adam", "carol"])
def test_who_may_show_it_does_and_it_is_written_down(town, bobbins, twin, describe, as_, name):
    """The site's administrators, and who answers for the page that not everybody sees."""
    employ(town.carol, bobbins, "contact")
    describe(town.bob, bobbins, is_public=True)
    assert 'name="is_public"' in as_(town.carol).get(path(bobbins, twin)).text
    merge(town.people[name], bobbins, twin, is_public="other")
    assert numbers() == [twin.id]
    assert twin.is_public
    told = select(log.LogRow.thing_id).where(log.LogRow.deed == "show company").order_by(log.LogRow.id.desc())
    assert session.scalar(told) == twin.id


def test_who_answers_for_it_says_yes_or_no_on_the_page_too(town, bobbins, twin, as_):
    merge(town.ole, bobbins, twin)
    bob, page = as_(town.bob), f"/companies/{bobbins.id}"
    shown = bob.get(page).text
    assert "Ole Olesen says that this is one company with Bobbins ApS." in shown
    assert "one company with" not in as_(town.mia).get(page).text
    assert "one company with" not in as_(town.carol).get(page).text
    yes = re.search(r'action="(/merges/[^"]+/approval)"', shown)[1]
    assert bob.post(yes).status_code == 303
    assert "one company with" not in bob.get(page).text, "said already"
    shown = as_(town.carol).get(f"/companies/{twin.id}").text
    as_(town.carol).post(re.search(r'action="(/merges/[^"]+/refusal)"', shown)[1])
    assert session.scalar(select(func.count(CompanyMerge.id))) == 0
    assert "one company with" not in as_(town.carol).get(f"/companies/{twin.id}").text


def test_who_asked_is_told_of_a_no(town, bobbins, twin):
    merge(town.ole, bobbins, twin)
    merging.disagree(viewer(town.bob), session.scalars(select(CompanyMerge)).one())
    [letter] = letters("merge_answered")
    assert letter.person_id == town.ole.id
    assert "Bobbins ApS and Bobbins stay two companies" in text_of(letter)


def test_who_asked_is_told_when_they_are_one(town, bobbins, twin):
    merge(town.ole, bobbins, twin)
    for name in ("bob", "carol"):
        assert letters("merge_answered") == []
        merging.agree(viewer(town.people[name]), session.scalars(select(CompanyMerge)).one())
    [letter] = letters("merge_answered")
    assert letter.person_id == town.ole.id
    said = text_of(letter)
    assert "They are one company now" in said
    assert f"/companies/{twin.id}-bobbins-aps" in said


def test_who_has_left_the_network_meanwhile_is_told_nothing(town, bobbins, twin):
    merge(town.ole, bobbins, twin)
    merging.disagree(viewer(town.bob), session.scalars(select(CompanyMerge)).one())
    [letter] = letters("merge_answered")
    assert is_due(letter)
    session.execute(delete(Membership).where(Membership.person_id == town.ole.id))
    session.commit()
    assert not is_due(letter)
