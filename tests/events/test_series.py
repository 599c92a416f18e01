"""Series: begin, extend, change from a date on, skip, cancel; one sign-up for all, and one letter a deed."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.errors import Refused
from netapp.core.facts import announce
from netapp.events import actions as meetings
from netapp.events import queries, scheduling, signing_up
from netapp.events.approval import actions as approving
from netapp.events.models import Meeting, SignUp
from netapp.events.scheduling import Draft
from netapp.events.series import actions, changing, joining, page, tasks, template
from netapp.events.series.models import Series, SeriesSignUp
from netapp.events.series.planning import Repeating
from netapp.groups.facts import GroupClosed, Left
from netapp.members.models import Person
from tests.support.visitors import letters

NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")
FIRST = datetime(2027, 1, 20, 14)  # the third Wednesday


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


def draft(starts=FIRST, **values):
    said = {"titles": {"en": "Breakfast"}, "language": "en", "zone": "Europe/Copenhagen", "place": "The Harbour"}
    return Draft(**{**said, "starts_local": starts, "ends_local": starts + timedelta(hours=2), **values})


def begin(town, repeats="weekly", tell=False, until=None, every=1, weeks_ahead=26, starts=FIRST, **values):
    repeating = Repeating(repeats, every, until, weeks_ahead)
    return actions.begin(viewer(town.ole), town.builders.id, draft(starts, **values), repeating, tell=tell)


def dates(series, *states):
    rows = Meeting.series_id == series.id
    found = session.query(Meeting).filter(rows).order_by(Meeting.occurrence).populate_existing().all()
    return [one for one in found if not states or one.state in states]


def state(person, meeting):
    found = queries.sign_up_of(person.id, meeting.id)
    session.refresh(found) if found else None
    return found.state if found else None


def change(town, meeting, agreed=True, repeating=None, **values):
    series = session.get(Series, meeting.series_id)
    first = template.at(template.of(series), meeting.occurrence)
    new = Draft(**{**vars(first), "starts_fold": None, "ends_fold": None, **values})
    asked = repeating or Repeating("weekly", 1, series.until, series.weeks_ahead)
    return changing.change(viewer(town.ole), meeting.id, new, asked, seen=actions.stamp(series), agreed=agreed)


def test_a_series_makes_its_dates_for_the_time_ahead_and_tells_of_all_in_one_letter(town):
    series = begin(town, "weekday", tell=True)
    found = dates(series)
    assert [f"{one.starts_local:%d.%m. %H:%M}" for one in found] == [
        *(
            "20.01. 14:00",
            "17.02. 14:00",
            "17.03. 14:00",
            "21.04. 14:00",
            "19.05. 14:00",
            "16.06. 14:00",
            "21.07. 14:00",
        ),
    ]
    # Summer time has begun between March and April.
    assert {one.starts_at.hour for one in found[:3]} == {13}
    assert {one.starts_at.hour for one in found[3:]} == {12}
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_announced"]
    assert letters("announced") == []


def test_dates_are_made_again_when_half_of_them_is_over_and_one_letter_tells_of_them(town, january):
    series = begin(town)
    joining.join(viewer(town.bob), series.id)
    assert (len(dates(series)), tasks.extend()) == (27, 0)
    january.shift(timedelta(weeks=15))
    assert (tasks.extend(), tasks.extend()) == (1, 0)
    found = dates(session.get(Series, series.id))
    assert len(found) == 27 + 13
    assert {state(town.bob, one) for one in found[27:]} == {"going"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_joined", "series_dates"]
    assert len({one.uid for one in found}) == len(found)
    assert {one.calendar_uid for one in found} == {series.uid}


def test_one_sign_up_is_for_all_dates_and_each_has_seats_of_its_own(town):
    series = begin(town, seats=1, until=FIRST.date() + timedelta(weeks=3))
    first, second, third, fourth = dates(series)
    signing_up.sign_up(viewer(town.carol), second.id)
    joining.join(viewer(town.bob), series.id)
    joining.join(viewer(town.bob), series.id)
    joining.join(viewer(town.mia), series.id)
    assert [state(town.bob, one) for one in (first, second, third, fourth)] == ["going", "waiting", "going", "going"]
    assert {state(town.mia, one) for one in dates(series)} == {"waiting"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_joined"]
    # Not this time: Mia moves up there, and Bob keeps the others.
    signing_up.decline(viewer(town.bob), third.id, by="letter")
    assert (state(town.bob, third), state(town.mia, third)) == ("declined", "going")
    # Who leaves gives up all in one letter, and who moves up at several dates gets one too.
    joining.leave(viewer(town.bob), series.id)
    assert {state(town.bob, one) for one in (first, second, fourth)} == {"withdrawn"}
    assert [state(town.mia, one) for one in (first, second, third, fourth)] == ["going", "waiting", "going", "going"]
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_joined", "withdrawn", "series_left"]
    assert [letter.letter for letter in letters(to=town.mia)] == ["series_joined", "promoted", "series_promoted"]
    # Coming back: what was declined stays so, the rest at the end of the queue.
    joining.join(viewer(town.bob), series.id)
    assert [state(town.bob, one) for one in (first, third)] == ["waiting", "declined"]


def test_new_dates_give_their_seats_in_the_order_of_joining(town, january):
    series = begin(town, seats=2)
    for name in ("mia", "bob", "carol"):
        joining.join(viewer(town.people[name]), series.id)
    january.shift(timedelta(weeks=15))
    tasks.extend()
    new = dates(series)[-1]
    assert [state(town.people[name], new) for name in ("mia", "bob", "carol")] == ["going", "going", "waiting"]
    assert queries.get_meeting(viewer(town.ole), new.id).arrivals == 3
    assert signing_up.sign_up(viewer(town.alice), new.id).turn == 4


def test_this_and_all_following_ends_the_series_and_begins_another(town):
    series = begin(town)
    joining.join(viewer(town.bob), series.id)
    fourth, fifth = dates(series)[3:5]
    moved = scheduling.of(queries.get_meeting(viewer(town.ole), fifth.id))
    moved = Draft(**{**vars(moved), "starts_local": datetime(2027, 2, 18, 9), "ends_local": datetime(2027, 2, 18, 11)})
    meetings.change(viewer(town.ole), fifth.id, moved, seen=meetings.stamp(fifth), agreed=True)
    signing_up.decline(viewer(town.bob), dates(series)[6].id)
    cancelled = dates(series)[7]
    meetings.cancel(viewer(town.ole), cancelled.id, "")
    later = {"starts_local": datetime(2027, 2, 11, 15), "ends_local": datetime(2027, 2, 11, 17)}
    with pytest.raises(changing.NeedsYes) as question:
        change(town, fourth, agreed=False, **later)
    session.rollback()
    assert (question.value.told, question.value.outcome.splits, question.value.outcome.own) == (1, True, 1)
    new = change(town, fourth, **later)
    assert (len(dates(series)), len(dates(new))) == (3, 24)
    assert new.uid != session.get(Series, series.id).uid
    assert session.get(Series, series.id).made_until == dates(series)[-1].starts_local
    found = dates(new)
    assert {(one.starts_local.weekday(), one.starts_local.hour) for one in found if not one.differs} == {(3, 15)}
    # The date that was moved stays moved, under the number that the rule gives it now; no is still no.
    assert (found[1].id, found[1].starts_local, found[1].occurrence) == (
        *(fifth.id, datetime(2027, 2, 18, 9), datetime(2027, 2, 18, 15)),
    )
    assert [state(town.bob, one) for one in found[:4]] == ["going", "going", "going", "declined"]
    assert found[4].state == "cancelled"
    # One letter of the series' change, beside those of single dates.
    said = [letter.letter for letter in letters(to=town.bob)]
    assert (said.count("series_changed"), said[0]) == (1, "series_joined")
    assert queries_of(new, town.bob) == "going"


def queries_of(series, person):
    rows = session.query(SeriesSignUp).filter_by(series_id=series.id, person_id=person.id)
    return rows.one().state


def test_changing_all_keeps_the_uid_and_words_alone_tell_nobody(town):
    series = begin(town)
    joining.join(viewer(town.bob), series.id)
    uid, before = series.uid, series.sequence
    later = change(
        town, dates(series)[0], starts_local=FIRST + timedelta(days=7), ends_local=FIRST + timedelta(days=7, hours=1)
    )
    assert (later.id, later.uid, later.sequence) == (series.id, uid, before + 1)
    assert dates(series)[0].starts_local == FIRST + timedelta(days=7)
    words = change(town, dates(series)[5], titles={"en": "Breakfast with guests"})
    assert (words.id, words.sequence) == (series.id, before + 1)
    assert [one.title for one in dates(series)[4:6]] == ["Breakfast", "Breakfast with guests"]
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_joined", "series_changed"]


def test_another_rhythm_keeps_the_days_that_fit_and_cancels_the_others(town):
    series = begin(town)
    signing_up.sign_up(viewer(town.bob), dates(series)[1].id)
    joining.join(viewer(town.carol), series.id)
    new = change(town, dates(series)[1], repeating=Repeating("weekly", 2, FIRST.date() + timedelta(weeks=9)))
    assert [one.occurrence.day for one in dates(new, "published")] == [27, 10, 24, 10, 24]
    assert len(dates(series, "cancelled")) == 26 - 5
    assert {state(town.carol, one) for one in dates(new)} == {"going"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["confirmed", "series_changed"]


def test_cancelling_what_follows_tells_each_once_and_no_date_comes_any_more(town, january):
    series = begin(town)
    joining.join(viewer(town.bob), series.id)
    signing_up.sign_up(viewer(town.carol), dates(series)[9].id)
    signing_up.sign_up(viewer(town.mia), dates(series)[1].id)
    ended = actions.cancel(viewer(town.ole), series.id, "No more coffee.", since=dates(series)[2].id)
    actions.cancel(viewer(town.ole), series.id, "No more coffee.")
    assert [len(dates(series, one)) for one in ("published", "cancelled")] == [2, 25]
    assert (ended.cancelled, ended.until) == (False, FIRST.date() + timedelta(weeks=1))
    for person, sent in ((town.bob, 1), (town.carol, 1), (town.mia, 0)):
        assert len(letters("series_cancelled", person)) == sent
    assert letters("cancelled") == []
    january.shift(timedelta(weeks=20))
    assert tasks.extend() == 0


def test_a_series_refuses_at_the_field_what_it_can_not_do(town):
    for values, field in (
        ({"repeats": "last"}, "starts_date"),
        ({"until": FIRST.date() - timedelta(days=1)}, "until"),
        ({"every": 0}, "every"),
        ({"weeks_ahead": 1000}, "weeks_ahead"),
        ({"starts": datetime(2027, 1, 6, 14)}, "starts_date"),
    ):
        with pytest.raises(Refused) as refused:
            begin(town, **values)
        assert refused.value.field == field
        session.rollback()


def test_ten_years_of_a_weekly_series_take_one_request_each(town, as_, count_queries):
    """S6's figures: 520 dates, 200 people; below 40 statements for all of a request, and one letter a person."""
    organiser = as_(town.ole)

    def posted(path, typed):
        with count_queries() as counted:
            answer = organiser.post(path, typed)
        assert (answer.status_code, len(counted) < 40) == (303, True), (answer.text[-2000:], counted.statements)

    until = f"{FIRST.date() + timedelta(weeks=519)}"
    typed = {
        **{"group_id": str(town.builders.id), "title": "Breakfast", "language": "en", "zone": "Europe/Copenhagen"},
        **{"kind": "meeting", "shown_to": "going", "starts_date": f"{FIRST.date()}", "starts_time": "14:00"},
        **{"ends_time": "16:00", "repeats": "weekly", "every": "1", "weeks_ahead": "530", "until": until},
    }
    posted("/meetings/new", typed | {"do": "publish"})
    series = session.query(Series).one()
    found = dates(series)
    assert len(found) == 520
    _two_hundred_come(series, found)
    third = found[2]
    seen = organiser.get(f"/meetings/{third.id}/following").text.split('name="seen" type="hidden" value="')[1]
    later = {"starts_date": f"{third.occurrence:%Y-%m-%d}", "starts_time": "15:00", "ends_time": "16:00"}
    changed = typed | later | {"seen": seen.partition('"')[0], "do": "save", "agreed": "yes"}
    posted(f"/meetings/{third.id}/following", changed)
    new = session.query(Series).order_by(Series.id.desc()).first()
    assert (new.id != series.id, len(dates(new)), dates(new)[0].starts_local.hour) == (True, 518, 15)
    assert len(letters("series_changed")) == 200
    posted(f"/series/{new.id}/cancellation", {"reason": ""})
    assert {one.state for one in dates(new)} == {"cancelled"}
    assert len(letters("series_cancelled")) == 200


