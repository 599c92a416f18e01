"""A meeting's programme: written, moved, shown, found, copied; and nobody is written to for it."""

import io
import json
import re
import zipfile
from datetime import timedelta

import icalendar
import pytest
import time_machine
from sqlalchemy import select

from netapp.core import search
from netapp.core.db import session, transaction
from netapp.core.search import SearchRow
from netapp.core.viewer import Viewer
from netapp.events.models import Meeting, SignUp
from netapp.events.programme.models import Handout, Item, Speaker
from netapp.members import actions as members
from netapp.members import working
from tests.support.visitors import letters

TEXT = "13:00 Welcome – Bob Bobsen, Bobbins\n13:30–14:00 [Hall] Heat – Eva Lund\n13:30–14:00 [Yard] Wood\n14:00 Coffee"
PDF = b"%PDF-1.7 slides"


@pytest.fixture
def meeting(town):
    return town.meeting()


def stamp_of(page):
    return re.search(r'name="seen"[^>]*value="([^"]*)"', page)[1]


def write(visitor, meeting, text=TEXT, seen=None):
    path = f"/meetings/{meeting.id}/programme"
    seen = stamp_of(visitor.get(path).text) if seen is None else seen
    return visitor.post(path, {"written": text, "seen": seen, "do": "save"})


def titles(meeting):
    session.expire_all()
    rows = session.scalars(select(Item).where(Item.meeting_id == meeting.id).order_by(Item.position))
    return [item.titles["en"] for item in rows]


def numbers(meeting):
    """By title."""
    rows = session.scalars(select(Item).where(Item.meeting_id == meeting.id))
    return {item.titles["en"]: item.id for item in rows}


def test_a_pasted_text_becomes_the_programme_and_nobody_is_written_to(town, as_, meeting):
    before, uid = meeting.sequence, meeting.uid
    assert write(as_(town.ole), meeting).status_code == 303
    page = as_().get(f"/meetings/{meeting.id}").text
    assert page.index("Welcome") < page.index("Heat") < page.index("Coffee")
    assert "Eva Lund" in page
    assert letters() == []
    session.refresh(meeting)
    assert (meeting.sequence, meeting.uid) == (before, uid)
    said = icalendar.Calendar.from_ical(as_().get(f"/meetings/{meeting.id}.ics").data).events[0]
    assert "13:30 Heat (Hall)" in str(said["DESCRIPTION"])
    assert "Eva Lund" not in str(said["DESCRIPTION"])


def test_a_preview_writes_nothing_and_a_line_that_cannot_be_read_is_named(town, as_, meeting):
    path = f"/meetings/{meeting.id}/programme"
    answer = as_(town.ole).post(path, {"written": TEXT, "seen": "", "do": "preview"})
    assert "So it will read" in answer.text
    assert titles(meeting) == []
    answer = write(as_(town.ole), meeting, "13:00 Welcome\n25:10 Never")
    assert "Line 2" in answer.text
    assert "25:10 Never" in answer.text
    assert titles(meeting) == []


def test_only_organisers_write_and_others_find_no_such_page(town, as_, meeting):
    for person in (town.bob, town.olga, town.mia):
        assert as_(person).get(f"/meetings/{meeting.id}/programme").status_code in {403, 404}
        assert as_(person).post(f"/meetings/{meeting.id}/programme", {"written": TEXT}).status_code in {403, 404}
    assert titles(meeting) == []


def test_the_second_of_two_who_write_is_shown_what_the_first_has_saved(town, as_, meeting):
    path = f"/meetings/{meeting.id}/programme"
    seen = stamp_of(as_(town.ole).get(path).text)
    write(as_(town.alice), meeting)
    answer = write(as_(town.ole), meeting, "13:00 Mine", seen=seen)
    assert "Somebody else has saved this programme meanwhile" in answer.text
    assert "13:00 Mine" in answer.text
    assert "Wood" in answer.text
    assert titles(meeting) == ["Welcome", "Heat", "Wood", "Coffee"]
    item = numbers(meeting)["Coffee"]
    form = {"title": "Tea", "day": "0", "kind": "break", "seen": "0ld"}
    answer = as_(town.ole).post(f"/meetings/{meeting.id}/programme/{item}", form)
    assert "Somebody else has saved this item meanwhile" in answer.text
    seen = stamp_of(answer.text)
    assert as_(town.ole).post(f"/meetings/{meeting.id}/programme/{item}", {**form, "seen": seen}).status_code == 303
    assert titles(meeting)[-1] == "Tea"


