"""Who works where: naming a company, being let in by its domain or by a contact's yes, answering for it, leaving."""

import pytest

from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.members import actions, companies, domains, queries, working
from netapp.members.models import Colleague
from tests.members.conftest import employ, is_due, role, text_of, viewer
from tests.support.visitors import letters


def named(person, name):
    with transaction():
        return working.set_company(person, name)


def link(text):
    return "/colleagues/" + next(word for word in text.split() if "/colleagues/" in word).partition("/colleagues/")[2]


def test_who_names_a_new_company_answers_for_it(town, bobbins):
    assert role(town.bob, bobbins) == "contact"
    assert letters("colleague_waits") == []


def test_whoever_names_it_next_waits_for_the_contacts_yes(town, bobbins):
    assert named(town.carol, "BOBBINS").id == bobbins.id
    assert role(town.carol, bobbins) is None
    assert queries.company_of(town.carol.id) is None
    assert [letter.person_id for letter in letters("colleague_waits")] == [town.bob.id]


def test_naming_it_again_while_one_waits_writes_to_nobody(town, bobbins):
    named(town.carol, "Bobbins")
    named(town.carol, "Bobbins")
    assert len(letters("colleague_waits")) == 1
    assert len(companies.asking(bobbins.id)) == 1


def test_the_place_before_ends_only_with_the_yes(town, bobbins):
    other = named(town.carol, "Carolus")
    named(town.carol, "Bobbins")
    assert role(town.carol, other) == "contact"
    working.accept(viewer(town.bob), companies.asking(bobbins.id)[0])
    assert (role(town.carol, bobbins), role(town.carol, other)) == ("employee", None)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("carol@bobs.example", "employee"),
        ("carol@mail.bobs.example", None),
        ("carol@notbobs.example", None),
        ("carol@bobs.example.org", None),
    ],
)
def test_an_address_of_the_companys_own_whole_domain_lets_in_at_once(town, bobbins, address, expected):
    town.carol.email = address
    session.commit()
    named(town.carol, "Bobbins")
    assert role(town.carol, bobbins) == expected
    assert bool(letters("colleague_waits")) == (expected is None)


def test_an_address_that_nobody_has_confirmed_lets_nobody_in(town, bobbins):
    town.carol.email, town.carol.email_confirmed_at = "carol@bobs.example", None
    session.commit()
    named(town.carol, "Bobbins")
    assert role(town.carol, bobbins) is None


def test_a_free_mail_domain_is_nobodys_own(town, bobbins):
    for domain in ("gmail.com", "outlook.se", "yahoo.co.jp"):
        town.bob.email, town.carol.email = f"bob@{domain}", f"carol@{domain}"
        session.commit()
        named(town.carol, "Bobbins")
        assert role(town.carol, bobbins) is None
    assert {"gmail.com", "hotmail.dk", "luukku.com", "comhem.se", "icloud.com"} <= domains.FREE


def test_a_domain_that_two_companies_share_is_nobodys_own(town, bobbins):
    """A science park gives its tenants addresses, say, or a provider that is not on the list."""
    town.bob.email, town.carol.email, town.mia.email = "bob@park.example", "carol@park.example", "mia@park.example"
    session.commit()
    named(town.mia, "Another")
    named(town.carol, "Bobbins")
    assert role(town.carol, bobbins) is None


def test_a_contact_says_yes_from_the_mail_with_one_button(town, bobbins, as_):
    named(town.carol, "Bobbins")
    guest, path = as_(), link(text_of(letters("colleague_waits")[0]))
    page = guest.get(path)
    assert "Does Carol Carolsen work at Bobbins?" in page.text
    assert role(town.carol, bobbins) is None, "looking does nothing (M6)"
    answer = guest.post(f"{path}/approval")
    assert (answer.status_code, role(town.carol, bobbins)) == (303, "employee")
    assert "This has been answered" in guest.get(answer.location).text
    assert guest.post(f"{path}/approval").status_code == 303, "twice is harmless"
    told = letters("colleague_answered")
    assert [letter.person_id for letter in told] == [town.carol.id]
    assert "A contact of Bobbins has said yes" in text_of(told[0])


