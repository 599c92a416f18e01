"""The list of networks and the lists of members, a page at a time."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import GUEST, Viewer
from netapp.groups import audience, lists, queries
from netapp.groups.models import Group, Membership
from netapp.members.models import Person
from tests.town import CANARY

SECRET = ("members", "invitation", "members")


def further(page):
    found = re.search(r'rel="next" href="([^"]+)"', page.text)
    return unescape(found[1]) if found else None


def walked(visitor, path):
    """Each page of a list, from its first to its last."""
    found = []
    while path:
        found.append(visitor.get(path))
        assert found[-1].status_code == 200
        path = further(found[-1])
    return found


def names(page):
    return [unescape(name) for name in re.findall(r'<h2><a href="/networks/[^>]*>([^<]*)</a>', page.text)]


def viewer_of(person):
    standing = queries.standing(person.id, person.is_admin)
    return Viewer(person_id=person.id, roles=standing.roles, pending=standing.pending)


@pytest.fixture
def many(town):
    """60 networks more: some of the same name, some closed, some hidden, one of them with an invitation."""
    for n in range(60):
        switches = SECRET if n % 10 == 7 else ("everyone", "open", "everyone")
        group = town.group(f"network {n % 40:02}", switches=switches, region="Värmland" if n % 3 else "Zealand")
        if n % 10 == 7:
            group.name = f"{group.name} {CANARY}"
        if n % 6 == 5:
            group.closed_at = clock.now()
            audience.set_keys(group)
    hidden = [group for group in session.query(Group) if group.seen_by == "members" and not group.parent_id]
    town.groups["theirs"], town.groups["offered"] = hidden[0], hidden[1]
    town.member(hidden[0], "nina")
    town.member(hidden[1], "nina", "invited")
    session.commit()
    return town


def expected(viewer, *which):
    """The networks whose own page this viewer can open, in the order of the list."""
    found = [group for group in session.query(Group).filter(Group.parent_id.is_(None), *which) if opens(viewer, group)]
    return [group.name for group in sorted(found, key=lambda one: (one.closed_at is not None, one.name, one.id))]


def opens(viewer, group):
    try:
        return bool(queries.get_seen(viewer, group.id))
    except NotVisible:
        return False


def test_the_networks_come_page_by_page_the_open_ones_by_name_then_the_closed_ones(many, as_):
    for person, viewer in ((None, GUEST), (many.nina, viewer_of(many.nina)), (many.carol, viewer_of(many.carol))):
        pages = walked(as_(person), "/networks")
        assert [name for page in pages for name in names(page)] == expected(viewer)
        assert {len(names(page)) for page in pages[:-1]} == {lists.NETWORKS}
        assert all(("From the beginning" in page.text) == (page is not pages[0]) for page in pages)
    assert CANARY not in "".join(page.text for page in walked(as_(), "/networks"))
    assert any(CANARY in name for name in expected(viewer_of(many.nina)))


def test_only_the_first_page_of_all_networks_is_for_search_engines(many, as_):
    first, second, *_rest = walked(as_(), "/networks")
    assert 'content="noindex"' not in first.text
    assert 'rel="canonical"' in first.text
    assert 'content="noindex"' in second.text
    assert 'rel="canonical"' not in second.text
    assert 'content="noindex"' in as_().get("/networks?q=network").text


@pytest.mark.parametrize("after", ["", "0", "999999999", "x", "-1", "1_2", "9" * 50])
def test_an_odd_place_is_the_beginning(many, as_, after):
    assert names(as_().get(f"/networks?after={after}")) == names(as_().get("/networks"))


def test_the_place_of_a_hidden_network_is_the_beginning_too(many, as_):
    first = names(as_().get("/networks"))
    for hidden in (many.theirs, many.offered, many.secret, many.energy):
        assert names(as_(many.carol).get(f"/networks?after={hidden.id}")) == first
    assert names(as_(many.nina).get(f"/networks?after={many.offered.id}")) != first


def test_networks_are_searched_by_name_however_it_is_typed(many, as_):
    many.group("Økologi på Ærø 100%")
    session.commit()
    for words in ("økologi", "OKOLOGI", "aero", "ærø øko", "100%"):
        assert names(as_().get("/networks", query_string={"q": words})) == ["Økologi På Ærø 100%"], words
    found = as_().get("/networks?q=%25")
    assert names(found) == ["Økologi På Ærø 100%"]
    none = as_().get("/networks?q=nothing+of+this+name")
    assert "No network was found." in none.text
    assert 'value="nothing of this name"' in none.text


def test_a_renamed_network_is_found_by_its_new_name(town, as_):
    town.builders.name = "Träbyggare"
    session.commit()
    assert names(as_().get("/networks?q=trabygg")) == ["Träbyggare"]
    assert names(as_().get("/networks?q=builders")) == []


def test_what_narrows_the_list_is_kept_from_page_to_page(many, as_):
    guest = as_()
    assert "region=V%C3%A4rmland" in guest.get("/networks").text
    pages = walked(guest, "/networks?region=Värmland&q=net")
    found = [name for page in pages for name in names(page)]
    assert found == expected(GUEST, Group.region == "Värmland", Group.folded.like("%net%"))
    assert len(pages) > 1
    assert "region=Värmland" in unquote(further(pages[0]))
    assert '<input type="hidden" name="region" value="Värmland">' in pages[0].text


def test_a_short_list_has_no_search(town, as_):
    assert 'action="/networks"' not in as_().get("/networks").text
    assert 'action="/networks"' in as_().get("/networks?region=Nowhere").text


def test_a_region_of_hidden_networks_is_not_named(many, as_):
    many.theirs.region = f"Region {CANARY}"
    session.commit()
    assert CANARY not in as_().get("/networks").text
    assert f"Region {CANARY}" in as_(many.nina).get("/networks").text


def test_the_last_page_of_networks_costs_what_the_second_does(many, as_, count_queries, made_anew):
    def cost(path):
        with count_queries() as counted:
            as_().get(path)
        return len(counted)

    guest, paths = as_(), ["/networks"]
    while path := further(guest.get(paths[-1])):
        paths.append(path)
    assert len(paths) > 2
    # A page that is not the first looks for its place.
    assert cost(paths[0]) <= 6
    assert {cost(path) for path in paths[1:]} == {cost(paths[0]) + 1}


@pytest.fixture
def crowd(town):
    """120 members more, of whom every third shows their name; two of them organise."""
    for n in range(120):
        town.person(f"member{n % 100:03}x{n // 100}", show_name=n % 3 == 0)
        person = f"member{n % 100:03}x{n // 100}"
        town.member(town.builders, person, role="organiser" if n in {50, 51} else "member")
    session.commit()
    return town


def people_of(page, as_organiser):
    part = page.text[page.text.index("<h1>") :]
    if as_organiser:
        return [unescape(name) for name in re.findall(r'/members/\d+">([^<]+)</a>', part)]
    return [unescape(name) for name in re.findall(r"</(?:span)><div>(?:<a [^>]*>)?([^<]+)<", part)]


def test_the_members_come_page_by_page_organisers_first(crowd, as_):
    path = f"/groups/{crowd.builders.id}/members"
    pages = walked(as_(crowd.ole), path)
    found = [name for page in pages for name in people_of(page, as_organiser=True)]
    here = Membership.group_id == crowd.builders.id, Membership.state == "active"
    named = select(Person.name).join(Membership, Membership.person_id == Person.id).where(*here)
    all_of_them = session.scalars(named.order_by(Membership.role.desc(), Person.name, Person.id)).all()
    assert found == all_of_them
    assert len(found) == 125
    assert [len(people_of(page, as_organiser=True)) for page in pages] == [50, 50, 25]
    assert all("125 members" in page.text for page in pages)


def test_who_waits_stands_on_the_first_page_only(crowd, as_):
    first, *others = walked(as_(crowd.ole), f"/groups/{crowd.builders.id}/members")
    assert crowd.pia.name in first.text
    assert others
    for page in others:
        assert crowd.pia.name not in page.text
        assert crowd.ivan.name not in page.text


def test_members_read_those_who_show_themselves_and_how_many_do_not(crowd, as_):
    pages = walked(as_(crowd.carol), f"/groups/{crowd.builders.id}/members")
    found = [name for page in pages for name in people_of(page, as_organiser=False)]
    shown = [name for name, person in crowd.people.items() if person.show_name]
    assert len(shown) == 40
    assert sorted(found) == sorted([*(crowd.people[name].name for name in shown), crowd.carol.name])
    assert f"{125 - 41} members do not show their names." in pages[0].text


def test_the_place_of_a_hidden_member_is_the_beginning(crowd, as_):
    path, carol = f"/groups/{crowd.builders.id}/members", as_(crowd.carol)
    hidden = queries.membership(crowd.builders.id, crowd.people["member070x0"].id)
    shown = queries.membership(crowd.builders.id, crowd.people["member069x0"].id)
    elsewhere = queries.membership(crowd.others.id, crowd.olga.id)
    first = people_of(carol.get(path), as_organiser=False)
    for number in (hidden.id, elsewhere.id, 999999999, "x"):
        assert people_of(carol.get(f"{path}?after={number}"), as_organiser=False) == first
    assert people_of(carol.get(f"{path}?after={shown.id}"), as_organiser=False) != first


def test_a_page_of_members_costs_the_same_however_many_there_are(town, as_, count_queries, request):
    path = f"/groups/{town.builders.id}/members"

    def cost(person, path):
        visitor = as_(person)
        visitor.get(path)
        with count_queries() as counted:
            page = visitor.get(path)
        return len(counted), page

    before = [cost(town.ole, path)[0], cost(town.carol, path)[0]]
    request.getfixturevalue("crowd")
    (organiser, first), member = cost(town.ole, path), cost(town.carol, path)[0]
    assert [organiser, member] == before
    _second, second = cost(town.ole, further(first))
    # It looks for its place, and not for who waits, whose companies and faces are asked for as well.
    assert cost(town.ole, further(second))[0] == _second <= organiser
