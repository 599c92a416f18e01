"""What is shown of networks and sub-groups, to whom, and at what cost."""

import re

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.groups import audience, cards, lists, page, queries
from tests.town import CANARY

EVERYBODY = ("alice", "ole", "mia", "bob", "carol", "pia", "ivan", "dan", "rita", "olga", "adam", "nina")
OUTSIDERS = (None, "ole", "mia", "carol", "pia", "ivan", "dan", "rita", "olga", "adam", "nina")


def visitor(town, as_, who):
    return as_(town.people[who] if who else None)


def viewer_of(person):
    standing = queries.standing(person.id, person.is_admin)
    return Viewer(person_id=person.id, is_admin=person.is_admin, roles=standing.roles, pending=standing.pending)


@pytest.mark.parametrize("who", [None, *EVERYBODY])
def test_everybody_finds_the_public_networks(town, as_, who):
    listed = visitor(town, as_, who).get("/networks").text
    assert "Builders" in listed
    assert "Others" in listed
    assert CANARY not in listed


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_secret_group_is_nowhere_for_outsiders(town, as_, who):
    someone = visitor(town, as_, who)
    assert someone.get(f"/groups/{town.secret.id}").status_code == 404
    assert someone.get(f"/networks/{town.secret.id}").status_code == 404
    for path in ("/networks", f"/networks/{town.builders.id}", f"/groups/{town.energy.id}", "/me"):
        answer = someone.get(path, follow_redirects=True)
        assert CANARY not in answer.text
        assert f"/groups/{town.secret.id}" not in answer.text


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_its_members_find_it_on_their_networks_page(town, as_, who):
    someone = visitor(town, as_, who)
    assert CANARY in someone.get(f"/networks/{town.builders.id}", follow_redirects=True).text
    assert someone.get(f"/groups/{town.secret.id}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("who", [None, *EVERYBODY])
def test_the_list_and_the_single_page_agree(town, as_, who):
    viewer = viewer_of(town.people[who]) if who else Viewer()
    networks = lists.networks(viewer).rows
    inside = [group for network in networks for group in queries.sub_groups(viewer, network.id)]
    listed = {group.id for group in (*networks, *inside)}
    someone = visitor(town, as_, who)
    found = {
        group.id
        for group in town.groups.values()
        if someone.get(f"/groups/{group.id}", follow_redirects=True).status_code == 200
    }
    assert listed == found


def test_an_address_without_or_with_a_wrong_tail_leads_to_the_page(town, as_):
    guest = as_()
    assert guest.get(f"/networks/{town.builders.id}").status_code == 200
    assert guest.get(f"/networks/{town.builders.id}-something-else").status_code == 200
    assert guest.get(f"/groups/{town.builders.id}").location == f"/networks/{town.builders.id}-builders"
    assert guest.get(f"/networks/{town.energy.id}").location == f"/groups/{town.energy.id}-energy"


def test_what_is_absent_looks_like_what_is_not_yours(town, as_):
    guest = as_()
    absent, secret = guest.get("/networks/999999"), guest.get(f"/networks/{town.secret.id}")
    assert absent.status_code == secret.status_code == 404
    number = re.compile(r"(networks(?:/|%2F))\d+")
    assert number.sub(r"\1", absent.text) == number.sub(r"\1", secret.text)


@pytest.mark.parametrize(
    ("who", "offer"),
    [
        (None, "Sign in to join"),
        ("nina", "Join"),
        ("pia", "You have asked to join"),
        ("ivan", "You are invited"),
        ("carol", "You are a member"),
        ("rita", "By invitation"),
    ],
)
def test_the_page_offers_what_the_reader_can_do(town, as_, who, offer):
    assert f"<h2>{offer}</h2>" in visitor(town, as_, who).get(f"/networks/{town.builders.id}").text or (
        who is None and offer in visitor(town, as_, who).get(f"/networks/{town.builders.id}").text
    )


def test_the_organisers_buttons_are_for_organisers(town, as_):
    path = f"/networks/{town.builders.id}"
    assert f"/groups/{town.builders.id}/edit" in as_(town.ole).get(path).text
    for person in (town.carol, town.mia, town.nina, town.adam):
        assert f"/groups/{town.builders.id}/edit" not in as_(person).get(path).text


def test_members_are_seen_by_members_and_only_who_shows_themselves(town, as_):
    path = f"/groups/{town.builders.id}/members"
    town.bob.show_name = True
    session.commit()
    page_ = as_(town.carol).get(path).text
    assert town.bob.name in page_
    assert town.mia.name not in page_
    assert town.pia.name not in page_
    assert town.bob.email not in page_
    for person in (town.pia, town.ivan, town.dan, town.nina, town.olga, town.adam):
        assert as_(person).get(path).status_code == 403
    assert as_().get(path).location.startswith("/sign-in")


def test_organisers_see_all_members_and_who_waits(town, as_):
    page_ = as_(town.ole).get(f"/groups/{town.builders.id}/members").text
    for person in (town.alice, town.mia, town.carol, town.pia):
        assert person.name in page_
        assert person.email in page_
    # Who is invited has not said who they are; whoever wrote their address down learns it when they join.
    assert town.ivan.email in page_
    assert town.ivan.name not in page_
    assert town.dan.name not in page_


def test_organisers_names_are_for_readers_who_are_signed_in_or_as_they_choose(town, as_):
    path = f"/networks/{town.builders.id}"
    town.alice.show_name = True
    session.commit()
    guest, member = as_().get(path).text, as_(town.nina).get(path).text
    assert town.alice.name in guest
    assert town.ole.name not in guest
    assert town.ole.name in member


def test_texts_are_shown_in_the_readers_language_when_there_are_any(town, as_):
    town.builders.about, town.builders.texts = "In English", {"about.da": "På dansk", "lead.da": "Kort"}
    session.commit()
    assert "In English" in as_().get(f"/networks/{town.builders.id}").text
    danish = as_(language="da").get(f"/networks/{town.builders.id}?lang=da").text
    assert "På dansk" in danish
    assert "Kort" in danish


def test_markdown_is_cleaned(town, as_):
    town.builders.about = "<script>alert(1)</script> [x](javascript:alert(1)) **fat**"
    session.commit()
    shown = as_().get(f"/networks/{town.builders.id}").text
    assert "<script>alert" not in shown
    assert 'href="javascript:' not in shown
    assert "<strong>fat</strong>" in shown


def test_a_group_that_not_all_may_see_is_not_for_search_engines(town, as_):
    assert 'content="noindex"' not in as_().get(f"/networks/{town.builders.id}").text
    assert 'content="noindex"' in as_(town.carol).get(f"/groups/{town.inner.id}", follow_redirects=True).text


def test_one_s_own_page_lists_where_one_belongs(town, as_):
    mine = as_(town.bob).get("/me").text
    assert "Builders" in mine
    assert CANARY in mine
    assert "You are invited" in as_(town.ivan).get("/me").text


def test_pages_cost_the_same_however_many_groups_there_are(town, as_, count_queries):
    nina = as_(town.nina)

    def cost(path):
        nina.get(path)
        with count_queries() as counted:
            nina.get(path)
        return len(counted)

    before = [cost("/networks"), cost(f"/networks/{town.builders.id}-builders")]
    for number in range(8):
        town.group(f"network {number}")
        town.group(f"sub {number}", parent=town.builders)
    session.commit()
    assert [cost("/networks"), cost(f"/networks/{town.builders.id}-builders")] == before


def test_emblems_come_from_one_question_for_all_networks(town, app):
    asked = []

    def attendances(viewer, ids):
        asked.append(list(ids))
        return {town.builders.id: [20, 30]}

    before = app.extensions.get("cards", {}).get(cards.ATTENDANCES)
    cards.lend(app, cards.ATTENDANCES, attendances)
    try:
        with app.test_request_context("/networks"):
            shown = page.of_networks(Viewer())
    finally:
        app.extensions["cards"].pop(cards.ATTENDANCES)
        if before:
            cards.lend(app, cards.ATTENDANCES, before)
    assert len(asked) == 1
    assert shown["emblems"][town.builders.id] != shown["emblems"][town.others.id]


def test_a_closed_network_is_listed_last(town, as_):
    town.builders.closed_at = clock.now()
    audience.set_keys(town.builders)
    session.commit()
    listed = as_().get("/networks").text
    assert listed.index("Others") < listed.index("Builders")


def test_a_link_to_a_group_at_linkedin_is_a_plain_link(town, as_):
    town.energy.website = "https://www.linkedin.com/groups/12345/"
    town.builders.website = "https://builders.example/linkedin"
    session.commit()
    page = as_().get(f"/groups/{town.energy.id}").text
    assert 'href="https://www.linkedin.com/groups/12345/"' in page
    assert "Energy at LinkedIn" in page
    assert "Website of Builders" in as_().get(f"/networks/{town.builders.id}").text
