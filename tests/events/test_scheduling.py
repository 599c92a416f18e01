"""Writing, publishing, changing, cancelling a meeting: what follows, what is refused, and who is told."""

from datetime import datetime, timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.events import actions, attendances, lists, queries, scheduling, signing_up
from netapp.events.lists import Filters
from netapp.events.models import LONGEST
from netapp.events.scheduling import Draft
from netapp.groups.models import Follower
from tests.support.visitors import letters

SOON = clock.now().replace(tzinfo=None, microsecond=0, second=0, minute=0, hour=13) + timedelta(days=20)


def viewer(person):
    return queries.viewer_of(person)


def draft(**values):
    starts = values.pop("starts_local", SOON)
    base = {"titles": {"en": "Walk"}, "starts_local": starts, "ends_local": starts + timedelta(hours=2)}
    return Draft(**{**base, "zone": "Europe/Copenhagen", "language": "en", **values})


def test_an_organiser_drafts_and_only_organisers_see_it(town):
    meeting = actions.draft_meeting(viewer(town.ole), town.builders.id, draft())
    assert queries.get_meeting(viewer(town.alice), meeting.id).state == "draft"
    for name in ("bob", "carol", "mia", "olga", "nina"):
        with pytest.raises(NotVisible):
            queries.get_meeting(viewer(town.people[name]), meeting.id)


def test_nobody_else_may_draft_there(town):
    with pytest.raises(Forbidden):
        actions.draft_meeting(viewer(town.bob), town.builders.id, draft())
    with pytest.raises(NotVisible):
        actions.draft_meeting(viewer(town.olga), town.secret.id, draft())


def test_publishing_tells_members_and_followers_by_their_mail_level_once(town):
    session.add(Follower(group_id=town.builders.id, person_id=town.gus.id))
    session.add(Follower(group_id=town.builders.id, person_id=town.nina.id, mail_level="nothing"))
    town.member(town.builders, "olga").mail_level = "digest"
    session.commit()
    meeting = actions.draft_meeting(viewer(town.ole), town.builders.id, draft())
    actions.publish(viewer(town.ole), meeting.id, tell=True)
    told = {letter.address.partition("@")[0] for letter in letters("announced")}
    assert told == {"alice", "ole", "mia", "bob", "carol", "gus"}
    actions.publish(viewer(town.ole), meeting.id, tell=True)
    assert len(letters("announced")) == 6


def test_followers_hear_nothing_from_a_group_that_not_everybody_reads(town):
    session.add(Follower(group_id=town.inner.id, person_id=town.gus.id))
    session.commit()
    meeting = actions.draft_meeting(viewer(town.alice), town.inner.id, draft())
    actions.publish(viewer(town.alice), meeting.id, tell=True)
    assert [letter.person_id for letter in letters("announced")] == [town.alice.id]


def test_a_move_asks_first_then_tells_all_who_come_or_wait(town):
    meeting = town.meeting(days=20, seats=1)
    for name in ("bob", "carol"):
        signing_up.sign_up(viewer(town.people[name]), meeting.id)
    moved = scheduling.of(queries.known_meeting(meeting.id))
    moved = Draft(
        **{
            **vars(moved),
            "starts_local": moved.starts_local + timedelta(days=1),
            "ends_local": moved.ends_local + timedelta(days=1),
        }
    )
    stamp = actions.stamp(meeting)
    with pytest.raises(actions.NeedsYes):
        actions.change(viewer(town.ole), meeting.id, moved, seen=stamp, agreed=False)
    assert letters("moved") == []
    changed = actions.change(viewer(town.ole), meeting.id, moved, seen=stamp, agreed=True)
    assert changed.sequence == 1
    assert {letter.person_id for letter in letters("moved")} == {town.bob.id, town.carol.id}


def shifted(meeting, **delta):
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    by = timedelta(**delta)
    return Draft(**{**vars(as_is), "starts_local": as_is.starts_local + by, "ends_local": as_is.ends_local + by})


