"""Every column that points to a person or a group, or holds what tells who somebody is: in the backup, and forgotten.

Whoever is erased (P1) leaves nothing behind but numbers, save for what stands in STAYS with its reason.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from netapp import backup
from netapp.core import clock, log
from netapp.core.db import Base, session
from netapp.core.viewer import Viewer
from netapp.events import drafting
from netapp.events import notices as meetings
from netapp.events.approval.models import Invited
from netapp.events.importing.models import CalendarFile
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, Party, Request, SignUp, SignUpState
from netapp.events.polls.models import Ballot, PollRequest
from netapp.events.programme.models import Speaker
from netapp.events.reminders.models import Reminder
from netapp.events.series.models import SeriesSignUp
from netapp.events.travel.models import Passenger, Ride
from netapp.files.models import File
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.models import Post
from netapp.groups import notices as groups
from netapp.groups.models import Answers, Entry, Follower, Group, InvitationLink, Knock, Membership
from netapp.groups.roster_models import Invitation, Roster, RosterRow
from netapp.mail import drain
from netapp.mail.models import Returned, Stop
from netapp.members import actions
from netapp.members.models import Affiliation, Colleague, Company, CompanyMerge, Person
from netapp.news.models import Article
from netapp.signin.models import Attempt, Identity, Link, Session
from tests.house import (
    afterwards,
    arrivals,
    discussed,
    programmes,
    programs,
    promised,
    published,
    repeated,
    rooms,
    uploaded,
)
from tests.house.world import NOON, World

# Column → what becomes of it when the person it is about is erased. "goes": the row, or what stands there.
PEOPLE = {
    "affiliation.person_id": "goes",
    "api_token.person_id": "goes",
    "attempt.person_id": "goes",
    "article.approved_by": "goes",
    "article.author_id": "goes",
    "article.created_by": "goes",
    "article_revision.replaced_by": "goes",
    "ballot.person_id": "goes",
    "calendar_file.made_by": "goes",
    "caught_up.person_id": "goes",
    "colleague.person_id": "goes",
    "company_merge.person_id": "goes",
    "introduction.person_id": "goes",
    "invited.person_id": "goes",
    "door.made_by": "stays: a number",
    "entry.person_id": "stays: who opened a shut group is answered for; a number",
    "file.made_by": "goes",
    "follower.person_id": "goes",
    "group.created_by": "stays: a number",
    "identity.person_id": "goes",
    "invitation_link.created_by": "stays: a number",
    "letter.person_id": "goes",
    "link.person_id": "goes",
    "log_row.person_id": "stays: numbers only, and they go after two years",
    "mark.by_id": "stays: a number",
    "meeting.created_by": "stays: a number",
    "membership.decided_by": "stays: a number",
    "membership.invited_by": "stays: a number",
    "membership.person_id": "goes",
    "person_line.person_id": "goes",
    "message.created_by": "stays: a number",
    "old_letter.author_id": "goes",
    "old_list.made_by": "goes",
    "opinion.person_id": "goes",
    "poll.created_by": "stays: a number",
    "post.author_id": "stays: by a former member; a number",
    "post_draft.person_id": "goes",
    "post_file.person_id": "goes",
    "post_revision.replaced_by": "goes",
    "block.person_id": "goes",
    "block.blocked_id": "goes",
    "post_flag.person_id": "goes",
    "ruling.decided_by": "stays: a number",
    "ruling.person_id": "goes",
    "reaction.person_id": "goes",
    "reading.person_id": "goes",
    "thread.created_by": "stays: a number",
    "thread.last_by": "stays: a number",
    "passenger.person_id": "goes",
    "opening_address.person_id": "goes",
    "picture.person_id": "goes",
    "place.person_id": "goes",
    "profile.person_id": "goes",
    "promise.made_by": "stays: a number",
    "promise.person_id": "stays: where it is settled, by a former member; a number",
    "promise_answer.by_id": "stays: a number",
    "promise_answer.was_person_id": "goes",
    "ride.driver_id": "goes",
    "roster.made_by": "goes",
    "roster_row.person_id": "goes",
    "series.created_by": "stays: a number",
    "series_sign_up.person_id": "goes",
    "session.person_id": "goes",
    "sign_up.person_id": "stays: the head count; a number",
    "speaker.person_id": "goes",
    "vote.person_id": "goes",
    "webhook.person_id": "goes",
}
# Columns that hold a name, an address or a company as somebody typed it, and what is done with each.
WORDS = {
    "api_token.name": "goes with its row",
    "ballot.company": "goes with its row",
    "calendar_file.source": "goes with its row",
    "company.name": "goes when nobody else works or has worked there",
    "file.name": "a file",
    "funder.name": "an organisation",
    "post_file.name": "a file; whoever is named in it is not, once they have been erased",
    "identity.issuer": "goes with its row",
    "identity.picture_url": "goes with its row",
    "identity.subject": "goes with its row",
    "knock.email": "goes with its row",
    "knock.name": "goes with its row",
    "invitation.company": "goes with its row",
    "invitation.name": "goes with its row",
    "letter.address": "goes with its row",
    "letter.name": "goes with its row",
    "letter.source": "goes, in letters to others too",
    "letter.subject": "goes, in letters to others too",
    "link.email": "goes with its row",
    "door.name": "an entrance, or whoever an organiser lets stand there",
    "mark.company": "goes with the name",
    "mark.name": "goes, and after as many days as guests are kept",
    "meeting.address": "a street",
    "meeting.contact_email": "goes",
    "meeting.contact_name": "goes with the address",
    "message.subject": "what an organiser has written, as a meeting's title",
    "profile.email_to": "a choice",
    "party.name": "an organisation",
    "poll_request.company": "goes with its row",
    "poll_request.email": "goes with its row",
    "poll_request.name": "goes with its row",
    "person.email": "goes",
    "person.name": "goes",
    "group.name": "a group",
    "request.company": "goes with its row",
    "request.email": "goes with its row",
    "request.name": "goes with its row",
    "returned.address": "goes with its row",
    "roster.source": "goes with its row",
    "roster_row.company": "goes with its row",
    "roster_row.email": "goes with its row",
    "roster_row.name": "goes with its row",
    "series.address": "a street",
    "series.contact_email": "goes",
    "series.contact_name": "goes with the address",
    "series_sign_up.company": "goes with its row",
    "session.device": "goes with its row",
    "sign_up.company": "goes",
    "site.contact": "the site's",
    "site.name": "the site's",
    "speaker.company": "goes with its row",
    "speaker.name": "goes with its row, also where it was only typed at meetings of theirs",
    "stop.address": "goes with its row",
    "tick.name": "a task",
}
TELLING = ("name", "email", "address", "company", "contact", "device", "subject", "source", "issuer", "picture_url")

NAME, FIRST, LAST = "Quillon Zephyrine", "quillon", "zephyrine"


def columns() -> Iterator[sa.Column[Any]]:
    for table in Base.metadata.sorted_tables:
        yield from table.columns


def targets(column: sa.Column[Any]) -> set[str]:
    return {key.column.table.name for key in column.foreign_keys}


def test_every_column_that_points_to_a_person_is_known():
    found = {str(one) for one in columns() if "person" in targets(one) or one.name in {"person_id"}}
    switches = {"group.seen_by", "group.read_by", "profile.seen_by", "sign_up.came_by", "series_sign_up.came_by"}
    switches |= {"post.came_by"}
    found |= {str(one) for one in columns() if one.name.endswith("_by")} - switches
    assert found == set(PEOPLE)


def test_every_column_that_tells_who_somebody_is_is_known():
    text = [one for one in columns() if isinstance(one.type, sa.String)]
    found = {str(one) for one in text if any(one.name == word or one.name.startswith(f"{word}_") for word in TELLING)}
    assert found == set(WORDS)


def test_what_points_to_a_person_or_a_group_is_in_the_backup():
    """All but what holds a door open: restored, it would let somebody in whom its owner has shut out since. And lists
    of people to invite, which no network's archive holds either: one half done would write to the same people again.
    """
    carried = {table.name for table in backup.carried()}
    pointing = {one.table.name for one in columns() if targets(one) & {"person", "group"} or one.name == "person_id"}
    lists = {"calendar_file", "old_letter", "old_list", "roster", "roster_row"}
    assert pointing - carried == lists | {"api_token", "attempt", "link", "session"}
    elsewhere = {"alembic_version", "calendar_row", "hit", "search_round", "search_row", "webhook_delivery"}
    assert backup.LEFT_OUT - pointing == elsewhere


def test_a_group_can_be_taken_away_with_all_that_points_to_it():
    """Groups are closed and not deleted; nothing but these may have readers without one."""
    found = {str(one) for one in columns() if "group" in targets(one)}
    assert found == {
        "calendar_file.group_id",
        "calendar_origin.group_id",
        "caught_up.group_id",
        "article.group_id",
        "entry.group_id",
        "follower.group_id",
        "forum.group_id",
        "funder.group_id",
        "funding.group_id",
        "group.parent_id",
        "introduction.group_id",
        "invitation_link.group_id",
        "knock.group_id",
        "meeting.group_id",
        "poll.group_id",
        "series.group_id",
        "thread.group_id",
        "membership.group_id",
        "old_list.group_id",
        "opening_address.group_id",
        "promise.group_id",
        "roster.group_id",
        "ruling.group_id",
        "webhook.group_id",
    }


@pytest.fixture
def full(app) -> Iterator[tuple[World, Person]]:
    """A person who has been everywhere: in every table that can know of them, and in the letters of others."""
    with time_machine.travel(NOON, tick=False):
        world = World(app)
        yield world, _everywhere(world)


def _everywhere(world: World) -> Person:
    town, now = world.town, clock.now()
    person = town.person(FIRST, signed_in_at=now, is_admin=True, show_name=True, zone="Europe/Copenhagen")
    person.name, person.email = NAME, f"{FIRST}@{LAST}.example"
    builders, others = town.groups["builders"], town.groups["others"]
    town.member(builders, FIRST, role="organiser")
    town.member(town.groups["energy"], FIRST).invited_by = person.id
    asked = town.member(others, FIRST, "requested")
    session.add(Invitation(membership_id=asked.id, name=NAME, company=NAME))
    own = Roster(group_id=builders.id, made_by=person.id, source=f"{NAME}.csv", note=NAME)
    others_list = Roster(group_id=builders.id, made_by=town.alice.id)
    calendar = CalendarFile(group_id=builders.id, made_by=person.id, source=f"{NAME}.ics")
    session.add_all([own, others_list, calendar])
    session.flush()
    old_list = session.get_one(OldList, uploaded.old_list(builders, person.id))
    letter = session.query(OldLetter).filter_by(list_id=old_list.id).one()
    old_list.state, letter.author_id, letter.body = "done", person.id, f"{NAME} was there."
    row = {"line": 1, "outcome": "known", "name": NAME, "company": NAME, "said": NAME}
    session.add(RosterRow(roster_id=others_list.id, email=person.email, person_id=person.id, **row))
    session.add(RosterRow(roster_id=own.id, email="other@new.example", **row))
    session.execute(sa.update(Membership).where(Membership.person_id == town.bob.id).values(decided_by=person.id))
    company = Company(name=f"{NAME} Ltd", folded=f"{FIRST} {LAST} ltd", website=f"https://{LAST}.example")
    session.add_all([Follower(group_id=others.id, person_id=person.id), company])
    session.flush()
    session.add(Affiliation(person_id=person.id, company_id=company.id, since=date(2026, 1, 1)))
    values = world.scenes["open"].values
    session.add(Colleague(person_id=person.id, company_id=values["company_id"]))
    session.add(CompanyMerge(person_id=person.id, company_id=company.id, other_id=values["company_id"], kept={}))
    world._picture(person)
    world._speaks(person, NAME, "everybody")
    programs.token_of(person, NAME)
    programs.webhook(builders, person, values["meeting_id"])
    session.execute(sa.update(File).values(made_by=person.id))
    _signed_up(world, person)
    own_thread = discussed.fill(builders, "Heat", person, town.alice)
    session.get_one(Post, own_thread["post_id"]).body = f"I am {NAME}, {person.email}."
    discussed.fill(builders, "Water", town.alice, person)
    _in_articles(builders, person, town.alice)
    meeting = session.get_one(Meeting, values["meeting_id"])
    promised.fill(meeting, "Heat", person, town.alice)
    promised.fill(meeting, "Water", town.alice, person)
    _at_the_doors(person)
    late = now + timedelta(days=7)
    session.add_all(
        [
            Answers(membership_id=asked.id, said=[["Who told you of us?", NAME]]),
            Knock(group_id=others.id, name=NAME, email=person.email, language="en", answers=[["Who?", NAME]]),
            InvitationLink(group_id=builders.id, label="The fair", created_by=person.id, expires_at=late),
        ]
    )
    group = Group(name="Wished for", created_by=person.id, zone="Europe/Copenhagen")
    entry = Entry(group_id=town.groups["inner"].id, person_id=person.id, reason="A complaint.", until=now)
    session.add(Invited(meeting_id=values["meeting_id"], person_id=person.id))
    session.add_all([group, entry, Stop(address=person.email, scope="group:1"), Returned(address=person.email)])
    session.flush()
    log.write(person.id, "enter", "group", 1, "g:1", entry=entry.id)
    # What others are written about them.
    groups.request_waits(others, asked)
    groups.entered(town.groups["inner"], entry)
    groups.network_wish(group)
    meeting = session.get_one(Meeting, world.scenes["inner"].values["meeting_id"])
    session.refresh(meeting, ["group"])
    meetings.invited(meeting, [town.gus], person.id)
    session.commit()
    while drain.drain():
        pass
    groups.welcome(others, asked)
    session.commit()
    return person


def _signed_up(world: World, person: Person) -> None:
    """Seats in the past and to come, a place in a queue, a guest's request; and a meeting that they answer for."""
    town = world.town
    places: list[tuple[Meeting, SignUpState]] = [
        (town.meeting(days=9), "going"),
        (town.meeting(days=-9, state="held", head_count=9), "going"),
        (town.meeting(days=8, seats=1), "waiting"),
        (town.meeting(days=7), "declined"),
    ]
    for turn, (meeting, state) in enumerate(places):
        sign_up = SignUp(meeting_id=meeting.id, person_id=person.id, state=state, turn=turn, company=NAME)
        sign_up.show_name = True
        session.add(sign_up)
    own = town.meeting(days=6, created_by=person.id, contact_name=NAME, contact_email=person.email)
    session.add(Party(meeting_id=own.id, position=0, part="host", name="Acme"))
    session.add(Request(meeting_id=own.id, name=NAME, company=NAME, email=person.email, language="en"))
    session.add(
        Message(
            meeting_id=own.id,
            states=["going"],
            companies=[],
            language="en",
            subject="S",
            body="B",
            created_by=person.id,
        )
    )
    contact = {"contact_name": NAME, "contact_email": person.email}
    numbers = repeated.fill(town.groups["builders"], "x", person, [person], **contact)
    session.execute(sa.update(SeriesSignUp).where(SeriesSignUp.series_id == numbers["series_id"]).values(company=NAME))
    poll = town.poll(created_by=person.id)
    session.add(Ballot(poll_id=poll.id, person_id=person.id, company=NAME, comment=NAME, show_name=True))
    session.add(PollRequest(poll_id=poll.id, name=NAME, company=NAME, email=person.email, language="en", said={}))
    drafting.derive(own)
    session.flush()
    programmes.fill(own, "Heat", person, town.alice)
    rooms.fill(own, "Heat", person)
    afterwards.fill(own, NAME, person)
    own.own_reminders = False
    session.execute(sa.delete(Reminder).where(Reminder.meeting_id == own.id))
    arrivals.fill(own, NAME, person, "North")
    session.execute(sa.update(Speaker).where(Speaker.person_id == person.id).values(name=NAME, company=NAME))
    item_id = session.scalars(sa.select(Speaker.item_id).where(Speaker.person_id == person.id)).first()
    session.add(Speaker(item_id=item_id, name=NAME, company=NAME, position=1))
    ride = Ride(meeting_id=places[0][0].id, driver_id=town.alice.id, place="Køge", seats=2)
    ride.leaves_local = places[0][0].starts_local
    session.add(ride)
    session.flush()
    session.add(Passenger(meeting_id=ride.meeting_id, ride_id=ride.id, person_id=person.id))
    session.execute(sa.update(Ride).where(Ride.driver_id == person.id).values(note=NAME))
    session.flush()


