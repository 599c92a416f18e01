"""Rows of the search index follow what they are about, in the deed that changes it; and all can be made anew."""

import threading
from datetime import date

import pytest
from sqlalchemy import delete, func, select, text, update

from netapp.core import finding, reindexing, search, words
from netapp.core.db import db, session
from netapp.core.search import SearchRow
from netapp.core.viewer import GUEST
from netapp.events import actions as meetings
from netapp.events import queries as events
from netapp.events import searching as found_meetings
from netapp.groups import memberships, running
from netapp.groups import searching as found_groups
from netapp.members import actions, companies, describing, tending, working
from netapp.members import searching as found
from netapp.members.models import Affiliation, Company, CompanyLine


def hits(viewer, typed, *shelves):
    """The numbers of what a viewer finds on these shelves."""
    session.commit()
    legs = [(shelf, where) for shelf in shelves for where in (finding.TITLE, finding.BODY, finding.ENDS)]
    return [hit.thing_id for hit in finding.find(viewer, words.asked(typed), legs, 50)]


def row(kind, number):
    session.commit()
    return session.scalar(select(SearchRow.words).where(SearchRow.kind == kind, SearchRow.thing_id == number))


@pytest.fixture
def straw(town):
    """Carol's company, which is everybody's to see."""
    company = Company(name="Strawworks", folded="strawworks", place="Aarhus", is_public=True)
    company.confirmed_on = companies.today()
    session.add(company)
    session.flush()
    at_work = Affiliation(person_id=town.carol.id, company_id=company.id, since=date(2026, 1, 1), role="contact")
    session.add(at_work)
    town.carol.show_name = True
    session.commit()
    return company


def viewer(person):
    session.commit()
    return events.viewer_of(person)


def test_a_person_is_found_by_those_who_meet_them_while_they_show_their_name(town):
    town.carol.show_name = True
    for who, expected in ((town.bob, [town.carol.id]), (town.olga, []), (town.nina, []), (town.pia, [])):
        assert hits(viewer(who), "carolsen", found.PEOPLE) == expected
    assert hits(GUEST, "carolsen", found.PEOPLE) == []
    actions.edit_person(viewer(town.carol), town.carol, name="Carol", language="en", zone="", show_name=False)
    assert row("person", town.carol.id) is None
    # Organisers see the name in the list of members; a search is no list of members.
    assert hits(viewer(town.alice), "carol", found.PEOPLE) == []


def test_who_lets_everybody_see_their_page_is_found_by_everybody(town):
    everybody = {"job_title": "Carpenter", "speaks": [], "links": [], "seen_by": "everybody", "email_to": "nobody"}
    describing.describe(viewer(town.carol), town.carol, everybody, {"offer": ["Old beams"]})
    for typed in ("carpenters", "beam", "carolsen"):
        assert hits(GUEST, typed, found.PEOPLE) == [town.carol.id]
    describing.describe(viewer(town.carol), town.carol, {**everybody, "seen_by": "groups"}, {})
    assert hits(GUEST, "carpenter", found.PEOPLE) == []
    # They are in a network together, and in no working group.
    assert hits(viewer(town.bob), "carpenter", found.PEOPLE) == []
    town.member(town.energy, "carol")
    assert hits(viewer(town.bob), "carpenter", found.PEOPLE) == [town.carol.id]
    describing.describe(viewer(town.carol), town.carol, {**everybody, "seen_by": "nobody"}, {})
    assert row("person", town.carol.id) is None


def test_who_leaves_is_found_no_more(town):
    town.carol.show_name = True
    assert hits(viewer(town.bob), "carolsen", found.PEOPLE)
    memberships.move(town.builders, town.carol.id, "leave", town.carol.id)
    assert row("person", town.carol.id) is None


def test_who_is_erased_leaves_no_row(town, straw):
    assert row("person", town.carol.id)
    assert row("company", straw.id)
    number, company_id = town.carol.id, straw.id
    actions.erase(viewer(town.carol), town.carol)
    assert row("person", number) is None
    # Nobody else has worked there.
    assert row("company", company_id) is None


def test_a_company_is_found_by_everybody_or_by_those_who_meet_its_people(town, straw):
    assert hits(GUEST, "strawwork", found.COMPANIES) == [straw.id]
    straw.is_public = False
    for who, expected in ((town.bob, [straw.id]), (town.carol, [straw.id]), (town.olga, []), (town.nina, [])):
        assert hits(viewer(who), "strawworks", found.COMPANIES) == expected
    assert hits(GUEST, "strawworks", found.COMPANIES) == []
    town.carol.show_name = False
    assert hits(viewer(town.bob), "strawworks", found.COMPANIES) == []
    assert hits(viewer(town.alice), "strawworks", found.COMPANIES) == [straw.id]


