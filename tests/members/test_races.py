"""Two people press at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import delete, func, select

from netapp.core.db import session, transaction
from netapp.members import actions, companies, working
from netapp.members.models import Affiliation, Colleague, Company, Person
from tests.members.conftest import employ, role, viewer
from tests.support.visitors import ORIGIN, letters


def at_once(*asked, **data):
    """These POSTs at the same moment: pairs of a visitor and a path; the statuses in their order."""
    ready = Barrier(len(asked))

    def run(visitor, path):
        ready.wait()
        return visitor.client.post(path, data=data, headers=ORIGIN).status_code

    with ThreadPoolExecutor(len(asked)) as pool:
        done = [pool.submit(run, *one) for one in asked]
        return [one.result() for one in done]


def test_two_contacts_who_step_down_at_once_leave_one(town, bobbins, as_):
    employ(town.carol, bobbins, "contact")
    paths = [f"/companies/{bobbins.id}/people/{person.id}/colleague" for person in (town.bob, town.carol)]
    bob, carol = as_(town.bob), as_(town.carol)
    session.rollback()
    assert at_once((bob, paths[0]), (carol, paths[1])) == [303, 303]
    session.rollback()
    assert len(companies.contacts(bobbins.id)) == 1


def test_asking_from_four_windows_is_one_wish_and_one_letter(town, bobbins, as_):
    windows = [as_(town.carol) for _ in range(4)]
    path = f"/companies/{bobbins.id}/people"
    session.rollback()
    assert at_once(*((window, path) for window in windows)) == [303] * 4
    session.rollback()
    assert session.scalar(select(func.count(Colleague.id))) == 1
    assert len(letters("colleague_waits")) == 1


def test_naming_a_new_company_from_four_windows_makes_one(town, as_):
    # Nothing else changes, so that no row of hers is held by the rest of the deed.
    named = {"name": town.carol.name, "language": "en", "zone": "", "company_name": "Carolus"}
    windows = [as_(town.carol) for _ in range(4)]
    session.rollback()
    assert at_once(*((window, "/settings") for window in windows), **named) == [303] * 4
    session.rollback()
    assert session.scalar(select(func.count(Company.id))) == 1


def test_two_who_say_yes_at_once_let_in_once(town, bobbins, as_):
    employ(town.mia, bobbins, "contact")
    as_(town.carol).post(f"/companies/{bobbins.id}/people")
    asks = companies.asking(bobbins.id)[0].id
    path = f"/companies/{bobbins.id}/asking/{asks}/approval"
    bob, mia = as_(town.bob), as_(town.mia)
    session.rollback()
    assert set(at_once((bob, path), (mia, path))) <= {303, 404}
    session.rollback()
    chosen = select(func.count(Affiliation.id)).where(Affiliation.person_id == town.carol.id)
    assert session.scalar(chosen) == 1
    assert len(letters("colleague_answered")) == 1


def test_contacts_who_leave_at_once_leave_one_who_stays_in_their_place(town, bobbins, as_):
    employ(town.carol, bobbins, "contact")
    employ(town.mia, bobbins)
    path = f"/companies/{bobbins.id}/leaving"
    bob, carol = as_(town.bob), as_(town.carol)
    session.rollback()
    assert at_once((bob, path), (carol, path)) == [303, 303]
    session.rollback()
    assert role(town.mia, bobbins) == "contact"


def test_contacts_who_take_each_other_off_at_once_do_not_both_go(town, bobbins, as_):
    employ(town.carol, bobbins, "contact")
    paths = [f"/companies/{bobbins.id}/people/{person.id}/removal" for person in (town.carol, town.bob)]
    bob, carol = as_(town.bob), as_(town.carol)
    session.rollback()
    assert sorted(at_once((bob, paths[0]), (carol, paths[1]))) in ([303, 403], [303, 404])
    session.rollback()
    assert len(companies.contacts(bobbins.id)) == 1


def test_contacts_who_are_forgotten_at_once_leave_one_who_stays_in_their_place(app, town, bobbins):
    employ(town.carol, bobbins, "contact")
    employ(town.mia, bobbins)
    going, ready = [viewer(town.bob), viewer(town.carol)], Barrier(2)
    session.rollback()

    def run(one):
        with app.app_context():
            person = session.get_one(Person, one.person_id)
            session.rollback()
            ready.wait()
            actions.erase(one, person)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(run, one) for one in going]:
            done.result()
    session.rollback()
    assert role(town.mia, bobbins) == "contact"


def test_a_yes_and_a_change_of_mind_at_once_are_one_place_of_work(town, bobbins, as_):
    named = {"name": town.carol.name, "language": "en", "zone": ""}
    bob, carol = as_(town.bob), as_(town.carol)
    for turn in range(5):
        with transaction():
            working.set_company(session.get_one(Person, town.carol.id), "Bobbins")
        asked = companies.asking(bobbins.id)[0].id
        ready = Barrier(2)
        pressed = [
            (bob, f"/companies/{bobbins.id}/asking/{asked}/approval", {}),
            (carol, "/settings", {**named, "company_name": f"Carolus {turn}"}),
        ]
        session.rollback()

        def run(visitor, path, data, ready=ready):
            ready.wait()
            return visitor.client.post(path, data=data, headers=ORIGIN).status_code

        with ThreadPoolExecutor(2) as pool:
            assert {one.result() for one in [pool.submit(run, *one) for one in pressed]} <= {303, 404}
        session.rollback()
        places = select(func.count(Affiliation.id)).where(Affiliation.person_id == town.carol.id)
        assert session.scalar(places.where(Affiliation.until.is_(None))) == 1
        session.execute(delete(Affiliation).where(Affiliation.person_id == town.carol.id))
        session.execute(delete(Colleague))
        session.commit()
