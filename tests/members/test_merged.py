"""What is kept of two records that became one, and where the old address leads."""

import io
import re
from datetime import date

from sqlalchemy import select

from netapp.core.db import session, transaction
from netapp.events.models import Party
from netapp.files.models import File
from netapp.mail.models import Stop
from netapp.members import companies, joined, merging, working
from netapp.members.models import Affiliation, Colleague, Company, CompanyMerge, CompanyMoved
from tests.members.conftest import is_due, merge, role, text_of, viewer
from tests.members.test_company_pages import form
from tests.support import drawings
from tests.support.sitemaps import whole
from tests.support.visitors import letters


def test_nothing_is_lost(town, bobbins, twin, describe):
    describe(
        town.bob,
        bobbins,
        offer=["Heat", "Shelves"],
        about="Short.",
        divisions=["16", "10"],
        texts={"about.da": "Spoler."},
    )
    offers = ["HEAT", *map(str, range(11))]
    more = {"seek": ["Wood"], "divisions": ["31", "62", "16"], "register_number": "42"}
    describe(town.carol, twin, offer=offers, about="Rather longer.", **more)
    merge(town.ole, bobbins, twin)
    for person in (town.bob, town.carol):
        merging.agree(viewer(person), session.scalars(select(CompanyMerge)).one())
    session.expire_all()
    said = companies.lines([twin.id])[twin.id]
    assert (said["offer"], said["seek"]) == ([*offers, "Shelves"], ["Wood"])
    assert (twin.about, twin.texts, twin.register_number) == ("Rather longer.", {"about.da": "Spoler."}, "42")
    assert companies.divisions([twin.id])[twin.id] == ["10", "16", "31", "62"]
    assert "spoler." in twin.sought
    assert "shelves" in twin.sought


def test_the_page_of_two_can_be_saved_as_it_is_and_changed(town, bobbins, twin, describe, as_):
    describe(town.bob, bobbins, divisions=["10", "16"], offer=[f"bob {number}" for number in range(10)])
    describe(town.carol, twin, divisions=["25", "62"], offer=[f"carol {number}" for number in range(10)])
    merge(town.adam, bobbins, twin)
    path, bob = f"/companies/{twin.id}/edit", as_(town.bob)
    before = companies.lines([twin.id])[twin.id]["offer"]
    sent = form(bob.get(path).text)
    assert bob.post(path, {**sent, "more_divisions": ["25", "62"]}).status_code == 303
    assert companies.lines([twin.id])[twin.id]["offer"] == before
    assert companies.divisions([twin.id])[twin.id] == ["10", "16", "25", "62"]
    sent = form(bob.get(path).text)
    assert "At most 20 lines." in bob.post(path, {**sent, "offer": sent["offer"] + "\none more"}).text
    assert bob.post(path, {**sent, "more_divisions": ["62"], "offer": "Heat"}).status_code == 303
    assert companies.divisions([twin.id])[twin.id] == ["10", "16", "62"]
    assert 'name="more_divisions"' in bob.get(path).text
    assert bob.post(path, {**form(bob.get(path).text), "more_divisions": ["99"]}).status_code == 200


def test_a_point_that_somebody_has_put_stays_or_is_asked_about(town, bobbins, twin, describe):
    def asked():
        session.expire_all()
        return [one.fuller for one in joined.questions(twin, bobbins) if one.name == "point"]

    def point(**kept):
        found = joined.values(twin, bobbins, kept)
        return found["latitude"], found["longitude"]

    assert asked() == []
    describe(town.bob, bobbins, latitude=55.1, longitude=10.1)
    assert asked() == ["other"]
    assert point() == (55.1, 10.1)
    assert point(point="company") == (twin.latitude, twin.longitude)
    describe(town.carol, twin, latitude=56.2, longitude=10.2)
    assert asked() == ["company"]
    assert point(point="other") == (55.1, 10.1)


