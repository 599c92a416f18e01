"""What becomes of a company when somebody who worked there is forgotten."""

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.mail.models import Stop
from netapp.members import actions, companies, working
from netapp.members.models import Company
from tests.members.conftest import is_due, role, viewer
from tests.support.visitors import letters


def waits_for_bob(town, company, as_):
    as_(town.carol).post(f"/companies/{company.id}/people")
    town.adam.is_admin = True
    session.commit()
    return company.id


def test_the_company_for_which_somebody_waits_stays_and_an_administrator_is_asked(town, bobbins, as_):
    number = waits_for_bob(town, bobbins, as_)
    actions.erase(viewer(town.bob), town.bob)
    session.expire_all()
    assert [one.person_id for one in companies.asking(number)] == [town.carol.id]
    (asked,) = letters("colleague_waits", town.adam)
    assert is_due(asked)


def test_who_leaves_as_the_last_one_leaves_nobody_waiting_for_ever(town, bobbins, as_):
    waits_for_bob(town, bobbins, as_)
    working.leave(viewer(town.bob), bobbins)
    (asked,) = letters("colleague_waits", town.adam)
    assert is_due(asked)


def test_with_the_company_goes_who_wants_no_letters_about_it(town, bobbins):
    """SQLite may give its number to another company."""
    session.add(Stop(address="mia@mias.example", scope=f"company:{bobbins.id}"))
    session.add(Stop(address="ole@oles.example", scope=f"company:{bobbins.id + 1}"))
    session.commit()
    actions.erase(viewer(town.bob), town.bob)
    assert session.scalar(select(func.count(Company.id))) == 0
    assert list(session.scalars(select(Stop.address))) == ["ole@oles.example"]


def test_who_works_there_is_asked_instead(town, bobbins, as_):
    """Nobody but them is written to."""
    working.begin(town.mia, bobbins, "employee")
    session.commit()
    waits_for_bob(town, bobbins, as_)
    actions.erase(viewer(town.bob), town.bob)
    assert role(town.mia, bobbins) == "contact"
    assert letters("colleague_waits", town.adam) == []
    (asked,) = letters("colleague_waits", town.mia)
    assert is_due(asked)
