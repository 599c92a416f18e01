"""A network's archive, read back: the same on every site, and nobody gets more than they had."""

import csv
import io
import json
import re
from datetime import date, datetime
from hashlib import sha256

import icalendar
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netapp.archive import reading
from netapp.core import cells, clock
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.log import LogRow
from netapp.core.viewer import ORGANISING
from netapp.demo import build
from netapp.events import actions, drafting
from netapp.events import queries as meetings
from netapp.events.models import Meeting, Party, SignUp
from netapp.events.polls.models import Ballot, BallotChoice, PollTime
from netapp.groups import queries, records
from netapp.groups.models import Follower, Group, Membership
from netapp.mail import stopping
from netapp.mail.models import Letter, Stop
from netapp.members import companies, working
from netapp.members.models import Affiliation, Company, Person
from tests.archive.conftest import everything, rows, signed, taken, with_rows, zipped
from tests.house import published
from tests.support import databases
from tests.town import CANARY

NOT_COMPARED = {"manifest.json", "README.txt"}


def same(files):
    """What two archives of one network have in common: all but when and where they were made, and the addresses."""
    return {
        name: re.sub(rb"\r\nURL:[^\r]*(\r\n [^\r]*)*", b"", data)
        for name, data in files.items()
        if name not in NOT_COMPARED
    }


def organiser(group):
    return records.in_charge(group, ORGANISING)[0]


@pytest.fixture
def full(town):
    """The builders with a bit of everything."""
    town.gus.email_confirmed_at = None
    session.add(Follower(group_id=town.builders.id, person_id=town.gus.id, mail_level="digest"))
    town.builders.questions = [{"text": "Hvem fortalte dig om os?", "needed": True}]
    town.builders.domains = "bobs.example carols.example"
    town.builders.about, town.builders.texts = "We **build**.", {"lead.da": "=Huse\u2028 af træ"}
    company = working.set_company(town.bob, "Bobbins", "Roskilde", "https://bobs.example")
    working.begin(town.carol, company, "employee")
    held = town.meeting(days=-9, state="held", head_count=9, created_by=town.alice.id, title='=HYPERLINK("x")')
    night = town.meeting(days=20, state="draft", bodies={"en": "<script>alert(1)</script>"})
    night.starts_local, night.starts_fold = datetime(2026, 10, 25, 2, 30), 1
    night.ends_local, night.ends_fold = datetime(2026, 10, 25, 3, 30), 0
    drafting.derive(night)
    for turn, (person, state) in enumerate([(town.bob, "going"), (town.gus, "going"), (town.dan, "withdrawn")]):
        session.add(SignUp(meeting_id=held.id, person_id=person.id, state=state, turn=turn, company="@Øl & Co"))
    ghost = Person(name="", email=None, erased_at=clock.now())
    session.add_all([Party(meeting_id=held.id, position=0, part="host", name="Bobbins", company_id=company.id), ghost])
    session.flush()
    session.add(SignUp(meeting_id=held.id, person_id=ghost.id, state="going", turn=9))
    scopes = {f"group:{town.builders.id}", f"meeting:{held.id}", f"group:{town.others.id}", "digest:1"}
    session.add_all(Stop(address=town.bob.email, scope=scope) for scope in sorted(scopes))
    session.add(Stop(address="nina@ninas.example", scope=f"meeting:{held.id}"))
    poll = town.poll(state="chosen", meeting_id=held.id, created_by=town.ole.id)
    ballot = Ballot(poll_id=poll.id, person_id=town.bob.id, comment="Not before nine")
    session.add(ballot)
    session.flush()
    times = session.scalars(sa.select(PollTime.id).where(PollTime.poll_id == poll.id)).all()
    session.add_all(BallotChoice(ballot_id=ballot.id, time_id=number, said="maybe") for number in times)
    session.commit()
    return town


@pytest.mark.parametrize("to", databases.ENGINES)
def test_a_network_read_in_elsewhere_makes_the_same_archive_again(full, other_site, read, to):
    published.fill(full.builders, "Heat", full.bob, full.alice)
    session.commit()
    files = taken(full.alice, full.builders)
    with other_site(to).app_context():
        group = read(files)
        again = taken(organiser(group), group)
        assert same(again) == same(files)
        assert session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0
        night = session.scalars(sa.select(Meeting).where(Meeting.state == "draft")).one()
        assert night.starts_at == datetime.fromisoformat("2026-10-25T01:30:00+00:00")
        assert meetings.get_meeting(records.as_viewer(organiser(group)), night.id).title == "Kick-off"
        assert {row.said for row in session.scalars(sa.select(BallotChoice))} == {"maybe"}