def test_a_company_that_nobody_has_confirmed_for_long_drops_out_by_itself(town, straw):
    straw.confirmed_on = date(2020, 1, 1)
    assert hits(GUEST, "strawworks", found.COMPANIES) == []
    assert hits(viewer(town.bob), "strawworks", found.COMPANIES) == [straw.id]


def test_people_are_found_by_the_new_name_of_their_company(town, straw):
    straw.name = "Claypit"
    assert hits(viewer(town.bob), "claypit", found.PEOPLE) == [town.carol.id]
    assert hits(viewer(town.bob), "strawworks", found.PEOPLE) == []


def test_what_a_company_says_is_found_at_once(town, straw):
    tending.write_lines(straw.id, {"offer": ["Spare heat"]})
    assert hits(GUEST, "heat", found.COMPANIES) == [straw.id]
    tending.write_lines(straw.id, {})
    assert hits(GUEST, "heat", found.COMPANIES) == []


def test_whom_everybody_sees_tells_nobody_of_a_company_that_not_everybody_sees(town, straw):
    """They are found by their own words, and by the company's name where everybody may know it."""
    said = {"job_title": "Carpenter", "speaks": [], "links": [], "seen_by": "everybody", "email_to": "nobody"}
    describing.describe(viewer(town.carol), town.carol, said, {"offer": ["Old beams"]})
    assert hits(GUEST, "strawworks", found.PEOPLE) == [town.carol.id]
    straw.is_public = False
    assert hits(GUEST, "strawworks", found.PEOPLE) == []
    assert hits(GUEST, "carpenter", found.PEOPLE) == [town.carol.id]
    assert "Strawworks" not in str(session.scalar(select(SearchRow.shown).where(SearchRow.kind == "person")))
    straw.is_public = True
    assert hits(GUEST, "strawworks", found.PEOPLE) == [town.carol.id]


def test_a_person_is_found_by_where_they_work(town):
    town.carol.show_name = True
    working.set_company(town.carol, "Claypit")
    assert hits(viewer(town.bob), "claypit", found.PEOPLE) == [town.carol.id]


def test_a_group_that_becomes_secret_takes_its_meetings_along(town):
    meeting, other = town.meeting(town.energy, title="Straw"), town.meeting(title="Straw")
    both = {meeting.id, other.id}
    shelf = found_meetings.upcoming(())
    assert set(hits(GUEST, "straw", shelf)) == both
    alice = viewer(town.alice)
    switches = {"seen_by": "members", "join_rule": "invitation", "read_by": "members"}
    running.edit(alice, town.energy, running.fingerprint(town.energy), **switches)
    assert f"kg{town.energy.id}" in row("meeting", meeting.id)
    assert "kpublic" not in row("meeting", meeting.id)
    assert hits(GUEST, "straw", shelf) == [other.id]
    assert set(hits(viewer(town.bob), "straw", shelf)) == both


def test_an_invited_person_finds_what_they_are_invited_to(town):
    town.member(town.secret, "nina", "invited")
    assert hits(viewer(town.nina), "secret", found_groups.NETWORKS) == [town.secret.id]
    assert hits(viewer(town.carol), "secret", found_groups.NETWORKS) == []


def test_a_row_that_is_not_up_to_date_opens_nothing(town):
    """The index finds; whether a viewer may see it is asked of the thing itself."""
    meeting, shelf = town.meeting(town.secret, title="Straw"), found_meetings.upcoming(())
    session.execute(update(SearchRow).values(words="kpublic tstraw wstraw"))
    assert hits(GUEST, "straw", shelf) == []
    assert hits(viewer(town.carol), "straw", shelf) == []
    assert hits(viewer(town.bob), "straw", shelf) == [meeting.id]


def test_a_draft_is_found_when_it_is_published(town):
    meeting, shelf = town.meeting(title="Straw", state="draft"), found_meetings.upcoming(())
    assert row("meeting", meeting.id) is None
    meetings.publish(viewer(town.alice), meeting.id, tell=False)
    assert hits(GUEST, "straw", shelf) == [meeting.id]


def test_a_deed_that_is_undone_leaves_no_row(town):
    session.add(Company(name="Strawworks", folded="strawworks", is_public=True))
    session.flush()
    session.rollback()
    assert session.scalar(select(func.count()).where(SearchRow.kind == "company")) == 0


