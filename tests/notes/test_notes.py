"""Notes of a meeting: drafted from its programme, written together, published, corrected, and the meeting closed."""

import re
from datetime import date, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
import time_machine

from netapp.core import facts
from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.events import guests, queries, signing_up
from netapp.events.models import Meeting
from netapp.events.programme.models import Item, Speaker
from netapp.members.facts import PersonErased
from netapp.notes import actions, edition, ending, writing
from netapp.notes import page as notes_page
from netapp.notes import queries as notes
from netapp.notes.models import Note, Part, Revision, Section
from netapp.promises.models import Promise
from tests.support.visitors import letters as ordered
from tests.support.visitors import written

NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
AFTER = datetime.fromisoformat("2027-01-14T15:00:00+00:00")

TOKENS = count()


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


@pytest.fixture
def meeting(town, january):
    """On Thursday, with two items and a speaker who is no organiser; Bob and a guest have seats, Carol has none."""
    made = town.meeting(days=3, shown_to="everyone")
    items = [
        Item(meeting_id=made.id, position=place, day=0, at=at, minutes=30, kind=kind, titles={"en": title})
        for place, (at, kind, title) in enumerate(
            [(0, "talk", "Heat that is left over"), (30, "break", "Coffee"), (60, "discussion", "Who wants it")]
        )
    ]
    session.add_all(items)
    session.flush()
    session.add(Speaker(item_id=items[0].id, position=0, name="Mia [X]", company="Mia & Co", person_id=town.mia.id))
    made.programme = []
    signing_up.sign_up(viewer(town.bob), made.id)
    wish = guests.request(GUEST, made.id, name="Gerd", company="G", email="g@g.example", language="en", show_name=False)
    guests.confirm(GUEST, wish.id)
    january.move_to(AFTER)
    return made


@pytest.fixture
def note(town, meeting):
    return actions.begin(viewer(town.ole), meeting.id)


def section_of(note, kind="opening"):
    return next(one for one in notes.sections(note) if one.kind == kind)


def send(person, section, body, base=None, token=None, **more):
    base = section.revision if base is None else base
    token = token or f"token-{next(TOKENS)}"
    return writing.save(viewer(person), section.id, writing.Sent(body=body, base=base, token=token, **more))


def test_they_are_drafted_from_the_programme_once(town, meeting, note):
    assert actions.begin(viewer(town.ole), meeting.id).id == note.id
    assert [(one.kind, one.heading) for one in notes.sections(note)] == [
        ("opening", "Welcome"),
        ("item", "Heat that is left over"),
        ("item", "Who wants it"),
        ("closing", "What comes next"),
    ]
    lead = notes.leads(viewer(town.ole), meeting)
    assert next(iter(lead.values())) == r"Mia \[X\], Mia & Co"


def test_who_writes_is_the_organisers_and_whom_they_let(town, meeting, note):
    section = section_of(note)
    assert send(town.mia, section, "By who speaks").revision == 1
    for person in (town.bob, town.carol, town.olga):
        with pytest.raises(NotVisible):
            send(person, section, "Not mine")
    actions.let_help(viewer(town.ole), meeting.id, seated=True, speakers=False)
    assert send(town.bob, section, "By who has a seat").revision == 2
    with pytest.raises(Forbidden):
        actions.let_help(viewer(town.bob), meeting.id, seated=True, speakers=True)
    with pytest.raises(Forbidden):
        ending.close(viewer(town.bob), meeting.id, ending.Closing(head_count=4))


def test_two_who_write_in_one_section_keep_all_and_a_repeat_makes_no_double(town, note):
    section = section_of(note)
    first = send(town.ole, section, "One.\nTwo.")
    mine = send(town.ole, section, "One!\nTwo.", base=first.revision)
    theirs = send(town.mia, section, "One.\nTwo.\nThree.", base=first.revision, token="mia-token-1")
    assert theirs.body == "One!\nTwo.\nThree."
    assert send(town.mia, section, "One.\nTwo.\nThree.", base=first.revision, token="mia-token-1").body == theirs.body
    session.expire_all()
    assert (section.body, section.revision, section.numbered) == ("One!\nTwo.\nThree.", 4, 4)
    # Who goes on typing while an answer is on its way writes upon what they have sent.
    on = send(town.mia, section, "One.\nTwo.\nThree. Four.", base=theirs.sent, token="mia-token-2")
    assert on.body == "One!\nTwo.\nThree. Four."
    assert mine.sent == 2


