"""What people say of themselves, and who sees it."""

import pytest
from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible
from netapp.members import companies, describing, people_list, policy, profiles
from netapp.members.models import SEEN_BY, Company, Person, PersonLine, Profile
from tests.members.conftest import employ, viewer
from tests.members.test_company_pages import form

WHO = ("guest", "nina", "olga", "carol", "bob")


@pytest.fixture
def mia(town):
    """Mia has written two lines; she is in a sub-group with Bob, and in the network with Carol, too."""
    say(town.mia, offer=["Waste heat"], seek=["Old bricks"])
    return town.mia


def say(person, seen_by="networks", email_to="nobody", **lines):
    values = {"job_title": "Manager", "speaks": ["da", "en"], "links": ["https://www.mia.example/me"]}
    describing.describe(viewer(person), person, {**values, "seen_by": seen_by, "email_to": email_to}, lines)
    session.expire_all()


def seers(town, as_, person):
    """Who of these gets the page; for all others it is not there."""
    found = set()
    for name in WHO:
        visitor = as_() if name == "guest" else as_(town.people[name])
        answer = visitor.get(f"/people/{person.id}")
        assert answer.status_code in {200, 404}
        found |= {name} if answer.status_code == 200 else set()
    return found


@pytest.mark.parametrize(
    ("seen_by", "expected"),
    [
        ("nobody", set()),
        ("groups", {"bob"}),
        ("networks", {"bob", "carol"}),
        ("everybody", set(WHO)),
    ],
)
def test_a_page_is_seen_by_those_whom_the_person_chose(town, as_, mia, seen_by, expected):
    say(mia, seen_by=seen_by)
    assert seers(town, as_, mia) == expected
    assert as_(mia).get(f"/people/{mia.id}").status_code == 200


def test_who_has_chosen_nothing_is_seen_by_their_networks_if_their_name_is_shown(town, as_):
    assert seers(town, as_, town.mia) == set()
    town.mia.show_name = True
    session.commit()
    assert seers(town, as_, town.mia) == {"bob", "carol"}


def test_hiding_the_name_hides_the_page(town, as_, mia):
    say(mia, seen_by="everybody")
    session.get_one(Person, mia.id).show_name = False
    session.commit()
    assert seers(town, as_, mia) == set()


def test_who_has_left_the_network_sees_no_more(town, as_, mia):
    assert as_(town.dan).get(f"/people/{mia.id}").status_code == 404
    assert as_(town.pia).get(f"/people/{mia.id}").status_code == 404


@pytest.mark.parametrize("email_to", SEEN_BY)
def test_the_address_is_shown_to_those_whom_the_person_chose(town, as_, mia, email_to):
    say(mia, seen_by="everybody", email_to=email_to)
    reach = {"nobody": (), "groups": ("bob",), "networks": ("bob", "carol"), "everybody": WHO}[email_to]
    for name in WHO:
        visitor = as_() if name == "guest" else as_(town.people[name])
        assert ("mia@mias.example" in visitor.get(f"/people/{mia.id}").text) == (name in reach), name
    assert "mia@mias.example" in as_(mia).get(f"/people/{mia.id}").text


def test_a_form_never_shows_the_address_to_more_than_the_page(town, as_, mia):
    visitor = as_(mia)
    visitor.post("/me/profile", {"seen_by": "groups", "email_to": "everybody"})
    session.expire_all()
    assert profiles.of(mia.id).email_to == "groups"


def test_writing_it_takes_one_form_and_leads_to_the_page(town, as_):
    visitor = as_(town.mia)
    sent = {"offer": "Waste heat\r\n\r\n- Old shelves\r\n", "seek": "", "competence": "Permits", "speaks": ["da", "fi"]}
    sent |= {"links": "www.mia.example\r\nhttps://www.linkedin.com/in/mia", "job_title": "Head of  heat"}
    answer = visitor.post("/me/profile", {**sent, "seen_by": "networks", "email_to": "networks"})
    assert answer.status_code == 303
    page = as_(town.carol).get(answer.location).text
    for said in ("Waste heat", "Old shelves", "Permits", "Head of heat", "Danish, Finnish", "linkedin.com"):
        assert said in page
    assert 'href="https://www.mia.example"' in page
    assert "Is looking for" not in page