def test_a_sign_up_writes_no_row(town, as_, count_queries):
    meeting = town.meeting()
    with count_queries() as counted:
        assert as_(town.carol).post(f"/meetings/{meeting.id}/signup").status_code == 303
    assert counted.statements
    assert not [one for one in counted.statements if "search_row" in one]


def test_all_rows_are_made_anew_some_at_a_time(town, straw, monkeypatch):
    town.meeting(title="Straw")
    monkeypatch.setattr(reindexing, "STEP", 2)
    before = rows()
    # As an older version of the site would leave it, and as a slip would.
    session.execute(delete(SearchRow).where(SearchRow.kind != "meeting"))
    session.execute(update(SearchRow).values(digest="x"))
    odd = {"kind": "company", "thing_id": 999, "digest": "", "words": "wodd kpublic", "shown": "{}"}
    session.add(SearchRow(id=search.row_id(found.COMPANY, 0, 999), **odd))
    session.commit()
    assert reindexing.everything() == len(before) + 1
    assert rows() == before
    assert reindexing.everything() == 0


def test_the_worker_goes_on_where_it_was_stopped_and_rests_for_a_day(town, straw, monkeypatch):
    before = rows()
    session.execute(delete(SearchRow))
    session.commit()
    monkeypatch.setattr(reindexing, "STEP", 3)
    monkeypatch.setattr(reindexing, "FIRST_SLICE", 0.001)
    turns = 0
    while rows() != before:
        reindexing.go_on()
        turns += 1
        assert turns < 50
    while session.get(search.SearchRound, 1, populate_existing=True).ended_at is None:
        reindexing.go_on()
    session.execute(delete(SearchRow))
    session.commit()
    assert reindexing.go_on() == 0
    assert turns > 1


def test_a_round_ends_with_the_index_in_one_piece(town, straw, monkeypatch):
    """Each of a few hundred deeds leaves a piece that every search would look into."""
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL's index is one anyway.
    monkeypatch.setattr(reindexing, "PAGES", 1)
    for number in range(9):  # FTS5 joins some by itself with a deed, so how many there are goes up and down.
        straw.name = f"Strawworks {number}"
        session.commit()
        if pieces() > 1:
            break
    assert pieces() > 1
    joined, steps = reindexing._join, []
    monkeypatch.setattr(reindexing, "_join", lambda **begun: steps.append(begun) or joined(**begun))
    assert reindexing.everything() == 0
    assert pieces() == 1
    assert steps[0] == {"is_first": True}
    assert {"is_first": False} in steps
    assert len(hits(GUEST, "strawworks", found.COMPANIES)) == 1
    session.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"))


def test_the_index_of_words_follows_its_rows(town, straw):
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL's index is one of the table itself.
    straw.name = "Claypit"
    session.commit()
    session.execute(delete(SearchRow).where(SearchRow.kind == "group"))
    session.commit()
    session.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"))


def test_of_two_who_change_a_thing_at_once_the_row_tells_both(town, straw, app):
    """Without the lock on the row, the later one would write what it has read before the other was done."""
    if db.engine.dialect.name == "sqlite":
        return  # There, they write one after the other anyway.
    company_id, begun, read = straw.id, threading.Event(), threading.Event()
    things = found.COMPANY.things

    def slow():
        with app.app_context():
            session.add(CompanyLine(company_id=company_id, about="offer", rank=0, said="Heat", folded="heat"))
            session.flush()
            session.scalars(select(SearchRow.id).with_for_update()).all()
            begun.set()
            read.wait(5)
            session.commit()
            session.remove()

    other = threading.Thread(target=slow)
    other.start()
    begun.wait(5)
    timer = threading.Timer(0.5, read.set)
    timer.start()
    session.add(CompanyLine(company_id=company_id, about="seek", rank=0, said="Bricks", folded="bricks"))
    session.commit()
    other.join()
    assert things([company_id])
    assert {"wheat", "wbricks"} <= set(row("company", company_id).replace("'", "").split())


def pieces():
    counted = session.scalar(text("SELECT count(DISTINCT segid) FROM search_index_idx"))
    session.rollback()
    return counted


def rows():
    session.rollback()
    chosen = select(SearchRow.id, SearchRow.kind, SearchRow.thing_id, SearchRow.digest, SearchRow.words)
    return session.execute(chosen.order_by(SearchRow.id)).all()