def test_in_a_clash_both_stand_there_until_somebody_has_looked(town, as_, note):
    section = section_of(note)
    first = send(town.ole, section, "We meet in May.")
    send(town.mia, section, "We meet in June.", base=first.revision)
    clash = send(town.ole, section, "We meet in April.", base=first.revision)
    assert clash.clash
    assert clash.both == "We meet in June.\nWe meet in April."
    assert section.body == "We meet in June."
    assert [one.body for one in notes.clashes(note)] == ["We meet in April."]
    page = as_(town.mia).get(f"/meetings/{note.meeting_id}/notes/writing").text
    assert "We meet in April." in page
    send(town.ole, section, "We meet in April or June.", base=clash.revision, settles=clash.sent)
    assert notes.clashes(note) == []
    versions = as_(town.mia).get(f"/notes/sections/{section.id}/versions").text
    assert "<del>We meet in June.</del>" in versions
    assert "Ole Olesen" in versions
    writing.restore(viewer(town.mia), section.id, 2, "restored")
    session.expire_all()
    assert section.body == "We meet in June."


def test_without_script_a_clash_is_a_page_with_both(town, as_, note):
    section = section_of(note)
    first = send(town.ole, section, "We meet in May.")
    send(town.mia, section, "We meet in June.", base=first.revision)
    sent = {"heading": "Hello", "body": "We meet in April.", "base": first.revision, "token": "by-a-form-1"}
    page = as_(town.ole).post(f"/notes/sections/{section.id}", sent)
    assert page.status_code == 200
    assert "We meet in June.\r\nWe meet in April.".replace("\r", "") in page.text
    section = session.get(Section, section.id)
    assert (section.heading, section.body) == ("Hello", "We meet in June.")
    answer = as_(town.ole).post(
        f"/notes/sections/{section.id}",
        {"body": "Both.", "base": section.revision, "token": "by-a-form-2"},
        headers={"Accept": "application/json"},
    )
    assert answer.json["body"] == "Both."
    state = as_(town.mia).post(f"/meetings/{note.meeting_id}/notes/now", {"in": section.id, str(section.id): "1"})
    assert state.json["sections"][str(section.id)]["body"] == "Both."
    told = as_(town.ole).post(f"/meetings/{note.meeting_id}/notes/now").json["sections"][str(section.id)]
    assert told["who"] == "Mia Miasen is writing here"


def put(person, meeting, kind, text, **more):
    return actions.add_part(viewer(person), meeting.id, actions.Wanted(kind, text, **more))


@pytest.fixture
def filled(town, meeting, note):
    send(town.ole, section_of(note), "Forty came, and **stayed**.")
    put(town.ole, meeting, "decision", "We measure together")
    put(town.ole, meeting, "promise", "Send the list", person_id=town.bob.id, due=date(2027, 2, 1))
    return note


def publish(town, meeting, audience="public", tell=True, words=""):
    return actions.publish(viewer(town.ole), meeting.id, audience, tell=tell, words=words)


def test_published_notes_are_told_to_who_came_and_to_who_did_not_with_decisions_on_top(town, meeting, filled):
    publish(town, meeting)
    publish(town, meeting)
    rows = ordered("notes")
    came = {row.address for row in rows if row.data["came"]}
    assert came == {"bob@bobs.example", "g@g.example"}
    assert {row.address for row in rows} - came == {
        f"{name}@{name}s.example" for name in ("alice", "ole", "mia", "carol")
    }
    to_bob = written(next(row for row in rows if row.person_id == town.bob.id))
    assert to_bob.subject == "Notes: Kick-off"
    assert "Thank you for coming on Thursday, 14 January 2027." in to_bob.text
    assert to_bob.text.index("We measure together") < to_bob.text.index("Send the list")
    assert "You were missed" in written(next(row for row in rows if row.person_id == town.carol.id)).text
    promise = session.query(Promise).one()
    assert (promise.person_id, promise.due, promise.meeting_id) == (town.bob.id, date(2027, 2, 1), meeting.id)


def test_the_letter_of_a_guest_opens_notes_that_are_not_public(town, as_, meeting, filled):
    publish(town, meeting, "participants")
    row = next(row for row in ordered("notes") if row.address == "g@g.example")
    path = urlsplit(re.search(r"https?://\S+/notes/\S+", written(row).text)[0]).path
    assert path.startswith("/notes/")
    page = as_(None).get(path).text
    assert "Forty came, and <strong>stayed</strong>." in page
    assert as_(None).get(f"{path[:-1]}x").status_code == 404


@pytest.mark.parametrize(
    ("audience", "reads"),
    [
        ("participants", {"ole", "bob"}),
        ("group", {"ole", "bob", "carol"}),
        ("public", {"ole", "bob", "carol", "olga", None}),
    ],
)
def test_notes_are_read_by_their_audience_and_no_draft_by_any(town, as_, meeting, filled, audience, reads):
    everybody = ("ole", "bob", "carol", "olga", None)
    path = f"/meetings/{meeting.id}/notes"

    def readers():
        return {name for name in everybody if as_(town.people[name] if name else None).get(path).status_code == 200}

    assert readers() == set()
    publish(town, meeting, audience, tell=False)
    assert readers() == reads