def _two_hundred_come(series, found):
    """To all of its dates."""
    people = [Person(name=f"N{n}", email=f"n{n}@n.example", language="en") for n in range(200)]
    session.add_all(people)
    session.flush()
    known = {"state": "going", "created_at": clock.now(), "changed_at": clock.now()}
    whole = [{"series_id": series.id, "person_id": one.id, "turn": n, "rounds": 1} for n, one in enumerate(people)]
    session.execute(SeriesSignUp.__table__.insert(), [row | known for row in whole])
    series.arrivals = 200
    plain = {"rounds": 0, "company": "", "show_name": False, "as_guest": False, **known}
    seats = [{"meeting_id": date.id, "person_id": one.id, "turn": n} for date in found for n, one in enumerate(people)]
    session.execute(SignUp.__table__.insert(), [row | plain for row in seats])
    session.commit()


def test_who_leaves_the_group_or_is_erased_leaves_the_series_in_one_letter(town):
    series = begin(town, open_to_guests=False)
    for person in (town.bob, town.carol):
        joining.join(viewer(person), series.id)
    with transaction():
        announce(Left(town.builders.id, town.bob.id))
    assert {state(town.bob, one) for one in dates(series)} == {"withdrawn"}
    assert [letter.letter for letter in letters(to=town.bob)] == ["series_joined", "series_left"]
    with transaction():
        announce(GroupClosed(town.builders.id))
    assert {one.state for one in dates(series)} == {"cancelled"}
    assert [letter.letter for letter in letters(to=town.carol)] == ["series_joined", "series_cancelled"]
    assert tasks.extend() == 0


