"""Reminders that the organiser sets: once to each who has a seat then, along with the meeting, in few statements."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, Refused
from netapp.core.letters import Order
from netapp.events import actions as meetings
from netapp.events import queries, scheduling, signing_up
from netapp.events.models import SignUp
from netapp.events.reminders import actions, following, tasks
from netapp.events.reminders.models import USUAL, Reminder, Wish
from netapp.mail import writing
from netapp.mail.models import Stop
from tests.events.test_series import begin, change, dates
from tests.support.visitors import letters, written

NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
WEEK, MORNING = Wish(7, 9, {"en": "Bring <boots>.", "da": "Tag støvler på."}), Wish(0, 8, {})


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


def remind(town, meeting, *wishes, **more):
    return actions.set_reminders(viewer(town.ole), meeting.id, wishes, **more)


def rows(meeting):
    chosen = select(Reminder).where(Reminder.meeting_id == meeting.id).order_by(Reminder.days.desc())
    return session.scalars(chosen.execution_options(populate_existing=True)).all()


@pytest.fixture
def meeting(town):
    """At 13:00 on 31 January in Copenhagen; Bob comes."""
    made = town.meeting(days=20)
    signing_up.sign_up(viewer(town.bob), made.id)
    return made


def move(town, meeting, **by):
    draft = scheduling.of(queries.get_meeting(viewer(town.ole), meeting.id))
    local = {name: getattr(draft, name) + timedelta(**by) for name in ("starts_local", "ends_local")}
    new = scheduling.Draft(**{**vars(draft), **local})
    meetings.change(viewer(town.ole), meeting.id, new, seen=meetings.stamp(meeting), agreed=True)


def test_each_goes_out_once_to_who_has_a_seat_at_that_moment_in_its_own_words(town, meeting, january):
    remind(town, meeting, MORNING, WEEK)
    january.move_to(datetime.fromisoformat("2027-01-24T07:59:00+00:00"))
    assert tasks.send_reminders() == 0
    january.move_to(datetime.fromisoformat("2027-01-24T08:00:00+00:00"))
    signing_up.decline(viewer(town.mia), meeting.id)
    assert [tasks.send_reminders(), tasks.send_reminders()] == [1, 0]
    signing_up.sign_up(viewer(town.carol), meeting.id)
    tasks.send_reminders()
    (row,) = letters("reminder")
    assert row.person_id == town.bob.id
    letter = written(row)
    assert letter.subject == "In 7 days: Kick-off"
    assert "Bring &lt;boots&gt;." in letter.html
    assert letter.stop == f"meeting:{meeting.id}"
    in_danish = writing.write(row.letter, Order(row.person_id, row.address, row.name, "da", row.data))
    assert "Tag støvler på." in in_danish.text
    assert [one.people for one in rows(meeting)] == [1, None]
    january.move_to(datetime.fromisoformat("2027-01-30T12:05:00+00:00"))
    assert tasks.send_reminders() == 0, "no usual one a day before"
    january.move_to(datetime.fromisoformat("2027-01-31T07:10:00+00:00"))
    assert tasks.send_reminders() == 1
    today = [one for one in letters("reminder") if one.id != row.id]
    assert [one.person_id for one in today] == [town.bob.id, town.carol.id]
    assert written(today[0]).subject == "Today: Kick-off"
    assert tasks.send_reminders() == 0
    assert len(letters("reminder")) == 3


def test_who_has_stopped_withdrawn_or_a_cancelled_meeting_gets_none(town, meeting, january):
    remind(town, meeting, WEEK)
    signing_up.sign_up(viewer(town.carol), meeting.id)
    january.move_to(datetime.fromisoformat("2027-01-24T08:00:00+00:00"))
    tasks.send_reminders()
    bobs, carols = letters("reminder")
    signing_up.withdraw(viewer(town.carol), meeting.id)
    with pytest.raises(writing.Missed):
        written(carols)
    session.add(Stop(address="bob@bobs.example", scope=f"meeting:{meeting.id}"))
    session.commit()
    with pytest.raises(writing.Missed):
        written(bobs)
    other = town.meeting(days=20)
    signing_up.sign_up(viewer(town.bob), other.id)
    remind(town, other, Wish(3, 9, {}))
    meetings.cancel(viewer(town.ole), other.id, "Flooded.")
    january.move_to(datetime.fromisoformat("2027-02-10T08:00:00+00:00"))
    assert (tasks.send_reminders(), rows(other)[0].due_at) == (0, None)


def test_what_is_over_six_hours_late_is_missed_and_said_to_be(town, as_, meeting, january):
    remind(town, meeting, WEEK, MORNING)
    january.move_to(datetime.fromisoformat("2027-01-24T14:01:00+00:00"))
    assert tasks.send_reminders() == 0
    assert [one.is_missed for one in rows(meeting)] == [True, False]
    page = as_(town.ole).get(f"/meetings/{meeting.id}/reminders").text
    assert "not sent: its time had passed" in page
    assert "Sun 24 Jan, 09:00" in page
    assert letters("reminder") == []
    january.move_to(datetime.fromisoformat("2027-01-31T13:59:00+00:00"))
    assert tasks.send_reminders() == 0, "the meeting has begun"


def test_a_letter_that_waits_too_long_in_the_outbox_or_was_taken_back_is_missed(town, meeting, january):
    remind(town, meeting, WEEK)
    january.move_to(datetime.fromisoformat("2027-01-24T08:00:00+00:00"))
    tasks.send_reminders()
    (row,) = letters("reminder")
    january.move_to(datetime.fromisoformat("2027-01-24T14:00:01+00:00"))
    with pytest.raises(writing.Missed):
        written(row)
    january.move_to(datetime.fromisoformat("2027-01-24T13:00:00+00:00"))
    assert written(row)
    remind(town, meeting, Wish(2, 9, {}))
    with pytest.raises(writing.Missed):
        written(row)


def test_a_moved_meetings_reminders_move_along_in_the_same_deed(town, meeting, january):
    remind(town, meeting, WEEK)
    january.move_to(datetime.fromisoformat("2027-01-24T08:00:00+00:00"))
    tasks.send_reminders()
    (first,) = letters("reminder")
    move(town, meeting, days=2)
    (one,) = rows(meeting)
    assert (one.due_at, one.done_at) == (datetime.fromisoformat("2027-01-26T08:00:00+00:00"), None)
    with pytest.raises(writing.Missed):
        written(first)
    january.move_to(datetime.fromisoformat("2027-01-26T08:00:00+00:00"))
    assert tasks.send_reminders() == 1
    assert len(letters("reminder")) == 2


def test_a_meeting_that_says_nothing_is_reminded_of_as_ever_and_saving_that_changes_nothing(town, as_, meeting):
    ole = as_(town.ole)
    form = {"days_0": "1", "hour_0": ""}
    assert ole.post(f"/meetings/{meeting.id}/reminders", form).status_code == 303
    session.refresh(meeting)
    assert (meeting.own_reminders, rows(meeting)) == (False, [])
    assert ole.post(f"/meetings/{meeting.id}/reminders", form | {"text_0_en": "Bring boots."}).status_code == 303
    assert [(one.days, one.hour, one.texts) for one in rows(meeting)] == [(1, None, {"en": "Bring boots."})]
    assert ole.post(f"/meetings/{meeting.id}/reminders", {"days_0": ""}).status_code == 303
    session.refresh(meeting)
    assert (meeting.own_reminders, rows(meeting)) == (True, [])
    assert "Nobody is reminded" in ole.get(f"/meetings/{meeting.id}/reminders").text
    remind(town, meeting, *USUAL)
    session.refresh(meeting)
    assert not meeting.own_reminders


def test_only_organisers_set_them_and_no_hour_after_the_beginning(town, as_, meeting, january):
    with pytest.raises(Forbidden):
        actions.set_reminders(viewer(town.bob), meeting.id, [WEEK])
    with pytest.raises(Refused) as refused:
        remind(town, meeting, WEEK, Wish(0, 13, {}))
    assert refused.value.field == "hour_1"
    page = as_(town.ole).post(f"/meetings/{meeting.id}/reminders", {"days_0": "61", "hour_0": "9"})
    assert "Give a number of days from 0 to 60." in page.text
    january.move_to(meeting.starts_at)
    with pytest.raises(Forbidden):
        remind(town, meeting, WEEK)


def test_a_copy_has_the_reminders_of_its_source_and_unsaid_words_stay_unsent(town, meeting, january):
    remind(town, meeting, WEEK)
    is_now = scheduling.of(queries.get_meeting(viewer(town.ole), meeting.id))
    times = {"starts_local": datetime(2027, 3, 31, 9), "ends_local": datetime(2027, 3, 31, 12)}
    draft = scheduling.Draft(**{**vars(is_now), **times})
    copy = meetings.draft_meeting(viewer(town.ole), town.builders.id, draft, like=meeting.id)
    assert [(one.wish, one.due_at) for one in rows(copy)] == [(WEEK, None)]
    meetings.publish(viewer(town.ole), copy.id, tell=False)
    assert rows(copy)[0].due_at == datetime.fromisoformat("2027-03-24T08:00:00+00:00")


def test_a_series_gives_its_dates_the_same_and_new_ones_have_them_too(town, january):
    series = begin(town, weeks_ahead=4)
    second = dates(series)[1]
    remind(town, second, Wish(2, 9, {}), following_too=True)
    own = [[one.due_at.day for one in rows(date)] for date in dates(series)]
    assert own == [[], [25], [1], [8], [15]][: len(own)]
    change(town, second, starts_local=datetime(2027, 1, 28, 14), ends_local=datetime(2027, 1, 28, 16))
    moved = dates(session.get(type(series), second.series_id))
    assert [[one.due_at.day for one in rows(date)] for date in moved][:2] == [[26], [2]]
    from netapp.events.series import tasks as series_tasks

    january.move_to(NOON + timedelta(days=40))
    series_tasks.extend()
    assert [len(rows(date)) for date in dates(session.get(type(series), second.series_id), "published")][-1] == 1


def test_a_hundred_meetings_cost_the_statements_of_one(town, january, count_queries):
    counts = {}
    for number in (1, 10, 100):
        found = [town.meeting(days=20) for _ in range(number)]
        session.add_all(
            SignUp(meeting_id=one.id, person_id=town.bob.id, state="going", turn=1, changed_at=NOON) for one in found
        )
        following.give(found, [WEEK])
        usual = town.meeting(days=14)
        session.add(SignUp(meeting_id=usual.id, person_id=town.bob.id, state="going", turn=1, changed_at=NOON))
        session.commit()
        with time_machine.travel("2027-01-24T12:30:00+00:00", tick=False), count_queries() as counted:
            assert tasks.send_reminders() >= number
        session.commit()
        counts[number] = len(counted.statements)
    assert counts[1] == counts[10]
    assert counts[100] <= counts[1] + 2, "a second look, for more than a hundred"
    assert clock.now() == NOON