def test_a_shut_group_offers_no_wider_audience(town, january):
    numbers = [town.meeting(group).id for group in (town.secret, town.inner)]
    session.expire_all()
    made = [queries.get_meeting(viewer(town.alice), one) for one in numbers]
    assert [edition.offered(one) for one in made] == [
        ("participants", "group"),
        ("participants", "group", "network"),
    ]


def test_what_is_written_later_is_published_as_a_correction_that_says_what_changed(town, as_, meeting, filled):
    publish(town, meeting, tell=False)
    send(town.ole, section_of(filled), "Fifty came.")
    put(town.ole, meeting, "lesson", "Less coffee")
    path = f"/meetings/{meeting.id}/notes"
    assert "Fifty" not in as_(None).get(path).text
    publish(town, meeting, words="The number was wrong.")
    page = as_(None).get(path).text
    assert "Fifty came." in page
    assert "Corrected on Thursday, 14 January 2027" in page
    assert "The number was wrong." in page
    assert "Changed: Welcome" in page
    assert ordered("notes") == []
    letter = written(next(row for row in ordered("notes_corrected") if row.person_id == town.bob.id))
    assert "New: Less coffee" in letter.text
    publish(town, meeting)
    assert len(session.get(Note, filled.id).corrections) == 1


def test_nothing_is_published_before_something_is_written(town, meeting, note):
    with pytest.raises(Refused, match="Nothing is written"):
        publish(town, meeting)


def test_a_guest_reads_whose_a_promise_is_without_a_name(town, as_, meeting, filled):
    publish(town, meeting, tell=False)
    path = f"/meetings/{meeting.id}/notes"
    assert "Bob Bobsen" in as_(town.carol).get(path).text
    assert "Send the list" in as_(None).get(path).text


def test_a_meeting_is_closed_in_one_deed_that_is_harmless_twice(town, as_, meeting, filled):
    page = as_(town.ole).get(f"/meetings/{meeting.id}/closing").text
    assert "Send the list" in page
    sent = {"head_count": "40", "next_day": "2027-04-15", "publish": "y", "audience": "public", "tell": "y"}
    for _time in range(2):
        assert as_(town.ole).post(f"/meetings/{meeting.id}/closing", sent).status_code == 303
    found = session.query(Meeting).filter(Meeting.state == "draft").all()
    assert [one.starts_local for one in found] == [datetime(2027, 4, 15, 13)]
    assert found[0].ends_local - found[0].starts_local == timedelta(hours=2)
    meeting = session.get(Meeting, meeting.id)
    assert (meeting.state, meeting.head_count) == ("held", 40)
    assert "40 people came." in as_(None).get(f"/meetings/{meeting.id}/notes").text
    assert len(ordered("notes")) == 6


def test_the_meetings_page_leads_to_them_and_organisers_to_the_closing(town, as_, meeting, filled):
    path = f"/meetings/{meeting.id}"
    assert f"{path}/closing" in as_(town.ole).get(path).text
    assert f"{path}/notes" not in as_(None).get(path).text
    publish(town, meeting, tell=False)
    page = as_(None).get(path).text
    assert f"{path}/notes" in page
    assert "We measure together" in page


def test_a_year_and_a_page_of_notes_ask_as_much_for_one_as_for_ten(town, as_, meeting, filled, count_queries):
    publish(town, meeting, tell=False)
    address = f"/groups/{meeting.group_id}/notes/2027"
    page = as_(None).get(address).text
    assert "Forty came" in page
    assert address in as_(None).get(f"/past/2027?network={meeting.group_id}").text
    as_(None).get(f"/meetings/{meeting.id}/notes")
    with count_queries() as few:
        as_(None).get(f"/meetings/{meeting.id}/notes")
    for number in range(10):
        put(town.ole, meeting, "promise", f"Promise {number}", due=date(2027, 2, 1))
    publish(town, meeting, tell=False)
    as_(None).get(f"/meetings/{meeting.id}/notes")
    with count_queries() as many:
        as_(None).get(f"/meetings/{meeting.id}/notes")
    assert len(many.statements) == len(few.statements) <= 14


def test_who_is_erased_leaves_their_words_without_a_name(town, meeting, filled):
    part = put(town.mia, meeting, "promise", "Paint it", person_id=town.mia.id, due=date(2027, 2, 1))
    send(town.mia, section_of(filled, "closing"), "We go on.")
    with transaction():
        facts.announce(PersonErased(town.mia.id, town.mia.email, town.mia.name))
    session.expire_all()
    assert session.get(Part, part.id).person_id is None
    assert session.query(Revision).filter_by(person_id=town.mia.id).all() == []
    assert section_of(filled, "closing").body == "We go on."
    assert notes_page.part_lines(viewer(town.ole), filled) == []