def test_what_the_form_shows_changes_nothing_when_it_is_sent_back(town, as_, mia):
    def known():
        session.expire_all()
        row = profiles.of(mia.id)
        columns = (row.job_title, row.speaks, row.links, row.seen_by, row.email_to, mia.show_name)
        return columns, profiles.lines([mia.id])

    before, visitor = known(), as_(mia)
    page = visitor.get("/me/profile").text
    sent = form(page) | {"speaks": ["da", "en"], "seen_by": "networks"}
    assert 'checked id="seen_by-1"' in page or 'id="seen_by-1" name="seen_by" type="radio" value="networks"' in page
    assert visitor.post("/me/profile", sent).status_code == 303
    assert known() == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("offer", "x" * 81, "Please say it in 80 characters a line"),
        ("seek", "\n".join(map(str, range(9))), "At most 8 lines."),
        ("links", "not an address", "This is not a whole web address"),
        ("links", "a.example\nb.example\nc.example\nd.example", "At most 3 lines."),
        ("links", "javascript://a.example/%0aalert(1)", "This is not a whole web address"),
        ("speaks", "tlh", "Not a valid choice"),
        ("seen_by", "friends", "Not a valid choice"),
        ("email_to", "friends", "Not a valid choice"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_and_changes_nothing(town, as_, mia, field, typed, said):
    sent = {"seen_by": "networks", "email_to": "nobody", "job_title": "Typed", field: typed}
    answer = as_(mia).post("/me/profile", sent)
    assert answer.status_code == 200
    assert said in answer.text.replace("&#39;", "'")
    assert 'value="Typed"' in answer.text
    session.expire_all()
    assert profiles.of(mia.id).job_title == "Manager"


def test_nobody_writes_anothers_page(town, mia):
    with pytest.raises(Forbidden):
        describing.describe(viewer(town.alice), mia, {}, {})
    assert not policy.may_edit(viewer(town.adam), mia)


def test_letting_others_see_it_shows_the_name_and_hiding_it_does_not_touch_lists(town, as_, mia):
    assert mia.show_name
    as_(mia).post("/me/profile", {"seen_by": "nobody", "email_to": "nobody"})
    session.expire_all()
    assert mia.show_name
    assert seers(town, as_, mia) == set()


def test_a_public_page_tells_search_engines_and_another_does_not(town, as_, mia):
    assert 'content="noindex"' in as_(town.bob).get(f"/people/{mia.id}").text
    say(mia, seen_by="everybody", competence=["Permits"])
    page = as_().get(f"/people/{mia.id}").text
    assert "noindex" not in page
    for said in ('"@type": "Person"', '"jobTitle": "Manager"', '"knowsAbout": ["Permits"]', '"sameAs"'):
        assert said in page
    assert "mia@mias.example" not in page


def test_a_page_says_where_one_meets_but_not_where_one_does_not(town, as_, mia):
    page = as_(town.bob).get(f"/people/{mia.id}").text
    assert "Builders" in page
    assert "Energy" in page
    assert "Energy" not in as_(town.carol).get(f"/people/{mia.id}").text


def test_lists_of_members_lead_to_the_pages_that_one_sees(town, as_, mia):
    say(mia, seen_by="groups")
    path = f"/groups/{town.builders.id}/members"
    assert f'href="/people/{mia.id}' in as_(town.bob).get(path).text
    assert f'href="/people/{mia.id}' not in as_(town.carol).get(path).text


# The list of people


def named(town, as_, person, query=""):
    page = as_(person).get(f"/people{query}").text
    return {one.name.split()[0] for one in town.people.values() if f">{one.name}</a></h2>" in page}


def test_the_list_shows_those_whom_one_may_see_and_oneself(town, as_, mia):
    assert named(town, as_, town.carol) == {"Mia", "Carol"}
    assert named(town, as_, town.olga) == {"Olga"}
    say(mia, seen_by="nobody")
    assert named(town, as_, town.carol) == {"Carol"}
    assert as_().get("/people").location.startswith("/sign-in")


def test_it_narrows_by_what_people_say_and_speak(town, as_, mia):
    assert named(town, as_, town.carol, "?about=offer") == {"Mia"}
    assert named(town, as_, town.carol, "?about=competence") == set()
    assert named(town, as_, town.carol, "?speaks=da") == {"Mia"}
    assert named(town, as_, town.carol, "?speaks=fi") == set()
    assert named(town, as_, town.carol, "?about=offer&speaks=en") == {"Mia"}
    assert named(town, as_, town.carol, "?about=shoes&speaks=%25") == {"Mia", "Carol"}


def test_it_goes_on_after_a_page_and_shows_each_once(town, as_, monkeypatch):
    monkeypatch.setattr(people_list, "PAGE", 2)
    for person in town.people.values():
        person.show_name = True
    session.commit()
    seen, after = [], None
    while True:
        part = people_list.part(viewer(town.bob), people_list.Filters(), after)
        seen += [row.name for row in part.rows]
        after = part.goes_on
        if after is None:
            break
    assert seen == sorted(f"{n.title()} {n.title()}sen" for n in ("alice", "bob", "carol", "mia", "ole"))


def test_the_place_of_somebody_hidden_tells_nothing(town):
    town.mia.show_name = True
    session.commit()
    first = people_list.part(viewer(town.bob), people_list.Filters())
    hidden = people_list.part(viewer(town.bob), people_list.Filters(), town.olga.id)
    assert [row.id for row in hidden.rows] == [row.id for row in first.rows]
    assert hidden.is_first


def test_it_takes_few_statements(town, as_, count_queries, mia):
    visitor = as_(town.bob)
    visitor.get("/people")
    with count_queries() as counted:
        visitor.get("/people")
    assert len(counted) <= 6
    with count_queries() as counted:
        visitor.get(f"/people/{mia.id}")
    assert len(counted) <= 9


def test_who_is_erased_leaves_nothing(town, as_, mia):
    as_(mia).post("/me/erasure")
    assert session.scalar(select(func.count()).select_from(Profile)) == 0
    assert session.scalar(select(func.count()).select_from(PersonLine)) == 0
    with pytest.raises(NotVisible):
        profiles.get(viewer(town.bob), mia.id)


def test_a_company_is_named_to_those_only_who_see_it(town, as_, mia):
    say(mia, seen_by="everybody")
    company = Company(name="Hidden Works", folded="hidden works", confirmed_on=companies.today())
    session.add(company)
    session.commit()
    employ(mia, company)
    own = f"/people/{mia.id}"
    seen = [(own, None, False), *((path, town.nina, False) for path in (own, "/people"))]
    seen += [(path, who, True) for path in (own, "/people") for who in (town.carol, mia)]
    for path, who, sees in seen:
        page = as_(who).get(path).text
        assert "Mia Miasen" in page
        assert ("Hidden Works" in page) is sees
    company.is_public = True
    session.commit()
    assert "Hidden Works" in as_(town.nina).get("/people").text
    page = as_().get(own).text
    assert "Hidden Works" in page
    assert "worksFor" in page
