"""Importing a calendar file: looked through first, nothing twice, and no letter but to who has signed up."""

import io
import re

import pytest
import sqlalchemy as sa
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.events import queries, signing_up
from netapp.events.importing import actions as importing
from netapp.events.importing import running as import_running
from netapp.events.importing import tasks as import_tasks
from netapp.events.importing.models import CalendarFile, CalendarOrigin, CalendarRow
from netapp.events.models import Meeting
from netapp.mail.models import Letter

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\n"
NOON = "2026-11-18T12:00:00+00:00"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOON, tick=False):
        yield


def event(uid="one@x.example", at="20270112T140000", title="Talk", more=""):
    start = f"DTSTART;TZID=Europe/Copenhagen:{at}\nDURATION:PT2H"
    return f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{title}\n{start}\n{more}\nEND:VEVENT\n"


def file(*events):
    return (HEAD + "".join(events) + "END:VCALENDAR\n").encode()


class Organiser:
    """Somebody who uploads files to a group and presses its buttons."""

    def __init__(self, visitor, group):
        self.visitor, self.address = visitor, f"/groups/{group.id}/imports"

    def give(self, content, name="calendar.ics"):
        """The address of the page that shows it, or the page that says why not."""
        answer = self.visitor.post(self.address, {"file": (io.BytesIO(content), name)})
        return answer.location or answer.text

    def press(self, page, do, leave_out=()):
        shown = re.findall(r'name="shown" value="(\d+)"', self.visitor.get(page).text)
        ticked = re.findall(r'name="row" value="(\d+)" checked', self.visitor.get(page).text)
        data = {"do": do, "shown": shown, "row": [one for one in ticked if int(one) not in leave_out]}
        return self.visitor.post(page, data)

    def tally(self, page):
        return re.findall(r'<span class="chip [a-z]*">(\d+ [^<]+)</span></li>', self.visitor.get(page).text)


@pytest.fixture
def ole(town, as_):
    return Organiser(as_(town.ole), town.builders)


def meetings():
    return session.scalars(sa.select(Meeting).order_by(Meeting.starts_at)).all()


def letters():
    session.rollback()
    return session.scalar(sa.select(sa.func.count(Letter.id)))


def test_nothing_is_made_before_the_yes_and_then_what_is_ticked_without_a_letter(town, as_, ole):
    page = ole.give(
        file(event(), event("two@x.example", "20270113T100000", "Walk"), event("old@x.example", "20261101T100000"))
    )
    assert ole.tally(page) == ["3 New"]
    assert meetings() == []
    text = ole.visitor.get(page).text
    assert "Tuesday, 12 January 2027, 14:00 to 16:00" in text
    assert "It is over." in text
    walk = session.scalar(sa.select(CalendarRow.id).where(CalendarRow.uid == "two@x.example"))
    assert ole.press(page, "publish", leave_out=[walk]).status_code == 303
    made = meetings()
    assert [(one.title, one.state, one.sequence) for one in made] == [("Talk", "published", 0)]
    assert "UID:meeting-" in made[0].vevent
    assert letters() == 0
    assert b"Talk" in as_().get(f"/groups/{town.builders.id}/meetings.ics").data


def test_drafts_are_seen_by_organisers_only(town, as_, ole):
    ole.press(ole.give(file(event())), "draft")
    assert meetings()[0].state == "draft"
    assert as_(town.bob).get(f"/meetings/{meetings()[0].id}").status_code == 404


def test_the_same_file_again_changes_nothing_and_a_newer_one_offers_what_changed(town, ole):
    series = "RRULE:FREQ=WEEKLY;COUNT=3"
    ole.press(ole.give(file(event(more=series))), "publish")
    assert len(meetings()) == 3
    again = ole.give(file(event(more=series)))
    assert ole.tally(again) == ["3 Here already"]
    assert "Tick a meeting first." in ole.visitor.get(ole.press(again, "publish").location or again).text
    signing_up.sign_up(queries.viewer_of(town.bob), meetings()[0].id)
    before = letters()
    newer = ole.give(file(event(at="20270112T150000", more=series)))
    assert ole.tally(newer) == ["3 Changed in the file"]
    assert "1 person has signed up" in ole.visitor.get(newer).text
    ole.press(newer, "publish")
    session.expire_all()
    assert [(one.starts_local.hour, one.sequence) for one in meetings()] == [(15, 1)] * 3
    assert letters() == before + 1
    assert ole.tally(ole.give(file(event(at="20270112T150000", more=series)))) == ["3 Here already"]