def test_of_two_logos_somebody_chooses(town, bobbins, twin, as_):
    for person, company in ((town.bob, bobbins), (town.carol, twin)):
        visitor, path = as_(person), f"/companies/{company.id}/edit"
        sent = {**form(visitor.get(path).text), "logo": (io.BytesIO(drawings.logo()), "logo.png")}
        visitor.post(path, sent, content_type="multipart/form-data")
    session.expire_all()
    mine, theirs = bobbins.logo_id, twin.logo_id
    page = as_(town.ole).get(f"/companies/{bobbins.id}/merge/{twin.id}").text
    assert page.count('class="logo') == 2
    merge(town.adam, bobbins, twin, logo="other")
    session.expire_all()
    assert twin.logo_id == mine
    assert session.get(File, theirs) is None


def test_what_is_asked_about_a_third_record_is_asked_of_the_one(town, bobbins, twin):
    with transaction():
        third = working.set_company(town.mia, "Bobbins A/S")
    merge(town.ole, bobbins, third)
    merging.agree(viewer(town.mia), session.scalars(select(CompanyMerge)).one())
    merge(town.adam, bobbins, twin)
    session.expire_all()
    wish = session.scalars(select(CompanyMerge)).one()
    assert (wish.company_id, wish.other_id, wish.person_id) == (third.id, twin.id, town.ole.id)
    assert (wish.company_agrees, wish.other_agrees) == (True, False)
    for person, many in ((town.bob, 2), (town.carol, 1), (town.mia, 1)):
        asked = letters("merge_asked", person)
        assert len(asked) == many, person.name
        assert is_due(asked[-1])
    merging.agree(viewer(town.carol), wish)
    assert companies.get(viewer(town.mia), twin.id).id == third.id


def test_texts_in_two_languages_are_both_kept(town, bobbins, twin, describe):
    describe(town.bob, bobbins, about="Spoler.", language="da")
    describe(town.carol, twin, about="Bobbins.", language="en")
    for name in ("company", "other"):
        found = joined.values(twin, bobbins, {"name": name})
        assert {found["language"]: found["about"], **{key[-2:]: said for key, said in found["texts"].items()}} == {
            "da": "Spoler.",
            "en": "Bobbins.",
        }
        assert found["language"] == ("en" if name == "company" else "da")


def test_what_only_some_see_stays_so_unless_somebody_says_otherwise(town, bobbins, twin, describe):
    describe(town.bob, bobbins, is_public=True)
    question = next(one for one in joined.questions(twin, bobbins) if one.name == "is_public")
    assert question.fuller == "company"
    assert joined.values(twin, bobbins, {})["is_public"] is False
    assert joined.values(twin, bobbins, {"is_public": "other"})["is_public"] is True
    assert joined.values(twin, bobbins, {"is_public": "nonsense"})["is_public"] is False


def at(person, company, since, until=None, role="employee"):
    row = Affiliation(person_id=person.id, company_id=company.id, since=date(since, 1, 1), role=role)
    row.until = date(until, 1, 1) if until else None
    session.add(row)


def test_overlapping_times_become_one_and_nobody_becomes_a_contact_by_it(town, bobbins, twin):
    at(town.mia, bobbins, 2020, 2022, "contact")
    at(town.mia, twin, 2021)
    at(town.alice, bobbins, 2020, 2021)
    at(town.alice, twin, 2024)
    at(town.nina, bobbins, 2020)
    at(town.nina, twin, 2020, None, "contact")
    session.commit()
    merge(town.adam, bobbins, twin)
    session.expire_all()

    def times(person):
        chosen = select(Affiliation.since, Affiliation.until, Affiliation.role, Affiliation.company_id)
        rows = session.execute(chosen.where(Affiliation.person_id == person.id).order_by(Affiliation.since))
        return [(row[0].year, row[1].year if row[1] else None, row[2], row[3] == twin.id) for row in rows]

    assert times(town.mia) == [(2020, None, "employee", True)]
    assert times(town.alice) == [(2020, 2021, "employee", True), (2024, None, "employee", True)]
    assert times(town.nina) == [(2020, None, "contact", True)]
    assert (role(town.bob, twin), role(town.carol, twin)) == ("contact", "contact")


