"""A form sent twice, as by an impatient finger: the second finds the deed done, and says so instead of refusing."""

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.events.models import Meeting
from tests.support.visitors import letters

FORM = {
    "title": "Sent twice",
    "starts_date": "2027-01-05",
    "starts_time": "13:00",
    "ends_time": "15:00",
    "zone": "Europe/Copenhagen",
    "kind": "meeting",
    "language": "en",
    "shown_to": "going",
}


def test_publishing_twice_is_harmless(town, as_):
    meeting = town.meeting(state="draft")
    ole = as_(town.ole)
    assert [ole.post(f"/meetings/{meeting.id}/publication", {"tell": "yes"}).status_code for _ in range(2)] == [303] * 2
    assert len(letters("announced", town.carol)) == 1


def test_cancelling_twice_is_harmless(town, as_):
    meeting = town.meeting()
    ole = as_(town.ole)
    answers = [ole.post(f"/meetings/{meeting.id}/cancellation", {"reason": "Snow"}).status_code for _ in range(2)]
    assert answers == [303, 303]


def test_a_refused_publication_leaves_one_meeting_behind_however_often_it_is_tried(town, as_):
    ole = as_(town.ole)
    form = {**FORM, "group_id": str(town.builders.id), "do": "publish"}
    answer = ole.post("/meetings/new", {**form, "starts_date": "2020-01-05"})
    assert answer.status_code == 200
    assert "has begun already" in answer.text
    assert ole.post("/meetings/new", form).status_code == 303
    assert session.scalar(select(func.count()).select_from(Meeting)) == 1
