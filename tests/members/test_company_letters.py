"""The links in letters about companies: each is good for what its letter asked, and for nothing that came later."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from netapp.core import signed
from netapp.core.db import session, transaction
from netapp.mail import stopping
from netapp.mail.models import Stop
from netapp.members import companies, working
from netapp.members import letters as company_letters
from netapp.members.models import Colleague, CompanyMerge
from tests.members.conftest import employ, merge, role, text_of
from tests.support.visitors import letters


def link(letter):
    return re.search(r"https?://[^/]+(/(?:colleagues|merges|holds)/\S+)", text_of(letter))[1]


def test_an_answered_letter_is_not_about_who_asks_next(town, bobbins, as_):
    """SQLite gives the number of a last row that was deleted to the next one."""
    as_(town.carol).post(f"/companies/{bobbins.id}/people")
    number = session.scalar(select(Colleague.id))
    old = link(letters("colleague_waits")[-1])
    as_().post(f"{old}/refusal")
    session.add(Colleague(id=number, person_id=town.nina.id, company_id=bobbins.id))
    session.commit()
    page = as_().get(old).text
    assert "This has been answered" in page
    assert town.nina.email not in page
    as_(town.nina).post(f"{old}/approval")
    assert role(town.nina, bobbins) is None
    as_().post(f"{old}/refusal")
    assert session.get(Colleague, number) is not None


def test_nor_is_one_that_was_sent_before_letters_named_the_time(town, bobbins, as_):
    as_(town.carol).post(f"/companies/{bobbins.id}/people")
    old = signed.token(company_letters.WAITS, session.scalar(select(Colleague.id)), bobbins.id, town.bob.id)
    assert "This has been answered" in as_().get(f"/colleagues/{old}").text


def test_an_answered_letter_about_two_companies_is_not_about_two_others(town, bobbins, twin, as_):
    merge(town.ole, bobbins, twin)
    number = session.scalar(select(CompanyMerge.id))
    asked = next(letter for letter in letters("merge_asked") if letter.person_id == town.bob.id)
    old = link(asked)
    as_().post(f"{old}/refusal")
    with transaction():
        third, fourth = (working.set_company(town.people[name], f"Firm {name}") for name in ("mia", "dan"))
        high, low = max(third.id, fourth.id), min(third.id, fourth.id)
    employ(town.bob, third, "contact")
    for pair in ((high, low), (twin.id, bobbins.id)):
        wish = CompanyMerge(id=number, company_id=pair[0], other_id=pair[1], person_id=town.ole.id, kept={})
        session.add(wish)
        session.commit()
        assert "This has been answered" in as_().get(old).text
        as_().post(f"{old}/approval")
        session.expire_all()
        assert (wish.company_agrees, wish.other_agrees) == (False, False)
        as_().post(f"{old}/refusal")
        session.expire_all()
        session.delete(session.get_one(CompanyMerge, number))
        session.commit()


def test_the_yearly_letter_is_answered_once(town, bobbins, describe, as_, monkeypatch):
    describe(town.bob, bobbins, is_public=True)
    token = company_letters.holds_token(bobbins, town.bob.id)
    path, guest = f"/holds/{token}", as_()
    second = companies.today() + timedelta(days=340)
    monkeypatch.setattr(companies, "today", lambda: second)
    for _press in range(2):
        assert "Thank you. The page stays for a year from today." in guest.post(path).text
    session.expire_all()
    assert bobbins.confirmed_on == second
    monkeypatch.setattr(companies, "today", lambda: second + timedelta(days=340))
    for answer in (guest.get(path), guest.post(path)):
        assert "This has been answered" in answer.text
    session.expire_all()
    assert bobbins.confirmed_on == second


def test_a_yearly_letter_that_names_no_day_confirms_nothing(town, bobbins, describe, as_):
    describe(town.bob, bobbins, is_public=True)
    old = signed.token(company_letters.HOLDS, bobbins.id, town.bob.id)
    assert "This has been answered" in as_().get(f"/holds/{old}").text


# The link that stops them


def stop_path(person, company):
    return urlsplit(stopping.link(person.email, f"company:{company.id}")).path


def test_a_link_from_before_two_became_one_stops_the_letters_of_the_one(town, bobbins, twin, as_):
    path, guest = stop_path(town.bob, bobbins), as_()
    merge(town.adam, bobbins, twin)
    assert "answer for Bobbins ApS" in guest.get(path).text
    guest.post(path)
    session.expire_all()
    assert stopping.is_stopped(town.bob.email, f"company:{twin.id}")
    assert "These letters have stopped" in guest.get(path).text
    guest.post(f"{path}/undo")
    session.expire_all()
    assert session.scalars(select(Stop)).all() == []


def test_the_page_names_the_company_to_who_answers_for_it_whatever_else_they_do(town, bobbins, as_):
    with transaction():
        firm = working.set_company(town.dan, "Firm")
    employ(town.bob, firm, "contact")
    employ(town.bob, twin := _other(town.carol))
    guest = as_()
    assert "answer for Bobbins" in guest.get(stop_path(town.bob, bobbins)).text
    assert "answer for Firm" in guest.get(stop_path(town.bob, firm)).text
    assert twin.name not in guest.get(stop_path(town.bob, twin)).text
    assert "Firm" not in guest.get(stop_path(town.ole, firm)).text


def _other(person):
    with transaction():
        return working.set_company(person, "Unanswered")