def test_the_log_tells_what_was_done_with_a_series_and_with_which_date(town, as_):
    series = begin(town)
    second, third, fourth = (one.id for one in dates(series)[1:4])
    found = queries.get_meeting(viewer(town.ole), second)
    day = {name: getattr(found, name) + timedelta(days=1) for name in ("starts_local", "ends_local")}
    moved = Draft(**{**vars(scheduling.of(found)), **day})
    for _twice in range(2):
        meetings.change(viewer(town.ole), second, moved, seen=meetings.stamp(found), agreed=True)
        meetings.cancel(viewer(town.ole), third, "")
    date = session.get(Meeting, fourth)
    change(town, date)
    new = change(town, date, place="The library", starts_local=date.starts_local + timedelta(hours=1))
    for _twice in range(2):
        actions.cancel(viewer(town.ole), new.id, "")
    page = re.sub(r"<[^>]+>", "", as_(town.alice).get(f"/groups/{town.builders.id}/log").text)
    said = [line.split("Olesen ")[1].removesuffix("Meetings") for line in page.splitlines() if "Ole Olesen " in line]
    assert said == [
        "cancelled all dates of Breakfast from Wednesday, 10 February 2027 on",
        "changed all dates of Breakfast from Wednesday, 10 February 2027 on",
        "cancelled one date of Breakfast, Wednesday, 3 February 2027",
        "moved one date of Breakfast from Wednesday, 27 January 2027 to Thursday, 28 January 2027",
        "began the series Breakfast",
    ]