def test_several_moves_within_ten_minutes_make_one_letter_that_tells_the_first_time(town):
    meeting = town.meeting(days=20)
    signing_up.sign_up(viewer(town.bob), meeting.id)
    first = meeting.starts_local
    for _ in range(3):
        found = queries.known_meeting(meeting.id)
        actions.change(viewer(town.ole), meeting.id, shifted(meeting, hours=1), seen=actions.stamp(found), agreed=True)
    (letter,) = letters("moved")
    assert datetime.fromisoformat(letter.data["was"]["starts"]) == first
    assert letter.due_at > clock.now() + timedelta(minutes=9)


def test_what_concerns_a_meeting_within_a_day_leaves_at_once(town):
    meeting = town.meeting(days=0, starts_local=(clock.now() + timedelta(hours=8)).replace(tzinfo=None, microsecond=0))
    signing_up.sign_up(viewer(town.bob), meeting.id)
    found = queries.known_meeting(meeting.id)
    actions.change(viewer(town.ole), meeting.id, shifted(meeting, hours=1), seen=actions.stamp(found), agreed=True)
    assert letters("moved")[0].due_at <= clock.now()


def test_saving_unchanged_changes_nothing(town):
    meeting = town.meeting()
    before = (meeting.changed_at, meeting.sequence, meeting.vevent)
    same = scheduling.of(queries.known_meeting(meeting.id))
    actions.change(viewer(town.ole), meeting.id, same, seen=actions.stamp(meeting), agreed=False)
    found = queries.known_meeting(meeting.id)
    assert (found.changed_at, found.sequence, found.vevent) == before


def test_a_new_text_grows_the_stamp_but_not_the_sequence(town):
    meeting = town.meeting()
    before = meeting.changed_at
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    changed = Draft(**{**vars(as_is), "bodies": {"en": "Bring boots."}})
    found = actions.change(viewer(town.ole), meeting.id, changed, seen=actions.stamp(meeting), agreed=False)
    assert found.sequence == 0
    assert found.changed_at > before
    assert "Bring boots." in found.vevent


def test_the_second_of_two_editors_is_shown_what_the_first_has_saved(town):
    meeting = town.meeting()
    stamp = actions.stamp(meeting)
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    actions.change(
        viewer(town.ole), meeting.id, Draft(**{**vars(as_is), "bodies": {"en": "Ole's"}}), seen=stamp, agreed=False
    )
    with pytest.raises(actions.Stale) as stale:
        actions.change(
            viewer(town.alice),
            meeting.id,
            Draft(**{**vars(as_is), "bodies": {"en": "Alice's"}}),
            seen=stamp,
            agreed=False,
        )
    assert stale.value.theirs.bodies == {"en": "Ole's"}


def test_fewer_seats_than_taken_is_asked_and_nobody_is_thrown_out(town):
    meeting = town.meeting(seats=3)
    for name in ("bob", "carol", "mia"):
        signing_up.sign_up(viewer(town.people[name]), meeting.id)
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    fewer = Draft(**{**vars(as_is), "seats": 2})
    stamp = actions.stamp(queries.known_meeting(meeting.id))
    with pytest.raises(actions.NeedsYes) as asked:
        actions.change(viewer(town.ole), meeting.id, fewer, seen=stamp, agreed=False)
    assert asked.value.changes.seats_below == 2
    actions.change(viewer(town.ole), meeting.id, fewer, seen=stamp, agreed=True)
    assert {queries.sign_up_of(town.people[n].id, meeting.id).state for n in ("bob", "carol", "mia")} == {"going"}
    assert signing_up.sign_up(viewer(town.alice), meeting.id).state == "waiting"
    signing_up.withdraw(viewer(town.bob), meeting.id)
    assert queries.sign_up_of(town.alice.id, meeting.id).state == "waiting"


