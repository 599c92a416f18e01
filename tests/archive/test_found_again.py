"""A network that was read in is found at once, by all who may find it."""

import pytest
import sqlalchemy as sa

from netapp.core import reindexing, search
from netapp.core.db import session
from netapp.core.search import SearchRow
from netapp.members import companies, working
from netapp.members.models import CompanyLine, Person
from tests.archive.conftest import taken
from tests.home.test_searching import found
from tests.support import databases
from tests.support.visitors import Visitor
from tests.town import CANARY


@pytest.fixture
def files(town):
    """The builders, with people who show their names, a company and what it offers, and meetings."""
    for person in (town.alice, town.bob, town.carol):
        person.show_name = True
    company = working.set_company(town.bob, "Bobbins", "Roskilde")
    session.add(
        CompanyLine(company_id=company.id, about="competence", rank=0, said="Straw bales", folded="straw bales")
    )
    town.meeting(days=5, title="Kick-off", bodies={"en": "About windows."})
    town.meeting(days=-5, title="Walls", state="held")
    town.meeting(town.secret, days=6, title=f"Hidden {CANARY}")
    session.commit()
    return taken(town.alice, town.builders)


def hits(app, person, typed):
    return found(Visitor(app, person).get("/search", query_string={"q": typed}).text)


@pytest.mark.parametrize("to", databases.ENGINES)
def test_guests_and_members_find_what_is_theirs(files, other_site, read, to):
    app = other_site(to)
    with app.app_context():
        read(files)
        bob = session.scalars(sa.select(Person).where(Person.name == "Bob Bobsen")).one()
        session.commit()
        assert hits(app, None, "builders") == ["Builders"]
        assert hits(app, None, "windows") == ["Kick-off"]
        assert hits(app, None, "walls") == ["Walls"]
        assert hits(app, None, "carolsen") == hits(app, None, "straw") == hits(app, None, CANARY) == []
        assert hits(app, bob, "carolsen") == ["Carol Carolsen"]
        assert hits(app, bob, "straw") == ["Bobbins"]
        assert sorted(hits(app, bob, CANARY)) == [f"Hidden {CANARY}", f"Secret {CANARY}"]


@pytest.mark.parametrize("to", databases.ENGINES)
def test_rebuilding_all_rows_finds_nothing_to_put_right(files, other_site, read, monkeypatch, to):
    """Also when there are more things than one statement names."""
    monkeypatch.setattr(search, "_AT_ONCE", 2)
    with other_site(to).app_context():
        read(files)
        kinds = sa.select(SearchRow.kind, sa.func.count()).group_by(SearchRow.kind)
        assert {row[0]: row[1] for row in session.execute(kinds)} == {
            "company": 1,
            "group": 4,
            "meeting": 3,
            "person": 3,
        }
        assert reindexing.everything() == 0


def test_who_was_here_before_is_found_by_their_new_fellows(files, other_site, read):
    app = other_site("sqlite")
    with app.app_context():
        session.add(Person(name="Caroline Before", email="carol@carols.example", show_name=True))
        session.commit()
        read(files)
        bob = session.scalars(sa.select(Person).where(Person.name == "Bob Bobsen")).one()
        session.commit()
        assert hits(app, bob, "caroline") == ["Caroline Before"]
        assert reindexing.everything() == 0


def test_a_public_company_at_which_nobody_begins_is_found(town, other_site, read):
    """Bob works elsewhere here."""
    company = working.set_company(town.bob, "Bobbins", "Roskilde")
    company.is_public, company.confirmed_on = True, companies.today()
    session.commit()
    files = taken(town.alice, town.builders)
    app = other_site("sqlite")
    with app.app_context():
        bob = Person(name="Bob", email="bob@bobs.example")
        session.add(bob)
        session.flush()
        working.set_company(bob, "Elsewhere", "Odense")
        session.commit()
        read(files)
        assert hits(app, None, "bobbins") == ["Bobbins"]
        assert reindexing.everything() == 0
