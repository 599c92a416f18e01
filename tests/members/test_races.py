"""Two people press at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.members import companies
from netapp.members.models import Affiliation, Colleague, Company
from tests.members.conftest import employ
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
