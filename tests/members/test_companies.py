"""Companies' pages: who sees which, what is shown of whom, writing one, keeping it true, finding one."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.groups import joining
from netapp.members import companies, directory, tasks, tending, working
from netapp.members.directory import Filters
from netapp.members.models import Company
from tests.members.conftest import employ, is_due, text_of, viewer
from tests.support.visitors import letters


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
    assert f"{path}</loc>" in as_().get("/sitemap.xml").text


# Writing one


def form(page):
    """What a browser would send back unchanged."""
    found = {}
    for one in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', one))
        if attributes.get("type") != "checkbox" or " checked" in one:
            found[attributes["name"]] = attributes.get("value", "")
    found |= {
        name: text.strip()
        for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page, re.S)
    }
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = (re.findall(r'<option selected value="(\w*)"', options) or [""])[0]
    return found


def test_a_page_of_good_use_takes_one_form(town, bobbins, as_):
    bob = as_(town.bob)
    sent = form(bob.get(f"/companies/{bobbins.id}/edit").text)
    sent |= {"offer": "Waste heat, 40 °C\r\n- Free shelves\r\n\r\nFree shelves", "seek": "Sawdust", "division": "16"}
    sent |= {"is_public": "y", "about": "We make **bobbins**.", "size": "small", "about_da": "Vi laver spoler."}
    answer = bob.post(f"/companies/{bobbins.id}/edit", sent)
    assert answer.status_code == 303
    page = as_().get(answer.location).text
    for said in ("Waste heat, 40 °C", "Free shelves", "Sawdust", "<strong>bobbins</strong>", "10 to 49 people"):
        assert said in page
    assert page.count("Free shelves") == 1
    assert "Manufacture of wood and of products of wood and cork" in page
    assert "Vi laver spoler." in as_().get(f"{answer.location}?lang=da").text
    assert f"Confirmed on {clock.now():%A, %-d %B %Y}" in page


def test_what_the_form_shows_changes_nothing_when_it_is_sent_back(town, bobbins, describe, as_):
    describe(
        town.bob,
        bobbins,
        **{about: [f"{about} one", f"{about} two"] for about in ("offer", "seek", "competence", "challenge", "market")},
        texts={"about.fi": "Puolia."},
        divisions=["16", "31"],
        size="large",
        kind="other",
    )
    before, bob = tending.fingerprint(bobbins), as_(town.bob)
    assert (
        bob.post(f"/companies/{bobbins.id}/edit", form(bob.get(f"/companies/{bobbins.id}/edit").text)).status_code
        == 303
    )
    session.expire_all()
    assert tending.fingerprint(bobbins) == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "What is it called?"),
        ("offer", "x" * 81, "Please say it in 80 characters a line"),
        ("seek", "\n".join(map(str, range(13))), "At most 12 lines."),
        ("website", "not an address", "This is not a whole web address."),
        ("division", "04", "Not a valid choice."),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_and_changes_nothing(town, bobbins, as_, field, typed, said):
    bob, before = as_(town.bob), tending.fingerprint(bobbins)
    sent = {**form(bob.get(f"/companies/{bobbins.id}/edit").text), "about": "Kept as typed.", field: typed}
    answer = bob.post(f"/companies/{bobbins.id}/edit", sent)
    assert answer.status_code == 200
    assert said in answer.text
    assert "Kept as typed." in answer.text
    session.expire_all()
    assert tending.fingerprint(bobbins) == before


def test_the_second_of_two_writers_is_shown_what_the_first_has_saved(town, bobbins, as_):
    employ(town.carol, bobbins, "contact")
    bob, carol = as_(town.bob), as_(town.carol)
    path = f"/companies/{bobbins.id}/edit"
    first, second = form(bob.get(path).text), form(carol.get(path).text)
    assert bob.post(path, {**first, "offer": "Steam"}).status_code == 303
    answer = carol.post(path, {**second, "offer": "Hot water"})
    assert answer.status_code == 200
    assert "A colleague has saved this page while you were writing." in answer.text
    assert re.search(r"<dt>What you can offer</dt><dd>Steam</dd>", answer.text)
    assert "Hot water" in answer.text
    assert carol.post(path, {**form(answer.text), "offer": "Steam\nHot water"}).status_code == 303
    assert companies.lines([bobbins.id])[bobbins.id]["offer"] == ["Steam", "Hot water"]


def test_the_second_writer_sees_everything_that_differs(town, bobbins, as_):
    employ(town.carol, bobbins, "contact")
    bob, carol = as_(town.bob), as_(town.carol)
    path = f"/companies/{bobbins.id}/edit"
    first, second = form(bob.get(path).text), form(carol.get(path).text)
    bob.post(
        path, {**first, "about_fi": "Puolia.", "size": "large", "is_public": "y", "division": "16", "place": "Køge"}
    )
    told = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", carol.post(path, second).text)
    assert told == [
        ("Town", "Køge"),
        ("Sector", "16 Manufacture of wood and of products of wood and cork, except furniture"),
        ("How many you are", "250 people or more"),
        ("Show this page to everybody", "Yes"),
        ("Text in Finnish", "Puolia."),
    ]


def test_another_main_language_loses_no_text(town, bobbins, describe, as_):
    describe(town.bob, bobbins, about="Spoler.", language="da", texts={"about.en": "Bobbins."})
    bob, path = as_(town.bob), f"/companies/{bobbins.id}/edit"
    answer = bob.post(path, {**form(bob.get(path).text), "language": "en"})
    assert "There is a text in this language further down already" in answer.text
    assert form(answer.text)["about_en"] == "Bobbins."


def test_two_companies_of_one_name_would_be_one(town, bobbins, describe):
    with transaction():
        other = working.set_company(town.carol, "Carolus")
    with pytest.raises(Refused) as refusal:
        describe(town.carol, other, name="BOBBINS")
    assert refusal.value.field == "name"


def test_nobody_but_a_contact_writes_a_page(town, bobbins, describe, as_):
    employ(town.carol, bobbins)
    for other in (town.carol, town.alice, town.adam):
        with pytest.raises(Forbidden):
            describe(other, bobbins, about="Theirs")
        with pytest.raises(Forbidden):
            tending.confirm(viewer(other), bobbins)
    assert as_(town.carol).get(f"/companies/{bobbins.id}/edit").status_code == 403
    assert as_(town.nina).get(f"/companies/{bobbins.id}/edit").status_code == 404


def test_another_name_is_shown_wherever_its_people_are(town, bobbins, describe, as_):
    town.bob.show_name = True
    session.commit()
    before = town.builders.revision
    describe(town.bob, bobbins, name="Bobbins & Sons")
    session.refresh(town.builders)
    assert town.builders.revision == before + 1
    assert "Bobbins &amp; Sons" in as_(town.carol).get(f"/groups/{town.builders.id}/members").text


# Keeping it true


def test_once_a_year_each_contact_is_asked_whether_it_still_holds(town, bobbins, describe, as_):
    describe(town.bob, bobbins, is_public=True, offer=["Waste heat"])
    employ(town.carol, bobbins, "contact")
    tasks.ask_companies()
    assert letters("company_holds") == []
    with time_machine.travel(clock.now() + timedelta(days=340), tick=False):
        tasks.ask_companies()
        tasks.ask_companies()
        asked = letters("company_holds")
        assert {letter.person_id for letter in asked} == {town.bob.id, town.carol.id}
        said = text_of(asked[0])
        assert "Waste heat" in said
        path = re.search(r"https?://[^/]+(/holds/\S+)", said)[1]
        guest, before = as_(), bobbins.confirmed_on
        assert "Yes, it still holds" in guest.get(path).text
        session.refresh(bobbins)
        assert bobbins.confirmed_on == before, "looking does nothing (M6)"
        assert "Thank you" in guest.post(path).text
        session.refresh(bobbins)
        assert bobbins.confirmed_on == companies.today()
        assert not any(is_due(letter) for letter in asked), "answered by one, and the other need not"
        tasks.ask_companies()
        assert len(letters("company_holds")) == 2


def test_who_shows_their_page_to_nobody_is_not_asked(town, bobbins, describe):
    describe(town.bob, bobbins, is_public=False)
    with time_machine.travel(clock.now() + timedelta(days=340), tick=False):
        tasks.ask_companies()
    assert letters("company_holds") == []


def test_who_answers_for_it_no_more_confirms_nothing(town, bobbins, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    with time_machine.travel(clock.now() + timedelta(days=340), tick=False):
        tasks.ask_companies()
        path = re.search(r"https?://[^/]+(/holds/\S+)", text_of(letters("company_holds")[0]))[1]
        working.leave(viewer(town.bob), bobbins)
        assert as_().get(path).status_code == 404
        assert as_().post(path).status_code == 404


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
    assert len(Filters(words="\ufdfa" * 100).values) == directory.MOST_WORDS


def test_the_archive_of_a_network_holds_its_companies(town, three, as_):
    answer = as_(town.alice).post(f"/groups/{town.builders.id}/archive")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as taken:
        found = {one["name"]: one for one in json.loads(taken.read("companies.json"))["content"]}
    assert set(found) == {"Bobbins", "Gartneriet Ærø", "Museum"}
    assert (found["Bobbins"]["offer"], found["Bobbins"]["nace"]) == (["Waste heat"], ["16"])
    assert found["Bobbins"]["confirmed_on"] == companies.today().isoformat()
