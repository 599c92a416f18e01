"""Date polls: who is asked, who answers how, what becomes of the answers, and who hears of it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.viewer import GUEST
from netapp.events import queries
from netapp.events.polls import actions as polls
from netapp.events.polls import ballots, drafts
from netapp.events.polls import letters as poll_letters
from netapp.events.polls import queries as poll_queries
from netapp.events.polls import tasks as poll_tasks
from netapp.events.polls.actions import Plan
from netapp.events.polls.drafts import Proposed
from netapp.events.polls.models import Ballot, Poll, PollTime
from netapp.groups import joining
from netapp.mail import writing
from netapp.members import actions as members
from tests.support.visitors import letters, written


def viewer(person):
    return queries.viewer_of(person)


def times(poll):
    """In their order."""
    chosen = select(PollTime).where(PollTime.poll_id == poll.id).order_by(PollTime.starts_at)
    return session.scalars(chosen).all()


def answer(person, poll, *words, show_name=False, comment=""):
    """What the person says to the first, the second and the third time."""
    choices = {one.id: word for one, word in zip(times(poll), words, strict=False)}
    return ballots.answer(viewer(person), poll.id, choices, comment=comment, show_name=show_name)


def first(poll):
    return times(poll)[0]


@pytest.fixture
def voted(town):
    """Two said yes to the first time, Carol after Bob; Mia could if need be, and Gus said no."""
    poll = town.poll(created_by=town.ole.id)
    answer(town.bob, poll, "yes", "no", "no", show_name=True)
    answer(town.carol, poll, "yes", "yes", "no")
    answer(town.mia, poll, "maybe", "yes", "no")
    answer(town.gus, poll, "no", "no", "yes", comment="Only Fridays")
    return poll


FORM = {
    "title": "A date for the kick-off",
    "times-day": ["2031-11-05", "2031-11-12", "", "2031-11-05"],
    "times-at": ["14:00", "", "", "14:00"],
    "times-fold": ["", "", "", ""],
    "tell": "y",
    "minutes": "120",
    "shown_to": "going",
    "language": "en",
    "zone": "Europe/Copenhagen",
    "open_to_guests": "y",
    "do": "save",
}


def test_an_organiser_asks_with_a_title_and_two_days(town, as_):
    """The second line takes the hour of the first; a day that is there twice is asked about once."""
    ole = as_(town.ole)
    assert ole.post("/polls/new", FORM | {"group_id": town.builders.id}).status_code == 303
    poll = session.scalar(select(Poll))
    told = [str(one.starts_local) for one in poll_queries.known_poll(poll.id).times]
    assert told == ["2031-11-05 14:00:00", "2031-11-12 14:00:00"]
    assert {row.person_id for row in letters("poll_opened")} == {
        town.people[name].id for name in ("alice", "ole", "mia", "bob", "carol")
    }
    letter = written(letters("poll_opened", town.bob)[0])
    assert "5 November 2031, 14:00 to 16:00" in letter.text
    assert "/poll-answers/" in letter.text
    assert letter.stop == f"group:{town.builders.id}"


def test_a_helper_adds_weeks_and_saves_nothing(town, as_):
    more = {"group_id": town.builders.id, "do": "add", "add_many": "3", "add_weekday": "2", "add_at": "09:15"}
    page = as_(town.ole).post("/polls/new", FORM | more).text
    assert len(re.findall(r'value="09:15"', page)) == 4  # the helper's own field, too
    assert session.scalar(select(Poll)) is None


def test_who_may_not_organise_may_not_ask(town):
    from netapp.events.polls.drafts import PollDraft, Proposed

    when = clock.now().replace(tzinfo=None) + timedelta(days=20)
    times = (Proposed(when), Proposed(when + timedelta(days=1)))
    draft = PollDraft(titles={"en": "x"}, times=times, zone="UTC", language="en")
    with pytest.raises(Forbidden):
        polls.open_poll(viewer(town.mia), town.builders.id, draft, tell=False)
    with pytest.raises(NotVisible):
        polls.open_poll(viewer(town.nina), town.secret.id, draft, tell=False)


def test_a_member_answers_changes_it_and_twice_is_harmless(town, as_):
    poll, bob = town.poll(), as_(town.bob)
    numbers = [one.id for one in times(poll)]
    data = {f"time-{numbers[0]}": "yes", f"time-{numbers[1]}": "maybe", "comment": "Not before nine"}
    for _ in range(2):
        assert bob.post(f"/polls/{poll.id}/ballot", data | {"do": "answer"}).status_code == 303
    page = bob.get(f"/polls/{poll.id}").text
    assert re.search(rf'name="time-{numbers[1]}" value="maybe" checked', page)
    assert "1 time is still open" in page
    assert bob.post(f"/polls/{poll.id}/ballot", {"do": "none"}).status_code == 303
    (ballot,) = session.scalars(select(Ballot)).all()
    assert poll_queries.said_on(ballot) == dict.fromkeys(numbers, "no")


def test_an_answer_that_says_nothing_is_asked_for_again(town, as_):
    page = as_(town.bob).post(f"/polls/{town.poll().id}/ballot", {"do": "answer"})
    assert "to one time at least" in page.text
    assert session.scalar(select(Ballot)) is None


def test_the_letters_link_answers_without_signing_in_and_never_by_looking(town, as_):
    poll, guest = town.poll(open_to_guests=False), as_()
    address = f"/poll-answers/{signed.token(poll_letters.ANSWER, poll.id, town.bob.id)}"
    assert guest.get(address).status_code == 200
    assert session.scalar(select(Ballot)) is None
    assert guest.post(address, {f"time-{first(poll).id}": "yes"}).status_code == 303
    assert session.scalar(select(Ballot)).person_id == town.bob.id


def test_a_guest_counts_once_the_button_behind_the_mails_link_is_pressed(town, as_):
    poll, guest = town.poll(), as_()
    data = {"name": "Gerd Guest", "company": "Gerds", "email": "gerd@gerds.example", f"time-{first(poll).id}": "yes"}
    assert "gerd@gerds.example" in guest.post(f"/polls/{poll.id}/guests", data).text
    (row,) = letters("poll_confirm")
    address = re.search(r"/poll-guests/\S+", written(row).text)[0]
    assert guest.get(address).status_code == 200
    assert session.scalar(select(Ballot)) is None
    there = guest.post(address).location
    assert guest.post(there, {f"time-{first(poll).id}": "no"}).status_code == 303
    assert guest.post(address).location == there
    (ballot,) = session.scalars(select(Ballot)).all()
    assert poll_queries.said_on(ballot) == {first(poll).id: "no"}
    assert (ballot.company, ballot.as_guest) == ("Gerds", True)


def test_of_two_answers_from_one_address_the_later_counts(town, as_):
    poll, guest = town.poll(), as_()
    data = {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"}
    for word in ("yes", "no"):
        guest.post(f"/polls/{poll.id}/guests", data | {f"time-{first(poll).id}": word})
    wishes = [row.data["request"] for row in letters("poll_confirm")]
    for order in (reversed(wishes), wishes):
        for number in order:
            ballots.confirm(GUEST, number)
        (ballot,) = session.scalars(select(Ballot)).all()
        assert poll_queries.said_on(ballot) == {first(poll).id: "no"}


def test_who_leaves_the_network_has_no_say_in_what_only_it_reads(town):
    """S7, also in a sub-group of which they were no member."""
    inner, open_one = town.poll(town.inner), town.poll(town.energy)
    answer(town.carol, inner, "yes")
    answer(town.carol, open_one, "yes")
    joining.leave(viewer(town.carol), town.builders)
    assert session.scalars(select(Ballot.poll_id)).all() == [open_one.id]


def test_a_members_poll_asks_members_only(town):
    poll = town.poll(open_to_guests=False)
    with pytest.raises(Forbidden):
        answer(town.nina, poll, "yes")
    with pytest.raises(NotVisible):
        answer(town.nina, town.poll(town.secret), "yes")
    answer(town.bob, poll, "yes")


def test_a_poll_closes_by_itself(town, monkeypatch):
    poll = town.poll()
    closes = poll.closes_at
    monkeypatch.setattr(clock, "now", lambda: closes)
    with pytest.raises(Refused):
        answer(town.bob, poll, "yes")


@pytest.mark.parametrize(("shown_to", "guest", "voter"), [("organisers", 0, 0), ("going", 0, 1), ("everyone", 1, 1)])
def test_the_answers_are_shown_as_the_organiser_has_said(town, as_, voted, shown_to, guest, voter):
    """And names of those who agreed only; whoever has to choose sees all (P2)."""
    voted.shown_to = shown_to
    session.commit()
    for person, sees in ((None, guest), (town.alice, 1), (town.carol, voter)):
        page = as_(person).get(f"/polls/{voted.id}").text
        assert ("4 people have answered" in page, "Bob Bobsen" in page) == (bool(sees), bool(sees))
        assert ("Only Fridays" in page, "Carol Carolsen (" in page or "Mia Miasen" in page) == (
            person is town.alice,
        ) * 2


def test_two_days_before_who_has_not_answered_is_reminded_once(town, monkeypatch):
    poll = town.poll()
    answer(town.bob, poll, "yes", "no", "no")
    answer(town.gus, poll, "yes")
    reminds = poll_tasks.reminds_at(poll)
    for when, many in ((reminds - timedelta(minutes=1), 0), (reminds, 5), (reminds + timedelta(hours=1), 5)):
        monkeypatch.setattr(clock, "now", lambda when=when: when)
        poll_tasks.send_reminders()
        assert len(letters("poll_reminder")) == many
    assert {row.person_id for row in letters("poll_reminder")} == {
        town.people[name].id for name in ("alice", "ole", "mia", "carol", "gus")
    }
    assert "not to each of the times" in written(letters("poll_reminder", town.gus)[0]).text
    assert "because you answered this date poll" in written(letters("poll_reminder", town.gus)[0]).text
    assert "because you follow" in written(letters("poll_reminder", town.alice)[0]).text
    answer(town.carol, poll, "no")
    answer(town.gus, poll, "no", "no", "no")
    with pytest.raises(writing.Missed):
        written(letters("poll_reminder", town.gus)[0])


def test_who_asked_hears_that_the_poll_is_over_and_finds_it_on_their_pages(town, as_, voted, monkeypatch):
    waiting = as_(town.bob).get("/me").text, as_(town.alice).get("/me").text
    assert ["Which date suits you?" in page for page in waiting] == [False, True]
    assert "A date for the kick-off" in as_().get(f"/networks/{town.builders.id}", follow_redirects=True).text
    over = voted.closes_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: over)
    for _ in range(2):
        poll_tasks.tell_over()
    (row,) = letters("poll_over")
    assert row.person_id == town.ole.id
    assert "4 people have answered" in written(row).text
    for path in ("/me", f"/groups/{town.builders.id}/organising"):
        page = as_(town.ole).get(path)
        assert "Choose a date" in page.text or page.status_code == 303
    assert "A date for the kick-off" not in as_().get(f"/networks/{town.builders.id}", follow_redirects=True).text


def test_where_who_asked_organises_no_more_the_others_hear_that_it_is_over(town, voted, monkeypatch):
    joining.leave(viewer(town.ole), town.builders)
    over = voted.closes_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: over)
    poll_tasks.tell_over()
    (row,) = letters("poll_over")
    assert row.person_id == town.alice.id
    assert "because you organise Builders" in written(row).text


def test_a_form_that_is_saved_unchanged_changes_nothing(town):
    """T1: the day on which it closes keeps its hour, and no revision is counted."""
    poll = town.poll()
    poll.closes_local = times(poll)[0].starts_local
    poll.closes_at, poll.reminded_at = times(poll)[0].starts_at, clock.now()
    session.commit()
    before = (poll.closes_at, poll.changed_at, poll.reminded_at)
    proposed = tuple(Proposed(one.starts_local) for one in times(poll))
    by_day = replace(
        drafts.of(poll_queries.known_poll(poll.id)),
        times=proposed,
        closes_local=poll.closes_local.replace(hour=23, minute=59),
    )
    polls.change(viewer(town.ole), poll.id, by_day, seen=polls.stamp(poll))
    session.expire_all()
    assert (poll.closes_at, poll.changed_at, poll.reminded_at) == before


def test_two_who_change_one_poll_lose_nothing(town, as_):
    poll, ole = town.poll(), as_(town.ole)
    seen = polls.stamp(session.get(Poll, poll.id))
    days = [f"{one.starts_local:%Y-%m-%d}" for one in times(poll)]
    mine = FORM | {"group_id": town.builders.id, "seen": seen, "times-day": days, "times-at": ["13:00", "", ""]}
    assert ole.post(f"/polls/{poll.id}/edit", mine | {"title": "Mine"}).status_code == 303
    page = ole.post(f"/polls/{poll.id}/edit", mine | {"title": "Theirs"}).text
    assert "Somebody else has saved this poll" in page
    assert "Mine" in page
    assert "Theirs" in page


def test_a_time_that_stays_keeps_its_answers(town, voted):
    from netapp.events.polls import drafts as poll_drafts

    session.expire_all()
    poll = poll_queries.known_poll(voted.id)
    draft = poll_drafts.of(poll)
    kept = {**vars(draft), "times": draft.times[:2]}
    polls.change(viewer(town.ole), poll.id, poll_drafts.PollDraft(**kept), seen=polls.stamp(poll))
    said = poll_queries.said_on(poll_queries.ballot_of(town.carol.id, poll.id))
    assert sorted(said.values()) == ["yes", "yes"]


def test_who_is_erased_leaves_no_answer(town, voted):
    members.erase(viewer(town.carol), town.carol)
    assert town.carol.id not in set(session.scalars(select(Ballot.person_id)))


def test_a_page_takes_few_statements(town, as_, voted, count_queries):
    path = f"/polls/{voted.id}"
    for person in (None, town.carol, town.ole):
        visitor = as_(person)
        visitor.get(path)
        with count_queries() as counted:
            assert visitor.get(path).status_code == 200
        assert len(counted) <= 9, counted.statements


def test_a_guest_may_not_choose(town, voted):
    with pytest.raises(Forbidden):
        polls.choose(GUEST, voted.id, first(voted).id, Plan())
