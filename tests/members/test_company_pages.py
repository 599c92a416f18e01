"""A company's page: writing it, and keeping it true."""

import re
from datetime import timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, Refused
from netapp.members import companies, tasks, tending, working
from tests.members.conftest import employ, is_due, text_of, viewer
from tests.support.visitors import letters

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
        ("Point on the map", "55.458, 12.182"),
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