def test_what_was_changed_here_is_not_ticked_by_itself(town, ole):
    ole.press(ole.give(file(event())), "draft")
    meeting = meetings()[0]
    meeting.changed_at = clock.now().replace(year=2027)
    session.commit()
    page = ole.give(file(event(title="Other")))
    assert "It was changed here since" in ole.visitor.get(page).text
    assert not session.scalar(sa.select(CalendarRow.chosen).order_by(CalendarRow.id.desc()).limit(1))


def test_cancelled_counts_only_for_what_is_here(town, ole):
    gone = event(more="STATUS:CANCELLED")
    assert ole.tally(ole.give(file(gone))) == ["1 Nothing to do"]
    ole.press(ole.give(file(event())), "publish")
    page = ole.give(file(gone))
    assert ole.tally(page) == ["1 Cancelled in the file"]
    ole.press(page, "publish")
    session.expire_all()
    assert meetings()[0].state == "cancelled"


def test_a_meeting_that_was_thrown_away_may_come_again(ole):
    ole.press(ole.give(file(event())), "draft")
    session.delete(meetings()[0])
    session.commit()
    assert session.scalar(sa.select(sa.func.count(CalendarOrigin.meeting_id))) == 0
    assert ole.tally(ole.give(file(event()))) == ["1 New"]


def test_many_are_made_by_the_worker_and_pressing_twice_is_harmless(ole):
    page = ole.give(file(event(more=f"RRULE:FREQ=DAILY;COUNT={import_running.CHUNK + 30}")))
    ole.press(page, "draft")
    ole.press(page, "draft")
    assert len(meetings()) == import_running.CHUNK
    assert f"{import_running.CHUNK} of {import_running.CHUNK + 30}" in ole.visitor.get(page).text
    session.rollback()
    import_tasks.go_on()
    import_tasks.go_on()
    assert len(meetings()) == import_running.CHUNK + 30
    assert session.scalar(sa.select(CalendarFile.state)) == "done"


def test_two_copies_of_a_file_make_each_meeting_once(ole):
    one, two = ole.give(file(event())), ole.give(file(event()))
    for page in (one, two):
        ole.press(page, "draft")
    assert len(meetings()) == 1
    assert session.scalars(sa.select(CalendarRow.result).order_by(CalendarRow.id)).all() == ["made", "nothing"]


def test_only_who_organises_imports_and_each_sees_their_own_files(town, as_, ole):
    page = ole.give(file(event()))
    assert as_(town.alice).get(page).status_code == 404
    assert as_(town.bob).get(ole.address).status_code == 403
    assert as_(town.bob).post(ole.address).status_code == 403
    assert as_(town.olga).get(f"/groups/{town.secret.id}/imports").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n", "This is no calendar file."),
        (file(), "There is no meeting in this file."),
        (file(event(at="20100101T100000")), "No meeting of this file lies between"),
        (b"BEGIN:VCALENDAR\n" + b"x" * 10_100_000, "This file is too large: at most 10 MB fit."),
        (b"", "This is no calendar file."),
    ],
)
def test_a_file_that_can_not_be_read_gets_a_sentence(ole, content, said):
    assert said in ole.give(content)


def test_old_files_go_and_what_came_of_them_stays(ole):
    ole.press(ole.give(file(event())), "draft")
    with time_machine.travel("2026-12-20T12:00:00+00:00", tick=False):
        assert import_tasks.forget_old() == 1
    assert session.scalar(sa.select(sa.func.count(CalendarRow.id))) == 0
    assert session.scalar(sa.select(sa.func.count(CalendarOrigin.meeting_id))) == 1


def test_a_person_who_is_erased_leaves_no_file(town, ole):
    ole.give(file(event()))
    session.rollback()
    importing.forget(town.ole.id)
    assert session.scalar(sa.select(sa.func.count(CalendarFile.id))) == 0