def test_times_follow_when_an_item_is_moved_and_the_first_keeps_the_days_beginning(town, as_, meeting):
    write(as_(town.ole), meeting, "13:15–13:45 A\n13:45–14:45 B\n14:45 C")
    number, ole = numbers(meeting), as_(town.ole)

    def hours():
        page = as_().get(f"/meetings/{meeting.id}").text
        return re.findall(r"<time[^>]*>(\d\d:\d\d)</time><span class=\"until\"|<strong lang=\"en\">(\w)</strong>", page)

    ole.post(f"/meetings/{meeting.id}/programme/{number['B']}/place", {"to": "up"})
    assert [a or b for a, b in hours()] == ["13:15", "B", "14:15", "A", "14:45", "C"]
    ole.post(f"/meetings/{meeting.id}/programme/{number['B']}/place", {"to": "end-0"})
    ole.post(f"/meetings/{meeting.id}/programme/{number['C']}/place", {"to": str(number["A"])})
    assert titles(meeting) == ["C", "A", "B"]
    assert ole.post(f"/meetings/{meeting.id}/programme/{number['B']}/place", {"to": "9999"}).status_code == 404
    ole.post(f"/meetings/{meeting.id}/programme/{number['C']}/removal")
    assert [a or b for a, b in hours()][:2] == ["13:15", "A"]


def test_a_text_written_again_keeps_what_no_text_says(town, as_, meeting):
    write(as_(town.ole), meeting)
    item = numbers(meeting)["Heat"]
    upload = {"handout": (io.BytesIO(PDF), "slides.exe"), "handout_title": "Slides"}
    path = f"/meetings/{meeting.id}/programme/{item}/handouts"
    assert as_(town.ole).post(path, upload).status_code == 303
    write(as_(town.ole), meeting, TEXT.replace("13:30–14:00 [Hall] Heat", "13:20–14:00 [Hall] Heat"))
    assert numbers(meeting)["Heat"] == item
    assert session.scalar(select(Handout.title).where(Handout.item_id == item)) == "Slides"


def test_a_file_is_opened_by_who_reads_the_meeting_and_by_nobody_else(town, as_):
    meeting = town.meeting(town.inner)
    item = Item(meeting_id=meeting.id, position=0, day=0, kind="talk", titles={"en": "A"}, bodies={})
    session.add(item)
    session.commit()
    path = f"/meetings/{meeting.id}/programme/{item.id}/handouts"
    assert "macros" in as_(town.alice).post(path, {"handout": (_office("word/vbaProject.bin"), "a.docx")}).text
    assert "no document" in as_(town.alice).post(path, {"handout": (io.BytesIO(b"<script>"), "a.pdf")}).text
    as_(town.alice).post(path, {"handout": (_office(), "a.zip")})
    link = re.search(r'href="(/meetings/\d+/handouts/[^"]+)"', as_(town.bob).get(f"/meetings/{meeting.id}").text)[1]
    answer = as_(town.bob).get(link)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=a.docx")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [as_(person).get(link).status_code for person in (None, town.olga, town.nina)] == [404, 404, 404]
    as_(town.alice).post(f"/meetings/{meeting.id}/programme/{item.id}/removal")
    assert as_(town.bob).get(link).status_code == 404


def _office(*more):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "x")
    content.seek(0)
    return content


def test_a_speaker_is_who_the_writer_may_know_and_goes_when_erased(town, as_, meeting):
    with transaction():
        working.set_company(town.bob, "Bobbins")
        town.bob.show_name = True
    write(as_(town.ole), meeting, "13:00 A – Bob Bobsen, Bobbins; Dan Dansen; Olga Olgasen")
    named = {one.name: one.person_id for one in session.scalars(select(Speaker))}
    assert named == {"Bob Bobsen": town.bob.id, "Dan Dansen": None, "Olga Olgasen": None}
    assert f"/people/{town.bob.id}" in as_(town.carol).get(f"/meetings/{meeting.id}").text
    assert f"/people/{town.bob.id}" not in as_().get(f"/meetings/{meeting.id}").text
    assert _found(meeting, "bobsen")
    # Dan was in the network, so his name is his; Olga never was.
    for person in (town.bob, town.dan, town.olga):
        members.erase(Viewer(person_id=person.id, is_admin=True), person)
    assert session.scalars(select(Speaker.name)).all() == ["Olga Olgasen"]
    assert not _found(meeting, "bobsen")
    assert "Bob Bobsen" not in as_().get(f"/meetings/{meeting.id}").text


def _found(meeting, word):
    row = session.scalars(select(SearchRow).where(SearchRow.kind == "meeting", SearchRow.thing_id == meeting.id)).one()
    session.refresh(row)
    return word in row.shown.lower() and bool(search.held(Viewer()))


