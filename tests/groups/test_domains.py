"""Whose address at a listed company lets them in, and whose does not (A4)."""

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import queries
from netapp.members import queries as people
from tests.support.doors import path_in
from tests.support.visitors import letters


@pytest.fixture(params=["approval", "invitation"])
def network(town, request):
    """Olga's, to which Nina's company belongs."""
    town.others.language = "en"
    town.others.join_rule, town.others.domains = request.param, "ninas.example bricks.example"
    session.commit()
    return town.others


def state(group, person):
    session.expire_all()
    found = queries.membership(group.id, person.id)
    return found.state if found else None


def join(visitor, group):
    return visitor.post(f"/groups/{group.id}/membership")


def test_whoever_has_a_confirmed_address_there_is_in_after_one_click(town, as_, network):
    nina = as_(town.nina)
    assert f'action="/groups/{network.id}/membership"' in nina.get(f"/networks/{network.id}").text
    join(nina, network)
    join(nina, network)
    assert state(network, town.nina) == "active"
    assert letters() == []


def test_who_waits_already_is_in_after_asking_again(town, as_, network):
    town.member(network, "nina", "requested")
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) == "active"


def test_nobody_is_in_without_asking(town, as_, network):
    as_(town.nina).get(f"/networks/{network.id}")
    assert state(network, town.nina) is None


def test_questions_are_not_asked_of_them(town, as_, network):
    network.questions = [{"text": "Why?", "needed": True}]
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) == "active"


@pytest.mark.parametrize(
    "address",
    [
        "nina@sub.ninas.example",
        "nina@ninas.example.evil.example",
        "nina@xninas.example",
        "ninas.example@evil.example",
        None,
    ],
)
def test_the_whole_domain_counts_and_nothing_else(town, as_, network, address):
    town.nina.email = address
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) in {None, "left", "requested"}


def test_an_address_that_a_provider_names_but_nobody_has_confirmed_does_not_count(town, as_, network):
    town.nina.email_confirmed_at = None
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) in {None, "left", "requested"}


def test_an_invitation_of_another_group_confirms_nothing(town, as_, network):
    as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": "una@ninas.example"})
    una = people.person_by_email("una@ninas.example")
    una.signed_in_at = clock.now()
    session.commit()
    join(as_(una), network)
    assert state(network, una) in {None, "left", "requested"}


def test_an_address_that_one_had_once_does_not_count(town, as_, network):
    town.nina.email = "nina@elsewhere.example"
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) in {None, "left", "requested"}


def test_free_mail_opens_nothing_though_it_is_listed(town, as_, network):
    network.domains, town.nina.email = "gmail.com", "nina@gmail.com"
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) in {None, "left", "requested"}


def test_who_was_removed_does_not_come_back_by_it(town, as_, network):
    town.member(network, "nina", "removed")
    session.commit()
    join(as_(town.nina), network)
    assert state(network, town.nina) == "removed"


def test_a_sub_group_still_takes_members_of_the_network_only(town, as_, network):
    inside = town.group("inside", parent=town.builders, switches=("everyone", "approval", "everyone"))
    inside.domains = "ninas.example carols.example"
    session.commit()
    assert join(as_(town.nina), inside).status_code == 403
    join(as_(town.carol), inside)
    assert state(inside, town.carol) == "active"


def test_a_secret_group_stays_unseen(town, as_):
    town.secret.domains = "ninas.example"
    session.commit()
    assert join(as_(town.nina), town.secret).status_code == 404


def test_a_guest_who_confirms_such_an_address_by_mail_is_in(town, as_):
    town.others.domains, town.others.questions = "bricks.example", [{"text": "Why?", "needed": False}]
    session.commit()
    as_().post(f"/groups/{town.others.id}/request", {"name": "Una", "email": "una@bricks.example"})
    as_().post(path_in(letters("join_confirm")[0], "/joinings/"))
    assert state(town.others, people.person_by_email("una@bricks.example")) == "active"
    assert letters("request_waits") == []


def edit(visitor, group, domains):
    page = visitor.get(f"/groups/{group.id}/edit").text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    values = {"name": group.name, "language": "fi", "zone": group.zone, "seen": seen, "domains": domains}
    values |= {"seen_by": "everyone", "join_rule": "approval", "read_by": "everyone"}
    return visitor.post(f"/groups/{group.id}/edit", values)


def test_domains_are_taken_however_they_are_typed(town, as_):
    assert edit(as_(town.olga), town.others, "@Acme.example, bo@brick.example;acme.example").status_code == 303
    session.expire_all()
    assert town.others.domains == "acme.example brick.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gmail.com", "Anybody can get an address there: gmail.com"),
        ("hotmail.se", "Anybody can get an address there: hotmail.se"),
        ("acme", "These are not ends of e-mail addresses: acme"),
        ("a b_c..d", "These are not ends of e-mail addresses"),
    ],
)
def test_what_is_no_companys_domain_is_refused_with_a_sentence(town, as_, typed, said):
    assert said in edit(as_(town.olga), town.others, typed).text
    session.expire_all()
    assert town.others.domains == ""
