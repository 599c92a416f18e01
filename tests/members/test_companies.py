"""Companies: who sees which, what is shown of whom, finding one."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST
from netapp.groups import joining
from netapp.members import companies, directory, narrowing, working
from netapp.members.models import Company
from netapp.members.narrowing import Filters
from tests.members.conftest import employ, viewer
from tests.support.sitemaps import whole


def sees(person, company):
    try:
        return companies.get(viewer(person) if person else GUEST, company.id).id == company.id
    except NotVisible:
        return False


def names(who, **asked):
    found = directory.part(who, Filters(**asked))
    return [company.name for company in found.rows]


# Who sees which


def test_a_page_is_everybodys_only_when_the_company_says_so(town, bobbins, describe):
    describe(town.bob, bobbins, offer=["Heat"])
    assert not sees(None, bobbins)
    describe(town.bob, bobbins, offer=["Heat"], is_public=True)
    assert sees(None, bobbins)


def test_before_that_it_is_seen_by_who_meets_its_people_in_a_group(town, bobbins):
    who = {name: sees(town.people[name], bobbins) for name in ("bob", "carol", "alice", "nina", "olga", "dan", "pia")}
    assert who == {**dict.fromkeys(who, False), "bob": True, "carol": True, "alice": True}
    joining.leave(viewer(town.carol), town.builders)
    assert not sees(town.carol, bobbins)


def test_where_somebody_works_who_hides_is_known_to_their_organisers_only(town, bobbins):
    """A company of one may bear its owner's name."""
    town.bob.show_name = False
    session.commit()
    who = {name: sees(town.people[name], bobbins) for name in ("bob", "carol", "alice", "ole")}
    assert who == {"bob": True, "carol": False, "alice": True, "ole": True}


def test_what_nobody_has_confirmed_for_a_year_drops_out_and_comes_back(town, bobbins, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    with time_machine.travel(clock.now() + timedelta(days=364), tick=False):
        assert sees(None, bobbins)
    with time_machine.travel(clock.now() + timedelta(days=365), tick=False):
        assert not sees(None, bobbins)
        assert names(GUEST) == []
        assert sees(town.alice, bobbins), "nothing is deleted"
        bob = as_(town.bob)
        assert "Not confirmed for a year" in bob.get(f"/companies/{bobbins.id}").text
        bob.post(f"/companies/{bobbins.id}/confirmation")
        assert sees(None, bobbins)


def test_colleagues_are_shown_as_they_wish(town, bobbins, describe, as_):
    """Guests see contacts who show their name; who meets them, everybody who does; a contact all (P2)."""
    describe(town.bob, bobbins, is_public=True)
    town.bob.show_name = town.carol.show_name = True
    for name in ("carol", "mia"):
        employ(town.people[name], bobbins)

    def shown(person):
        text = as_(person).get(f"/companies/{bobbins.id}").text
        return {name for name in ("Bob", "Carol", "Mia") if f"{name} {name}sen" in text.split("<main")[1]}

    assert shown(None) == {"Bob"}
    assert shown(town.nina) == {"Bob"}
    assert shown(town.alice) == {"Bob", "Carol"}
    assert shown(town.bob) == {"Bob", "Carol", "Mia"}
    assert "2 more work here." in as_(town.nina).get(f"/companies/{bobbins.id}").text
    assert "more work here" not in as_().get(f"/companies/{bobbins.id}").text


def test_a_page_tells_search_engines_what_it_is_once_it_is_public(town, bobbins, describe, as_):
    path = f"/companies/{bobbins.id}-bobbins"
    assert "ld+json" not in as_(town.bob).get(path).text
    describe(town.bob, bobbins, is_public=True, about="Spools </script> of **thread**.", register_number="12345678")
    page = as_().get(path).text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (found["@type"], found["name"], found["identifier"]) == ("Organization", "Bobbins", "12345678")
    assert found["address"] == {"@type": "PostalAddress", "addressLocality": "Roskilde"}
    assert found["description"] == "Spools </script> of thread."
    assert f"http://127.0.0.1:8000{path}" in whole(as_())


# Finding one


@pytest.fixture
def three(town, bobbins, describe):
    """Bob has waste heat, Carol looks for it, Mia has nothing to do with it."""
    made = {"bob": bobbins}
    for name, called in (("carol", "Gartneriet Ærø"), ("mia", "Museum")):
        with transaction():
            made[name] = working.set_company(town.people[name], called)
    describe(town.bob, made["bob"], is_public=True, offer=["Waste heat"], divisions=["16"])
    describe(town.carol, made["carol"], is_public=True, seek=["Heat for a greenhouse"], divisions=["01"], place="Ærø")
    describe(town.mia, made["mia"], is_public=True, about="Old looms", kind="other", divisions=["91"])
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Bobbins", "Gartneriet Ærø", "Museum"]),
        ({"words": "heat"}, ["Bobbins", "Gartneriet Ærø"]),
        ({"words": "HEAT waste"}, ["Bobbins"]),
        ({"words": "aero"}, ["Gartneriet Ærø"]),
        ({"words": "looms"}, ["Museum"]),
        ({"words": "heat", "about": "seek"}, ["Gartneriet Ærø"]),
        ({"about": "offer"}, ["Bobbins"]),
        ({"section": "C"}, ["Bobbins"]),
        ({"section": "S", "words": "heat"}, []),
        ({"kind": "other"}, ["Museum"]),
        ({"words": "100%"}, []),
        ({"words": "_"}, []),
    ],
)
def test_the_directory_finds_what_is_said(three, asked, found):
    assert names(GUEST, **asked) == found