def _in_articles(group: Group, person: Person, other: Person) -> None:
    """One that they have written, one that they have begun and changed, a case that they have said yes to."""
    mine = published.fill(group, "Heat", person, other)
    session.get_one(Article, mine["article_id"]).credit = NAME
    published.fill(group, "Water", other, person)
    session.get_one(Article, mine["draft_id"]).author_name = NAME
    session.flush()


def _at_the_doors(person: Person) -> None:
    now = clock.now()
    session.add_all(
        [
            Session(person_id=person.id, token_hash="h", device=NAME, expires_at=now + timedelta(days=1)),
            Link(purpose="sign-in", email=person.email, data={"name": NAME}, expires_at=now),
            Link(purpose="address", email=f"{LAST}@old.example", person_id=person.id, data={}, expires_at=now),
            Identity(person_id=person.id, issuer="i", subject=FIRST, picture_url=f"https://x.example/{FIRST}.jpg"),
            Attempt(state_hash="s", person_id=person.id, next=f"/?q={FIRST}"),
        ]
    )


def traces(person_id: int) -> dict[str, list[str]]:
    """Column → what in it still tells of the person: their words, wherever they are; their number, where it points."""
    session.rollback()
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            for column in table.columns:
                text = _text(row[column.name])
                points = str(column) in PEOPLE and row[column.name] == person_id
                if points or FIRST in text or LAST in text:
                    found.setdefault(str(column), []).append(text[:60])
    return found


def _text(value: object) -> str:
    return (value.decode("latin-1") if isinstance(value, bytes) else str(value)).lower()


def test_the_person_is_everywhere_before(full):
    """Else the test below would be about nothing."""
    _world, person = full
    found = set(traces(person.id))
    assert set(PEOPLE) - found == set()
    assert {name for name, fate in WORDS.items() if fate.startswith("goes")} - found <= {"identity.issuer"}


def test_nothing_but_numbers_is_left_of_who_is_erased(full):
    world, person = full
    number = person.id
    viewer = Viewer(person_id=world.town.adam.id, is_admin=True)
    actions.erase(viewer, person)
    found = traces(number)
    allowed = {name for name, fate in PEOPLE.items() if fate.startswith("stays")}
    assert {column: texts for column, texts in found.items() if column not in allowed} == {}