def test_an_items_entry_keeps_its_uid_and_its_number_grows_when_it_moves(town, as_, meeting):
    write(as_(town.ole), meeting)

    def entries():
        said = icalendar.Calendar.from_ical(as_().get(f"/meetings/{meeting.id}/programme.ics").data)
        assert b"Eva" not in said.to_ical()
        return {str(one["SUMMARY"]): (str(one["UID"]), int(one["SEQUENCE"])) for one in said.events}

    before = entries()
    assert before == entries()
    write(as_(town.ole), meeting, TEXT.replace("14:00 Coffee", "14:15 Coffee"))
    after = entries()
    assert after.pop("Coffee") == (before["Coffee"][0], before.pop("Coffee")[1] + 1)
    assert after == before
    assert as_().get(f"/meetings/{town.meeting(town.inner).id}/programme.ics").status_code == 404


def typed(town, meeting):
    """What the meeting's form sends of its choices."""
    choices = {"kind": "meeting", "language": "en", "shown_to": "going"}
    return {**choices, "zone": meeting.zone, "group_id": town.builders.id}


def test_moving_the_meeting_says_what_becomes_of_the_programme(town, as_, meeting):
    write(as_(town.ole), meeting)
    ole, path = as_(town.ole), f"/meetings/{meeting.id}/edit"
    form = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', ole.get(path).text)) | typed(town, meeting)
    form = {name: value for name, value in form.items() if name != "hybrid"}
    form |= {"starts_time": "14:00", "ends_time": "14:30"}
    asked = ole.post(path, form).text
    assert "The programme moves along: it begins on" in asked
    assert "1 item of the programme is then after" in asked or "items of the programme are then after" in asked
    assert ole.post(path, {**form, "agreed": "yes"}).status_code == 303
    assert "14:00 Welcome" in as_().get(f"/meetings/{meeting.id}.ics").text.replace("\r\n ", "")


def test_a_copy_has_the_programme_without_speakers_and_files(town, as_, meeting):
    write(as_(town.ole), meeting)
    form = {"title": "Again", "starts_date": "2027-03-01", "starts_time": "09:00", "ends_time": "17:00", "do": "draft"}
    form |= typed(town, meeting)
    assert as_(town.ole).post(f"/meetings/new?from={meeting.id}", form).status_code == 303
    copy = session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
    assert titles(copy) == ["Welcome", "Heat", "Wood", "Coffee"]
    chosen = select(Speaker).join(Item, Item.id == Speaker.item_id).where(Item.meeting_id == copy.id)
    assert session.scalars(chosen).all() == []
    assert as_(town.olga).post(f"/meetings/new?from={meeting.id}", form).status_code in {403, 404}


def test_a_page_asks_one_statement_more_for_a_programme_and_none_without(town, as_, made_anew, count_queries, meeting):
    def asked():
        as_().get(f"/meetings/{meeting.id}")
        with count_queries() as counted:
            assert as_().get(f"/meetings/{meeting.id}").status_code == 200
        return len(counted)

    without = asked()
    write(as_(town.ole), meeting)
    assert asked() == without + 1


def test_search_engines_are_told_who_performs_when(town, as_, meeting):
    write(as_(town.ole), meeting)
    page = as_().get(f"/meetings/{meeting.id}").text
    document = json.loads(re.search(r'application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    first = document["subEvent"][0]
    assert (first["name"], first["performer"][0]["name"]) == ("Welcome", "Bob Bobsen")
    assert first["performer"][0]["worksFor"]["name"] == "Bobbins"
    assert first["startDate"] == document["startDate"]


def test_what_is_on_now_is_marked_and_a_kept_page_knows_when_it_changes(town, as_, kept_pages, meeting):
    write(as_(town.ole), meeting, "13:00 Welcome\n13:30 Wood")
    for minutes, on in ((10, "Welcome"), (40, "Wood")):
        with time_machine.travel(meeting.starts_at + timedelta(minutes=minutes), tick=False):
            page = as_().get(f"/meetings/{meeting.id}").text
            assert re.search(r'aria-current="time".*?<strong lang="en">(\w+)', page, re.DOTALL)[1] == on


def test_somebody_who_signed_up_alone_sees_what_is_for_participants(town, as_, meeting):
    form = {"notes": "By *train*.", "inner": "Call 555.", "rides": "yes", "seen": ""}
    path = f"/meetings/{meeting.id}/travel"
    form["seen"] = stamp_of(as_(town.ole).get(path).text)
    assert as_(town.ole).post(path, form).status_code == 303
    session.add(SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1))
    session.add(SignUp(meeting_id=meeting.id, person_id=town.carol.id, state="waiting", turn=2))
    session.commit()
    who = (None, town.carol, town.bob, town.ole)
    pages = [as_(person).get(f"/meetings/{meeting.id}").text for person in who]
    assert ["Call 555" in page for page in pages] == [False, False, True, True]
    assert ["<em>train</em>" in page for page in pages] == [True] * 4
    assert "Call 555" not in as_().get(f"/meetings/{meeting.id}.ics").text
    # The second who writes is shown both.
    answer = as_(town.alice).post(path, {**form, "notes": "Mine"})
    assert "Somebody else has saved this meanwhile" in answer.text