def test_more_seats_move_the_queue_up(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol", "mia"):
        signing_up.sign_up(viewer(town.people[name]), meeting.id)
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    stamp = actions.stamp(queries.known_meeting(meeting.id))
    actions.change(viewer(town.ole), meeting.id, Draft(**{**vars(as_is), "seats": 2}), seen=stamp, agreed=True)
    assert [queries.sign_up_of(town.people[n].id, meeting.id).state for n in ("bob", "carol", "mia")] == [
        "going",
        "going",
        "waiting",
    ]
    assert [letter.person_id for letter in letters("promoted")] == [town.carol.id]


def test_cancelling_tells_all_and_stays_in_the_calendar_as_cancelled(town):
    meeting = town.meeting(seats=1)
    for name in ("bob", "carol"):
        signing_up.sign_up(viewer(town.people[name]), meeting.id)
    found = actions.cancel(viewer(town.ole), meeting.id, "The hall is flooded.")
    assert (found.state, found.sequence) == ("cancelled", 1)
    assert "STATUS:CANCELLED" in found.vevent
    assert {letter.person_id for letter in letters("cancelled")} == {town.bob.id, town.carol.id}
    again = actions.cancel(viewer(town.ole), meeting.id, "")
    assert (again.sequence, again.cancel_reason, len(letters("cancelled"))) == (1, "The hall is flooded.", 2)


def test_who_holds_no_role_there_changes_nothing(town):
    meeting = town.meeting()
    as_is = scheduling.of(queries.known_meeting(meeting.id))
    for name in ("bob", "mia", "nina", "olga", "adam"):
        with pytest.raises(Forbidden):
            actions.change(viewer(town.people[name]), meeting.id, as_is, seen=actions.stamp(meeting), agreed=True)
        with pytest.raises(Forbidden):
            actions.cancel(viewer(town.people[name]), meeting.id, "")


def test_a_meeting_is_held_with_its_head_count_once_it_has_begun(town):
    past, coming = town.meeting(days=-2), town.meeting(days=5)
    assert actions.record(viewer(town.ole), past.id, 17).head_count == 17
    assert attendances.known(viewer(town.nina), [town.builders.id]) == {town.builders.id: (17,)}
    with pytest.raises(Forbidden):
        actions.record(viewer(town.ole), coming.id, 5)


def test_only_a_draft_is_thrown_away(town):
    meeting = actions.draft_meeting(viewer(town.ole), town.builders.id, draft())
    actions.discard(viewer(town.ole), meeting.id)
    with pytest.raises(Forbidden):
        actions.discard(viewer(town.ole), town.meeting().id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_local": SOON}, "ends_time"),
        ({"ends_local": SOON - timedelta(hours=1)}, "ends_time"),
        ({"ends_local": SOON + LONGEST + timedelta(hours=2)}, "ends_date"),
        ({"starts_local": datetime(2027, 3, 28, 2, 30), "ends_local": datetime(2027, 3, 28, 5)}, "starts_time"),
        ({"starts_local": datetime(2027, 10, 31, 2, 30), "ends_local": datetime(2027, 10, 31, 5)}, "starts_fold"),
        ({"opens_local": SOON + timedelta(days=1)}, "opens_date"),
    ],
)
def test_times_that_can_not_be_are_refused_at_their_field(town, values, field):
    with pytest.raises(Refused) as refusal:
        actions.draft_meeting(viewer(town.ole), town.builders.id, draft(**values))
    assert refusal.value.field == field


def test_the_longest_meeting_is_on_until_its_last_minute(town, as_):
    starts = datetime(2027, 6, 1, 9)
    longest = draft(starts_local=starts, ends_local=starts + LONGEST, zone="UTC")
    meeting = actions.draft_meeting(viewer(town.ole), town.builders.id, longest)
    actions.publish(viewer(town.ole), meeting.id, tell=False)
    for left, is_on in ((timedelta(minutes=1), True), (timedelta(0), False)):
        with time_machine.travel(meeting.ends_at - left, tick=False):
            assert (meeting.id in {one.id for one in lists.upcoming(GUEST, Filters()).meetings}) is is_on
            assert f"/meetings/{meeting.id}-" in as_().get("/month/2027-06").text
            assert f"/meetings/{meeting.id}-" in as_().get("/month/2027-07").text


def test_a_repeated_time_is_kept_as_chosen(town):
    day = {"starts_local": datetime(2027, 10, 31, 2, 30), "ends_local": datetime(2027, 10, 31, 5)}
    first = actions.draft_meeting(viewer(town.ole), town.builders.id, draft(**day, starts_fold=0))
    second = actions.draft_meeting(viewer(town.ole), town.builders.id, draft(**day, starts_fold=1))
    assert second.starts_at - first.starts_at == timedelta(hours=1)