@pytest.mark.parametrize("to", databases.ENGINES)
def test_every_network_of_the_demo_comes_through(app, other_site, read, to):
    build.build(date(2026, 11, 22))
    networks = session.scalars(sa.select(Group).where(Group.parent_id.is_(None), Group.approved_at.is_not(None))).all()
    found = [taken(organiser(group), group) for group in networks if records.in_charge(group, ORGANISING)]
    assert len(found) > 3
    with other_site(to).app_context():
        for files in found:
            session.commit()
            for table in reversed(Group.metadata.sorted_tables):
                session.execute(table.delete())
            session.commit()
            group = read(files)
            assert same(taken(organiser(group), group)) == same(files)


def test_who_has_stopped_letters_gets_none_on_the_next_site(full, other_site, read):
    """Only of what is in the archive, and only of people who are."""
    files, email = taken(full.alice, full.builders), full.bob.email
    assert len(rows(files, "stopped-letters")) == 2
    with other_site("sqlite").app_context():
        session.add_all([Group(name="First"), Stop(address=email, scope="group:2")])
        session.commit()
        group = read(files)
        held = session.scalars(sa.select(Meeting.id).where(Meeting.state == "held")).one()
        assert group.id == 2
        assert stopping.is_stopped(email, f"meeting:{held}")
        assert stopping.is_stopped(email, "group:2")
        assert not stopping.is_stopped("nina@ninas.example", f"meeting:{held}")


def test_the_manifest_says_what_it_is(full):
    files = taken(full.alice, full.builders)
    said = json.loads(files["manifest.json"])
    assert (said["format"], said["version"], said["network"]) == ("netapp network", 2, "Builders")
    assert said["site"] == {"name": "netapp", "url": "http://127.0.0.1:8000"}
    assert {name: sha256(files[name]).hexdigest() for name in said["files"]} == said["files"]
    assert said["counts"] == {name: len(rows(files, name)) for name in said["counts"]}
    assert set(files) == set(said["files"]) | NOT_COMPARED


def test_ordinary_programs_open_what_lies_beside(full):
    files = taken(full.alice, full.builders)
    lines = list(csv.reader(io.StringIO(files["sign-ups.csv"].decode("utf-8-sig"))))
    assert files["sign-ups.csv"].startswith(cells.BOM)
    assert lines[1][0] == '\'=HYPERLINK("x")'
    assert {line[4] for line in lines[1:]} == {"'@Øl & Co", ""}
    members = list(csv.reader(io.StringIO(files["members.csv"].decode("utf-8-sig"))))
    assert [full.alice.name, "active", "owner"] in [[line[1], *line[3:5]] for line in members]
    assert len(icalendar.Calendar.from_ical(files["meetings.ics"]).walk("VEVENT")) == 1


def test_it_holds_what_its_taker_may_read(full):
    """Ole is not in the secret group: neither it nor who left the network is in his archive; who waits is."""
    queries.membership(full.builders.id, full.ole.id).office = "owner"
    session.commit()
    ole = taken(full.ole, full.builders)
    assert CANARY not in b"".join(ole.values()).decode("utf-8", "replace")
    assert {row["name"] for row in rows(ole, "groups")} == {"Builders", "Energy", "Inner"}
    names = {row["id"]: row["name"] for row in rows(ole, "people")}
    assert {names[row["person_id"]]: row["state"] for row in rows(ole, "members") if row["group_id"] == 1} == {
        **dict.fromkeys((one.name for one in (full.alice, full.ole, full.mia, full.bob, full.carol)), "active"),
        full.pia.name: "requested",
        "": "invited",
    }
    assert full.rita.name not in names.values()
    assert CANARY in b"".join(taken(full.alice, full.builders).values()).decode("utf-8", "replace")


def test_nothing_that_opens_a_door_is_in_it(full):
    said = b"".join(taken(full.alice, full.builders).values()).decode()
    assert not [person.name for person in full.people.values() if person.calendar_key in said]
    assert "is_admin" not in said


def test_people_are_known_by_address_and_stay_as_they_are(full, read, other_site):
    files = taken(full.alice, full.builders)
    with other_site("sqlite").app_context():
        bob = Person(name="Robert", email=full_email("bob"), email_confirmed_at=clock.now(), is_admin=True, zone="UTC")
        namesake = Person(name="Carol Carolsen", email="another@carols.example")
        session.add_all([bob, namesake])
        session.commit()
        group = read(files)
        session.expire_all()
        assert (bob.name, bob.is_admin, bob.zone) == ("Robert", True, "UTC")
        places = dict(
            session.execute(
                sa.select(Person.email, Membership.role)
                .join(Membership, Membership.person_id == Person.id)
                .where(Membership.group_id == group.id)
            ).all()
        )
        assert places[bob.email] == "member"
        assert namesake.email not in places
        new = session.scalars(sa.select(Person).where(Person.email == full_email("alice"))).one()
        assert (new.email_confirmed_at, new.is_admin, new.is_guest) == (None, False, True)