def test_who_waits_meetings_and_stopped_letters_move_too(town, bobbins, twin):
    meeting = town.meeting()
    session.add(Party(meeting_id=meeting.id, part="host", position=0, name="Bobbins", company_id=bobbins.id))
    for company in (bobbins, twin):
        session.add(Colleague(person_id=town.mia.id, company_id=company.id))
    session.add(Colleague(person_id=town.carol.id, company_id=bobbins.id))
    session.add(Colleague(person_id=town.nina.id, company_id=bobbins.id))
    for address, of in (("bob@bobs.example", bobbins), ("ole@oles.example", bobbins), ("ole@oles.example", twin)):
        session.add(Stop(address=address, scope=f"company:{of.id}"))
    session.commit()
    before = town.builders.revision
    merge(town.adam, bobbins, twin)
    session.expire_all()
    assert session.scalars(select(Party.company_id)).all() == [twin.id]
    waits = session.execute(select(Colleague.person_id, Colleague.company_id)).all()
    assert {tuple(row) for row in waits} == {(town.mia.id, twin.id), (town.nina.id, twin.id)}
    stopped = {(row.address, row.scope) for row in session.scalars(select(Stop))}
    assert stopped == {(f"{name}@{name}s.example", f"company:{twin.id}") for name in ("bob", "ole")}
    assert town.builders.revision > before


def test_letters_from_before_lead_to_the_one_company(town, bobbins, twin, as_):
    as_(town.mia).post(f"/companies/{bobbins.id}/people")
    waits = letters("colleague_waits")[0]
    asked = re.search(r"https?://[^/]+(/colleagues/\S+)", text_of(waits))[1]
    merge(town.adam, bobbins, twin)
    assert is_due(waits)
    assert "Does Mia Miasen work at Bobbins ApS?" in as_().get(asked).text
    as_().post(f"{asked}/approval")
    assert role(town.mia, twin) == "employee"


# The old address


def test_the_old_address_leads_to_the_new_one_for_who_may_see_it(town, bobbins, twin, as_, describe):
    old = bobbins.id
    merge(town.adam, bobbins, twin)
    answer = as_(town.bob).get(f"/companies/{old}-bobbins")
    assert (answer.status_code, answer.location) == (301, f"/companies/{twin.id}-bobbins-aps")
    assert as_().get(f"/companies/{old}-bobbins").status_code == 404
    describe(town.bob, twin, is_public=True)
    assert as_().get(f"/companies/{old}-bobbins").status_code == 301
    listed = " ".join(address or "" for address in whole(as_()))
    assert f"/companies/{twin.id}-" in listed
    assert f"/companies/{old}-" not in listed
    assert as_(town.bob).get(f"/companies/{old}/edit").status_code == 200


def test_there_are_no_chains(town, bobbins, twin):
    with transaction():
        third = working.set_company(town.mia, "Bobbins A/S")
    first, second = bobbins.id, twin.id
    merge(town.adam, bobbins, twin)
    merge(town.adam, session.get_one(Company, second), third)
    session.expire_all()
    moved = session.execute(select(CompanyMoved.old_id, CompanyMoved.company_id).order_by(CompanyMoved.old_id)).all()
    assert [tuple(row) for row in moved] == [(first, third.id), (second, third.id)]
    assert companies.get(viewer(town.mia), first).id == third.id


def test_an_old_number_is_never_given_to_another_company(town, bobbins, twin):
    """SQLite gives the last number anew when its row has gone."""
    old = bobbins.id
    merge(town.adam, twin, bobbins)
    with transaction():
        new = working.set_company(town.mia, "Looms")
    assert new.id not in {old, twin.id}
