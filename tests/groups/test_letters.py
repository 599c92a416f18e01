"""The letters of groups, and the buttons behind their links (M3, M5, M6)."""

import re

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.groups import queries
from netapp.mail import writing
from netapp.members import queries as people
from tests.support.visitors import letters
from tests.town import CANARY


def written(letter, language=None):
    """The letter as it reads at this moment; None when it is no longer due."""
    order = Order(letter.person_id, letter.address, letter.name, language or letter.language, letter.data)
    try:
        return writing.write(letter.letter, order)
    except writing.Missed:
        return None


def link(letter, path):
    """The local address in the text version that begins with this path."""
    return re.search(rf"{path}\S*", written(letter).text).group()


def of(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


@pytest.fixture
def invited(town, as_):
    """The page behind the letter to somebody whom nobody knows yet."""
    as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": "una@new.example"})
    (letter,) = letters("invitation")
    return letter


@pytest.fixture
def asked(town, as_):
    """The letters to who runs a network that Nina asks to join."""
    town.builders.join_rule = "approval"
    session.commit()
    as_(town.nina).post(f"/groups/{town.builders.id}/membership")
    return letters("request_waits")


def test_an_invitation_is_taken_up_by_one_button_without_signing_in(town, as_, invited):
    path = link(invited, "/invitations/")
    una = people.person_by_email("una@new.example")
    page = as_().get(path)
    assert "You are invited to Builders" in page.text
    assert of(town.builders, una).state == "invited"
    answer = as_().post(path, {"name": "Una Unason", "company": "Brick & Co"})
    assert answer.status_code == 303
    assert of(town.builders, una).state == "active"
    una = people.person_by_email("una@new.example")
    assert una.name == "Una Unason"
    assert una.email_confirmed_at is not None
    assert people.company_of(una.id).name == "Brick & Co"
    assert "You are a member of Builders" in as_().get(path).text


def test_one_may_join_without_typing_a_name(town, as_, invited):
    path = link(invited, "/invitations/")
    assert as_().post(path, {"name": ""}).status_code == 303
    una = people.person_by_email("una@new.example")
    assert of(town.builders, una).state == "active"
    assert una.name == ""


def test_whose_name_is_known_presses_one_button(town, as_):
    as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": town.dan.email})
    (letter,) = letters("invitation")
    page = as_().get(link(letter, "/invitations/"))
    (name,) = re.findall(r'<input[^>]*name="name"[^>]*>', page.text)
    assert 'type="hidden"' in name
    as_().post(link(letter, "/invitations/"), {"name": town.dan.name})
    assert of(town.builders, town.dan).state == "active"


def test_pressing_twice_is_harmless(town, as_, invited):
    path = link(invited, "/invitations/")
    for _ in range(2):
        assert as_().post(path, {"name": "Una"}).status_code == 303
    assert of(town.builders, people.person_by_email("una@new.example")).state == "active"


def test_an_invitation_can_be_refused(town, as_, invited):
    path = link(invited, "/invitations/")
    as_().post(f"{path}/refusal")
    assert of(town.builders, people.person_by_email("una@new.example")).state == "left"
    assert "no longer open" in as_().get(path).text
    assert "no longer open" in as_().post(path, {"name": "Una"}).text
    assert of(town.builders, people.person_by_email("una@new.example")).state == "left"


def test_an_old_invitation_does_not_bring_back_who_was_removed(town, as_, invited):
    path = link(invited, "/invitations/")
    as_().post(path, {"name": "Una"})
    una = people.person_by_email("una@new.example")
    membership = of(town.builders, una)
    as_(town.ole).post(f"/groups/{town.builders.id}/members/{membership.id}/removal")
    as_().post(path, {"name": "Una"})
    assert of(town.builders, una).state == "removed"


def test_an_invitation_into_a_sub_group_does_not_go_round_its_network(town, as_):
    as_(town.mia).post(f"/groups/{town.energy.id}/invitations", {"addresses": town.carol.email})
    (letter,) = letters("invitation")
    path = link(letter, "/invitations/")
    of(town.builders, town.carol).state = "left"
    session.commit()
    answer = as_().post(path, {"name": "Carol"})
    assert "Only members of the network" in answer.text
    assert of(town.energy, town.carol).state == "invited"


def test_a_forged_or_strange_link_is_not_found(town, as_, invited, asked):
    request = link(asked[0], "/requests/").split("?")[0]
    token = request.rsplit("/", 1)[1]
    assert as_().get(f"/invitations/{token}").status_code == 404
    assert as_().get("/invitations/made-up").status_code == 404
    assert as_().post(f"/requests/{token}x/approval").status_code == 404
    assert as_().get("/followings/made-up").status_code == 404


def test_an_invitation_that_was_taken_back_is_not_sent(town, as_, invited):
    una = people.person_by_email("una@new.example")
    membership = of(town.builders, una)
    as_(town.ole).post(f"/groups/{town.builders.id}/members/{membership.id}/removal")
    assert written(letters("invitation")[0]) is None


def test_letters_of_a_closed_group_are_not_sent(town, as_, invited):
    town.builders.closed_at = clock.now()
    session.commit()
    assert written(letters("invitation")[0]) is None


def test_an_organiser_says_yes_from_the_letter(town, as_, asked):
    letter = next(letter for letter in asked if letter.person_id == town.ole.id)
    path = link(letter, "/requests/")
    assert "Nina" in as_().get(path).text
    assert of(town.builders, town.nina).state == "requested"
    as_().post(f"{path.split('?')[0]}/approval")
    membership = of(town.builders, town.nina)
    assert (membership.state, membership.decided_by) == ("active", town.ole.id)
    assert [letter.letter for letter in letters(to=town.nina)] == ["welcome"]


def test_an_organiser_says_no_from_the_letter(town, as_, asked):
    letter = next(letter for letter in asked if letter.person_id == town.alice.id)
    no = re.findall(r"/requests/\S*", written(letter).text)[1]
    page = as_().get(no).text
    assert page.index(">No<") < page.index("Yes, welcome")
    as_().post(f"{no.split('?')[0]}/refusal")
    assert of(town.builders, town.nina).state == "removed"


def test_who_no_longer_organises_cannot_answer_by_an_old_letter(town, as_, asked):
    letter = next(letter for letter in asked if letter.person_id == town.ole.id)
    path = link(letter, "/requests/").split("?")[0]
    of(town.builders, town.ole).role = "member"
    session.commit()
    assert as_().post(f"{path}/approval").status_code == 403
    assert "Nina" not in as_().get(path).text
    assert of(town.builders, town.nina).state == "requested"
    assert written(letter) is None


def test_the_second_organisers_letter_is_not_sent_once_one_has_answered(town, as_, asked):
    membership = of(town.builders, town.nina)
    as_(town.alice).post(f"/groups/{town.builders.id}/members/{membership.id}/approval")
    assert [written(letter) for letter in letters("request_waits")] == [None, None, None]


@pytest.mark.parametrize("language", ["en", "da", "sv", "fi"])
def test_every_letter_is_whole_in_every_language(town, as_, language):
    alice, nina = as_(town.alice), as_(town.nina)
    alice.post(f"/groups/{town.builders.id}/invitations", {"addresses": "una@new.example"})
    town.builders.join_rule = "approval"
    session.commit()
    nina.post(f"/groups/{town.builders.id}/membership")
    for person, noun in ((town.pia, "approval"), (town.nina, "refusal"), (town.carol, "role")):
        membership = of(town.builders, person)
        alice.post(f"/groups/{town.builders.id}/members/{membership.id}/{noun}", {"office": "organiser"})
    as_().post(f"/groups/{town.builders.id}/following", {"email": "fay@follow.example"})
    due = [letter for letter in letters() if letter.letter != "request_waits"]
    assert {letter.letter for letter in due} == {
        "invitation",
        "welcome",
        "declined",
        "organiser_made",
        "follow_confirm",
    }
    for letter in due:
        finished = written(letter, language)
        assert finished.subject.strip() == finished.subject != ""
        assert "Builders" in finished.subject + finished.text
        assert "%(" not in finished.text + finished.html + finished.subject
        assert "</html>" in finished.html


def test_what_nobody_asked_for_can_be_stopped(town, as_, invited, asked):
    assert written(invited).stop == f"group:{town.builders.id}"
    assert written(asked[0]).stop == f"organising:{town.builders.id}"


def test_no_letter_of_an_open_group_knows_of_the_secret_one(town, as_, invited, asked):
    for letter in letters():
        finished = written(letter)
        assert finished is None or CANARY not in finished.subject + finished.text + finished.html
