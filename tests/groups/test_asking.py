"""Asking to join where the organisers want to know something first."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import queries, tasks
from netapp.groups.models import Answers, Knock
from netapp.mail.models import Letter
from netapp.members import actions as members
from netapp.members import queries as people
from tests.support.doors import due, path_in, read
from tests.support.visitors import letters

WHY, HOW = "What do you build with?", "Who told you of us?"
QUESTIONS = [{"text": WHY, "needed": True}, {"text": HOW, "needed": False}]
SAID = {"answer1": "Straw and clay", "answer2": ""}


@pytest.fixture
def network(town):
    """Olga's, where organisers decide and ask two things."""
    town.others.questions, town.others.language = QUESTIONS, "en"
    session.commit()
    return town.others


def of(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


def ask(visitor, group, **said):
    return visitor.post(f"/groups/{group.id}/request", {**SAID, **said})


def answers(group, person):
    found = session.get(Answers, of(group, person).id)
    return found.said if found else None


def test_a_network_without_questions_stays_one_button(town, as_):
    page = as_(town.nina).get(f"/networks/{town.others.id}").text
    assert f'action="/groups/{town.others.id}/membership"' in page
    assert as_(town.nina).get(f"/groups/{town.others.id}/request").status_code == 303


def test_the_questions_are_asked_on_one_page_and_the_answers_wait_with_the_request(town, as_, network):
    nina = as_(town.nina)
    assert f'href="/groups/{network.id}/request"' in nina.get(f"/networks/{network.id}").text
    page = nina.get(f"/groups/{network.id}/request").text
    assert WHY in page
    assert HOW in page
    assert 'name="email"' not in page
    assert ask(nina, network).status_code == 303
    assert of(network, town.nina).state == "requested"
    assert answers(network, town.nina) == [[WHY, "Straw and clay"]]


def test_a_needed_answer_is_missed_at_its_field_and_nothing_is_sent(town, as_, network):
    page = ask(as_(town.nina), network, answer1="", answer2="Bob")
    assert "The organisers need an answer to this." in page.text
    assert "Bob" in page.text
    assert of(network, town.nina) is None
    assert letters("request_waits") == []


def test_the_button_alone_does_not_go_round_the_questions(town, as_, network):
    answer = as_(town.nina).post(f"/groups/{network.id}/membership")
    assert answer.location.endswith(f"/groups/{network.id}/request")
    assert of(network, town.nina) is None


def test_asking_twice_is_harmless(town, as_, network):
    nina = as_(town.nina)
    ask(nina, network)
    assert ask(nina, network, answer1="Other").status_code == 303
    assert answers(network, town.nina) == [[WHY, "Straw and clay"]]
    assert len(letters("request_waits")) == 1


def test_the_organisers_letter_and_their_pages_hold_the_answers(town, as_, network):
    ask(as_(town.nina), network)
    (letter,) = letters("request_waits", to=town.olga)
    assert "Straw and clay" in read(letter).text
    assert "Straw and clay" in read(letter).html
    assert "Straw and clay" in as_().get(path_in(letter, "/requests/")).text
    olga = as_(town.olga)
    assert "Straw and clay" in olga.get(f"/groups/{network.id}/members").text
    assert "Straw and clay" in olga.get(f"/groups/{network.id}/members/{of(network, town.nina).id}").text


def test_organisers_hear_at_once_whatever_their_mail_level(town, as_, network):
    of(network, town.olga).mail_level = "digest"
    session.commit()
    ask(as_(town.nina), network)
    (letter,) = letters("request_waits", to=town.olga)
    assert letter.due_at <= clock.now()
    assert due(letter) is not None


def test_other_members_do_not_read_the_answers(town, as_, network):
    town.member(network, "carol")
    session.commit()
    ask(as_(town.nina), network)
    assert "Straw and clay" not in as_(town.carol).get(f"/groups/{network.id}/members").text
    assert as_(town.carol).get(f"/groups/{network.id}/members/{of(network, town.nina).id}").status_code == 403


def test_outsiders_find_no_questions_where_they_see_no_group(town, as_):
    town.secret.join_rule, town.secret.questions = "approval", QUESTIONS
    session.commit()
    for person in (None, town.nina, town.dan, town.carol):
        assert as_(person).get(f"/groups/{town.secret.id}/request").status_code == 404
        assert ask(as_(person), town.secret).status_code == 404


def test_a_guest_at_a_sub_group_is_told_first_that_it_is_for_members_of_the_network(town, as_):
    """Who is one signs in; the others would fill in answers for a letter whose button says no."""
    town.energy.join_rule, town.energy.questions = "approval", QUESTIONS
    session.commit()
    page = as_().get(f"/groups/{town.energy.id}", follow_redirects=True).text
    assert "Join the network first" in page
    assert "/sign-in?next=" in page.partition("Join the network first")[2]
    assert f"/groups/{town.energy.id}/request" not in page
    assert as_().get(f"/groups/{town.energy.id}/request").status_code == 303
    assert ask(as_(), town.energy, name="Una", email="una@new.example").status_code == 303
    assert letters("join_confirm") == []


def test_a_guest_asks_by_mail_without_losing_the_answers(town, as_, network):
    guest = as_()
    page = guest.get(f"/groups/{network.id}/request").text
    assert 'name="email"' in page
    said = {"name": "Una Unason", "email": "una@new.example"}
    assert "una@new.example" in ask(guest, network, **said).text
    assert people.person_by_email("una@new.example") is None
    assert letters("request_waits") == []
    (letter,) = letters("join_confirm")
    path = path_in(letter, "/joinings/")
    assert "Straw and clay" in as_().get(path).text
    assert letters("request_waits") == []
    assert as_().post(path).status_code == 303
    una = people.person_by_email("una@new.example")
    assert una.name == "Una Unason"
    assert of(network, una).state == "requested"
    assert answers(network, una) == [[WHY, "Straw and clay"]]
    assert [one.person_id for one in letters("request_waits")] == [town.olga.id]
    assert "will answer by mail" in as_().get(path).text


def test_pressing_the_letters_button_twice_is_harmless(town, as_, network):
    ask(as_(), network, name="Una", email="una@new.example")
    path = path_in(letters("join_confirm")[0], "/joinings/")
    as_().post(path)
    assert as_().post(path).status_code == 303
    assert len(letters("request_waits")) == 1
    una = people.person_by_email("una@new.example")
    as_(una).post(f"/groups/{network.id}/leaving")
    as_().post(path)
    assert of(network, una).state == "left"
    assert len(letters("request_waits")) == 1


def test_knocking_twice_is_one_letter_and_five_a_day(town, as_, network):
    for _ in range(5):
        ask(as_(), network, name="Una", email="una@new.example")
    assert len(letters("join_confirm")) == 1
    assert ask(as_(), network, name="Una", email="una@new.example").status_code == 429


def test_a_guest_is_told_the_same_whether_the_address_is_known(town, as_, network):
    known = ask(as_(), network, name="X", email=town.bob.email).text
    unknown = ask(as_(), network, name="X", email="new@news.example").text
    assert known.replace(town.bob.email, "…") == unknown.replace("new@news.example", "…")


def test_by_mail_nobody_comes_back_who_was_told_no(town, as_, network):
    town.member(network, "rita", "removed")
    session.commit()
    ask(as_(), network, name="Rita", email=town.rita.email)
    answer = as_().post(path_in(letters("join_confirm")[0], "/joinings/"))
    assert answer.status_code == 409
    assert of(network, town.rita).state == "removed"


def test_taking_the_request_back_takes_the_answers_with_it(town, as_, network):
    nina = as_(town.nina)
    ask(nina, network)
    nina.post(f"/groups/{network.id}/leaving")
    assert answers(network, town.nina) is None


def test_answers_go_ninety_days_after_the_decision_and_not_before(town, as_, network):
    for name in ("nina", "bob"):
        ask(as_(town.people[name]), network)
    row = of(network, town.nina)
    as_(town.olga).post(f"/groups/{network.id}/members/{row.id}/approval")
    for person, days in ((town.nina, 89), (town.bob, 900)):
        of(network, person).changed_at = clock.now() - timedelta(days=days)
        session.commit()
    tasks.forget_at_the_doors()
    assert answers(network, town.nina)
    of(network, town.nina).changed_at = clock.now() - timedelta(days=91)
    session.commit()
    tasks.forget_at_the_doors()
    tasks.forget_at_the_doors()
    assert answers(network, town.nina) is None
    assert answers(network, town.bob), "who still waits has still answered"


def test_who_knocked_and_did_not_come_in_is_forgotten_after_a_week(town, as_, network):
    ask(as_(), network, name="Una", email="una@new.example")
    letter = session.get_one(Letter, letters("join_confirm")[0].id)
    path = path_in(letter, "/joinings/")
    session.scalars(select(Knock)).one().created_at = clock.now() - timedelta(days=8)
    session.commit()
    tasks.forget_at_the_doors()
    assert session.scalar(select(func.count()).select_from(Knock)) == 0
    assert as_().get(path).status_code == 404
    assert due(letter) is None


def test_who_is_erased_leaves_no_answers_and_no_knocks(town, as_, network):
    ask(as_(town.nina), network)
    ask(as_(), network, name="Nina", email=town.nina.email)
    members.forget(town.nina)
    session.commit()
    for model in (Answers, Knock):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_organisers_write_up_to_three_questions_in_the_groups_form(town, as_):
    olga, path = as_(town.olga), f"/groups/{town.others.id}/edit"
    town.others.questions = QUESTIONS
    session.commit()
    page = olga.get(path).text
    assert WHY in page
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    values = {"name": "Others", "language": "fi", "zone": "Europe/Helsinki", "seen": seen}
    values |= {"seen_by": "everyone", "join_rule": "approval", "read_by": "everyone"}
    values["question1"] = ""
    answer = olga.post(path, {**values, "question2": "Why?", "needed2": "y", "question3": "x" * 201})
    assert "200 fit" in answer.text
    assert olga.post(path, {**values, "question2": "Why?", "needed2": "y"}).status_code == 303
    session.expire_all()
    assert town.others.questions == [{"text": "Why?", "needed": True}]
    assert as_(town.nina).post(path, values).status_code == 403


def test_saving_the_form_unchanged_changes_nothing(town, as_, network):
    from netapp.groups import running

    network.domains = "acme.example brick.example"
    session.commit()
    before, olga = running.fingerprint(network), as_(town.olga)
    page = olga.get(f"/groups/{network.id}/edit").text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    values = {"name": "Others", "language": "en", "zone": network.zone, "seen": seen, "region": network.region}
    values |= {"seen_by": "everyone", "join_rule": "approval", "read_by": "everyone"}
    values |= {"question1": WHY, "needed1": "y", "question2": HOW, "domains": "acme.example\r\nbrick.example"}
    assert olga.post(f"/groups/{network.id}/edit", values).status_code == 303
    session.expire_all()
    assert running.fingerprint(network) == before