def test_a_no_leaves_everything_as_it_was_and_is_told(town, bobbins, as_):
    named(town.carol, "Bobbins")
    as_(town.bob).post(f"/companies/{bobbins.id}/asking/{companies.asking(bobbins.id)[0].id}/refusal")
    assert role(town.carol, bobbins) is None
    assert companies.asking(bobbins.id) == []
    assert "has said no" in text_of(letters("colleague_answered")[0])


def test_the_letter_is_good_only_while_its_reader_answers_for_the_company(town, bobbins, as_):
    employ(town.mia, bobbins, "contact")
    named(town.carol, "Bobbins")
    path = next(link(text_of(letter)) for letter in letters("colleague_waits") if letter.person_id == town.bob.id)
    working.unmake_contact(viewer(town.mia), bobbins, town.bob.id)
    assert as_().get(path).status_code == 404
    assert as_().post(f"{path}/approval").status_code == 404


def test_nobody_else_says_yes(town, bobbins):
    employ(town.mia, bobbins)
    named(town.carol, "Bobbins")
    asks = companies.asking(bobbins.id)[0]
    for other in (town.mia, town.carol, town.alice, town.adam):
        with pytest.raises(Forbidden):
            working.accept(viewer(other), asks)
        with pytest.raises(Forbidden):
            working.decline(viewer(other), asks)


def test_where_nobody_answers_any_more_the_next_one_does(town, bobbins):
    working.leave(viewer(town.bob), bobbins)
    named(town.carol, "Bobbins")
    assert role(town.carol, bobbins) == "contact"


def test_a_stranger_does_not_take_over_where_others_still_work(town, bobbins):
    employ(town.carol, bobbins)
    working.leave(viewer(town.bob), bobbins)
    assert role(town.carol, bobbins) == "contact", "who is there the longest answers from now on"
    named(town.nina, "Bobbins")
    assert role(town.nina, bobbins) is None
    assert [letter.person_id for letter in letters("colleague_waits")] == [town.carol.id]


def test_the_company_of_who_is_forgotten_has_a_contact_again(town, bobbins):
    employ(town.carol, bobbins)
    actions.erase(viewer(town.bob), town.bob)
    assert role(town.carol, bobbins) == "contact"


def test_whoever_names_another_place_waits_no_more_at_the_one_before(town, bobbins):
    """Else an old yes would end a place that somebody has begun at since."""
    named(town.carol, "Bobbins")
    other = named(town.carol, "Carolus")
    assert companies.asking(bobbins.id) == []
    assert role(town.carol, other) == "contact"


def test_settings_that_say_nothing_new_end_nothing(town, bobbins, as_):
    carol = as_(town.carol)
    named(town.carol, "Bobbins")
    sent = {"name": "Carol", "language": "da", "zone": ""}
    assert carol.post("/settings", {**sent, "company_name": ""}).status_code == 303
    assert len(companies.asking(bobbins.id)) == 1
    working.accept(viewer(town.bob), companies.asking(bobbins.id)[0])
    town.mia.show_name = True
    other = named(town.mia, "Museum")
    carol.post(f"/companies/{other.id}/people")
    working.accept(viewer(town.mia), companies.asking(other.id)[0])
    carol.post("/settings", {**sent, "company_name": "Museum"})
    assert (role(town.carol, bobbins), role(town.carol, other)) == ("employee", "employee"), "one may work at two"


def test_who_waits_takes_it_back_from_the_page_and_from_the_settings(town, bobbins, as_):
    carol, path = as_(town.carol), f"/companies/{bobbins.id}/asking/withdrawal"
    carol.post(f"/companies/{bobbins.id}/people")
    asked = letters("colleague_waits")[0]
    for page in (f"/companies/{bobbins.id}", "/settings"):
        assert f'action="{path}"' in carol.get(page).text
    as_(town.mia).post(path)
    assert len(companies.asking(bobbins.id)) == 1, "nobody for another"
    answer = carol.post(path)
    assert "Nobody is asked any more whether you work there." in carol.get(answer.location).text
    assert companies.asking(bobbins.id) == []
    assert not is_due(asked)
    assert carol.post(path).status_code == 303, "twice is harmless"


def test_a_name_of_nothing_is_none(town):
    with pytest.raises(Refused):
        named(town.carol, "\u0301")