def test_the_directory_is_one_page_for_guests_and_members_alike(town, three, describe, as_):
    describe(town.mia, three["mia"], is_public=False)
    town.mia.show_name = True
    session.commit()
    assert names(GUEST) == ["Bobbins", "Gartneriet Ærø"]
    assert names(viewer(town.carol)) == ["Bobbins", "Gartneriet Ærø", "Museum"]
    assert "Museum" not in as_().get("/companies").text
    assert "3 companies" in as_(town.carol).get("/companies").text


def test_a_long_directory_has_pages_and_each_costs_the_same(app, town, as_, count_queries):
    for number in range(60):
        name = f"Company {number:02}"
        company = Company(name=name, folded=name.lower(), sought=name.lower(), is_public=True)
        company.confirmed_on = companies.today()
        session.add(company)
    session.commit()
    path, seen, costs = "/companies", [], []
    while path:
        with count_queries() as counted:
            page = as_().get(path).text
        costs.append(len(counted))
        seen += re.findall(r"<h2><a[^>]*>(Company \d\d)</a>", page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        path = further[1].replace("&amp;", "&") if further else None
    assert seen == [f"Company {number:02}" for number in range(60)]
    assert len(costs) == 3
    assert max(costs) <= 4


def test_a_search_of_very_many_words_looks_for_the_first_of_them(three):
    """Each number of words is a statement that is kept."""
    assert names(GUEST, words="heat " + "waste " * 40) == ["Bobbins"]
    assert len(Filters(words="\ufdfa" * 100).values) == narrowing.MOST_WORDS


def test_the_archive_of_a_network_holds_its_companies(town, three, as_):
    answer = as_(town.alice).post(f"/groups/{town.builders.id}/archive")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as taken:
        found, lines, sectors = (
            json.loads(taken.read(f"compan{name}.json")) for name in ("ies", "y-lines", "y-sectors")
        )
    numbers = {one["name"]: one["id"] for one in found}
    assert set(numbers) == {"Bobbins", "Gartneriet Ærø", "Museum"}
    assert {(one["about"], one["said"]) for one in lines if one["company_id"] == numbers["Bobbins"]} == {
        ("offer", "Waste heat")
    }
    assert [one["division"] for one in sectors if one["company_id"] == numbers["Bobbins"]] == ["16"]
    assert found[numbers["Bobbins"] - 1]["confirmed_on"] == companies.today().isoformat()