def full_email(name):
    return f"{name}@{name}s.example"


def test_nobody_begins_at_a_company_that_is_here(full, read, other_site):
    """Bob answers for Bobbins there. Here others do, and it is theirs to say who works at it."""
    files = taken(full.alice, full.builders)
    with other_site("sqlite").app_context():
        own = Person(name="Somebody", email="some@body.example")
        session.add(own)
        session.flush()
        bobbins = working.set_company(own, "BOBBINS", "Elsewhere")
        session.commit()
        read(files)
        assert [person.name for person in companies.contacts(bobbins.id)] == ["Somebody"]
        assert session.scalar(sa.select(sa.func.count()).select_from(Affiliation)) == 1
        assert [(one.name, one.place) for one in session.scalars(sa.select(Company))] == [("BOBBINS", "Elsewhere")]


def test_the_same_network_is_not_read_in_twice(full, read):
    files = taken(full.alice, full.builders)
    before = everything()
    with pytest.raises(Refused, match="already"):
        read(files)
    assert everything() == before


def test_a_sub_group_alone_becomes_a_network(full, read, other_site):
    full.meeting(full.energy)
    files = taken(full.alice, full.energy)
    with other_site("sqlite").app_context():
        group = read(files)
        assert (group.name, group.is_network) == ("Energy", True)


def test_who_read_it_in_is_written_down(full, read, other_site):
    files = taken(full.alice, full.builders)
    assert session.scalars(sa.select(LogRow.deed).where(LogRow.person_id == full.alice.id)).all() == ["archive"]
    with other_site("sqlite").app_context():
        group = read(files)
        deeds = sa.select(LogRow.deed, LogRow.thing_id)
        assert session.execute(deeds).all() == [("read archive", group.id)]


def test_a_preview_tells_what_reading_makes_and_writes_nothing(full, other_site, tmp_path):
    files = taken(full.alice, full.builders)
    file = tmp_path / "a.zip"
    file.write_bytes(zipped(files))
    with other_site("sqlite").app_context():
        before = everything()
        found = reading.look(reading.OPERATOR, file)
        assert everything() == before
        session.commit()
        assert reading.read_in(reading.OPERATOR, file)[1] == found
        assert set(found.organisers) == {full_name("Alice"), full_name("Ole")}
        assert (found.count("members"), found.known("people")) == (len(rows(files, "members")), 0)


def full_name(first):
    return f"{first} {first}sen"


def test_meetings_of_the_new_site_go_on(full, read, other_site):
    """What was made anew is as a site of ours makes it: the meeting can be called off, the calendar says so."""
    full.meeting(days=30, title="Later")
    files = taken(full.alice, full.builders)
    with other_site("sqlite").app_context():
        group = read(files)
        viewer = records.as_viewer(organiser(group))
        later = next(one for one in session.scalars(sa.select(Meeting)) if one.titles == {"en": "Later"})
        session.commit()
        actions.cancel(viewer, later.id, "Snow.")
        assert "STATUS:CANCELLED" in session.get_one(Meeting, later.id).vevent


ODD = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=ODD, lead=ODD, about=st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=200))
def test_whatever_is_said_in_a_group_comes_through(town, other, read, name, lead, about):
    town.builders.name = f"x{name}"
    town.builders.lead, town.builders.about, town.builders.texts = lead, about, {"about.da": about, "lead.fi": lead}
    files = taken(town.alice, town.builders)
    with other.app_context():
        group = read(files)
        assert same(taken(organiser(group), group)) == same(files)
        session.rollback()


@pytest.fixture
def other(other_site):
    return other_site("sqlite")


def test_an_archive_of_the_version_before_is_read(full, read, other_site):
    """Written before there were questions, domains and logos: nothing is said in them."""
    files = taken(full.alice, full.builders)
    late = {"questions", "domains"}
    older = [{key: value for key, value in row.items() if key not in late} for row in rows(files, "groups")]
    with other_site("sqlite").app_context():
        group = read(signed(with_rows(files, "groups", older), version=1))
        assert (group.name, group.questions, group.domains) == ("Builders", None, "")