def test_but_not_for_a_page_that_somebody_had_written(town, bobbins, describe, as_):
    describe(town.bob, bobbins, is_public=True, offer=["Heat"])
    working.leave(viewer(town.bob), bobbins)
    town.adam.is_admin = True
    session.commit()
    named(town.carol, "Bobbins")
    assert role(town.carol, bobbins) is None
    told = letters("colleague_waits")
    assert [letter.person_id for letter in told] == [town.adam.id]
    as_().post(f"{link(text_of(told[0]))}/approval")
    assert role(town.carol, bobbins) == "contact"


def test_the_button_on_the_page_asks_too(town, bobbins, as_):
    carol = as_(town.carol)
    assert "I work here" in carol.get(f"/companies/{bobbins.id}").text
    answer = carol.post(f"/companies/{bobbins.id}/people")
    assert "gets a letter and says yes or no" in carol.get(answer.location).text
    assert len(letters("colleague_waits")) == 1
    assert "Waits for a yes" in carol.get("/settings").text


def test_who_waits_is_told_so_and_not_asked_again(town, bobbins, as_):
    carol = as_(town.carol)
    carol.post(f"/companies/{bobbins.id}/people")
    page = carol.get(f"/companies/{bobbins.id}").text
    assert "A contact of Bobbins has been asked whether you work there." in page
    assert "I work here" not in page


def test_a_contact_fills_in_what_was_not_known_and_nobody_else_does(town, as_):
    company = named(town.bob, "Bobbins")
    employ(town.carol, company)
    for person, place in ((town.carol, "Elsewhere"), (town.bob, "Roskilde"), (town.bob, "Køge")):
        with transaction():
            working.set_company(person, "Bobbins", place, "https://bobs.example")
    assert (company.place, company.website) == ("Roskilde", "https://bobs.example")
    assert company.sought == "bobbins roskilde"


def test_asking_has_an_end(town, bobbins, as_):
    carol = as_(town.carol)
    for _turn in range(10):
        assert carol.post(f"/companies/{bobbins.id}/people").status_code == 303
    assert carol.post(f"/companies/{bobbins.id}/people").status_code == 429


@pytest.mark.parametrize("path", ["/settings", "/me/welcome"])
def test_naming_companies_has_an_end_too(town, bobbins, as_, path):
    """Else one account could write to the contacts of all companies."""
    carol, sent = as_(town.carol), {"name": "Carol", "language": "en", "zone": ""}
    answers = [carol.post(path, {**sent, "company": "", "company_name": ""}).status_code for _turn in range(41)]
    assert answers == [303] * 40 + [429]


def test_contacts_share_the_work_and_the_last_one_stays(town, bobbins, as_):
    employ(town.carol, bobbins)
    bob = as_(town.bob)
    with pytest.raises(Refused):
        working.unmake_contact(viewer(town.bob), bobbins, town.bob.id)
    bob.post(f"/companies/{bobbins.id}/people/{town.carol.id}/contact")
    assert role(town.carol, bobbins) == "contact"
    bob.post(f"/companies/{bobbins.id}/people/{town.bob.id}/colleague")
    assert (role(town.bob, bobbins), role(town.carol, bobbins)) == ("employee", "contact")
    assert bob.post(f"/companies/{bobbins.id}/people/{town.carol.id}/colleague").status_code == 403


def test_a_contact_takes_a_colleague_off_and_not_oneself(town, bobbins):
    employ(town.carol, bobbins)
    working.remove(viewer(town.bob), bobbins, town.carol.id)
    assert role(town.carol, bobbins) is None
    with pytest.raises(Refused):
        working.remove(viewer(town.bob), bobbins, town.bob.id)
    with pytest.raises(NotVisible):
        working.remove(viewer(town.bob), bobbins, town.carol.id)


def test_one_leaves_by_oneself_and_nobody_for_another(town, bobbins, as_):
    employ(town.carol, bobbins)
    as_(town.carol).post(f"/companies/{bobbins.id}/leaving")
    assert role(town.carol, bobbins) is None
    with pytest.raises(Forbidden):
        working.leave(viewer(town.carol), bobbins)


def test_who_is_forgotten_waits_no_more(town, bobbins):
    named(town.carol, "Bobbins")
    actions.erase(viewer(town.carol), town.carol)
    assert session.query(Colleague).count() == 0


def test_the_letter_is_not_sent_once_it_is_answered(town, bobbins):
    named(town.carol, "Bobbins")
    letter = letters("colleague_waits")[0]
    assert is_due(letter)
    working.decline(viewer(town.bob), companies.asking(bobbins.id)[0])
    assert not is_due(letter)