def test_one_yes_of_an_organiser_holds_for_a_whole_series(town, january):
    series = begin(town, needs_yes=True, seats=1, until=FIRST.date() + timedelta(weeks=30))
    first, second, *_rest = dates(series)
    for person in (town.bob, town.carol, town.mia):
        own = joining.join(viewer(person), series.id)
        joining.join(viewer(person), series.id)
        assert (own.state, state(person, first), state(person, second)) == ("asked", "requested", None)
    assert [one.letter for one in letters(to=town.bob)] == ["asked_to_come"]
    assert len(letters("yes_needed", town.ole)) == 3
    asked = [queries.sign_up_of(one.id, first.id).id for one in (town.bob, town.carol, town.mia)]
    # Mia's row is the third in the queue of the date; a yes gives Bob all seats, and Carol the places behind him.
    approving.approve(viewer(town.ole), first.id, asked[:2])
    approving.refuse(viewer(town.ole), first.id, asked[2:], "Too many builders.")
    assert {state(town.bob, one) for one in dates(series)} == {"going"}
    assert {state(town.carol, one) for one in dates(series)} == {"waiting"}
    assert [one.letter for one in letters(to=town.bob)] == ["asked_to_come", "series_joined"]
    assert [one.letter for one in letters(to=town.mia)] == ["asked_to_come", "not_this_time"]
    with pytest.raises(Refused):
        joining.join(viewer(town.mia), series.id)
    # Nobody asks again: at new dates, after a "not this time", or where a seat gets free.
    signing_up.decline(viewer(town.bob), second.id)
    assert state(town.carol, second) == "going"
    assert signing_up.sign_up(viewer(town.bob), second.id).state == "waiting"
    january.shift(timedelta(weeks=15))
    assert tasks.extend() == 1
    new = dates(session.get(Series, series.id))[-1]
    assert (new.needs_yes, state(town.bob, new), state(town.carol, new)) == (True, "going", "waiting")
    # Who comes to one date alone asks for that.
    assert signing_up.sign_up(viewer(town.alice), new.id).state == "requested"


def test_who_waits_for_a_yes_is_let_in_when_none_is_needed_any_more_and_may_step_back(town, january):
    series = begin(town, needs_yes=True)
    for person in (town.bob, town.carol):
        joining.join(viewer(person), series.id)
    joining.leave(viewer(town.carol), series.id)
    assert {state(town.carol, one) for one in dates(series)} == {"withdrawn", None}
    # A date that passed without an answer: they ask again at the next one.
    january.shift(timedelta(weeks=2))
    session.expire_all()
    assert page._state(town.bob.id, session.get(Series, series.id)) is None
    assert joining.join(viewer(town.bob), series.id).state == "asked"
    coming = [one for one in dates(series) if one.starts_at > clock.now()]
    assert state(town.bob, coming[0]) == "requested"
    change(town, coming[0], needs_yes=False)
    assert {state(town.bob, one) for one in coming} == {"going"}
    assert letters(to=town.bob)[-1].letter == "series_joined"
    assert joining.join(viewer(town.mia), series.id).state == "going"
