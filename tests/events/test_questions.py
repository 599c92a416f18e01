"""Questions at sign-up: asked of members and guests, judged, changed later, counted, taken along, forgotten."""

from datetime import timedelta

import pytest
import time_machine

from netapp.core import signed
from netapp.core.db import session
from netapp.core.errors import Forbidden, Refused
from netapp.events import letters, queries, signing_up, tasks
from netapp.events.approval import actions as approving
from netapp.events.by_hand import actions as by_hand
from netapp.events.models import Meeting, Request, SignUp
from netapp.events.questions import actions as questioning
from netapp.events.questions import answers, saying
from netapp.events.questions.actions import AtStake, Stale, Written
from netapp.events.questions.models import Choice, Question, are_right, read
from netapp.events.reactions import forget_person
from netapp.members.facts import PersonErased
from tests.members.conftest import text_of
from tests.support.visitors import letters as outbox

FOOD = Question(
    "food",
    "choice",
    {"en": "What do you eat?", "da": "Hvad spiser du?"},
    (Choice("all", {"en": "Everything", "da": "Alt"}), Choice("veg", {"en": "Vegetarian", "da": "Vegetarisk"})),
    needed=True,
)
MEALS = Question("meals", "number", {"en": "Meals?"}, most=2)
PAID = Question("paid", "yes_no", {"en": "Paid?"}, for_organisers=True)
GERD = {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"}


@pytest.fixture
def meeting(town):
    return town.meeting(seats=2, questions=[FOOD.row(), MEALS.row(), PAID.row()])


def viewer(person):
    return queries.viewer_of(person)


def come(person, meeting, **said):
    return signing_up.sign_up(viewer(person), meeting.id, said={key: [value] for key, value in said.items()})


def said_by(person, meeting):
    session.expire_all()
    return session.query(SignUp).filter_by(meeting_id=meeting.id, person_id=person.id).one().answers


READ = [
    (FOOD, ["veg"], "veg", ""),
    (FOOD, [], None, "Please answer this."),
    (FOOD, ["soup"], None, "Choose one of these."),
    (FOOD, ["all", "veg"], None, "Choose one of these."),
    (Question("s", "several", {"en": "?"}, FOOD.choices), ["veg", "all"], ["all", "veg"], ""),
    (MEALS, ["2"], 2, ""),
    (MEALS, ["3"], None, "Only 2 are left."),
    (MEALS, ["²"], None, "Give a number from 0 to 1000."),
    (MEALS, [" "], None, ""),
    (PAID, ["no"], False, ""),
    (PAID, ["maybe"], None, "Choose one of these."),
    (Question("t", "text", {"en": "?"}), ["  Nuts \x00"], "Nuts", ""),
    (Question("t", "text", {"en": "?"}), ["x" * 501], None, "That is 501 characters; 500 fit."),
]


def test_an_answer_is_read_or_a_sentence_says_what_is_wrong(app):
    for question, given, value, wrong in READ:
        found = answers.judged([question], {question.key: given}, {"meals": 2})
        values = {question.key: value} if value is not None else {}
        assert found == (values, {question.key: wrong} if wrong else {}), given


def test_what_no_form_of_ours_writes_is_known():
    assert are_right(None)
    assert are_right([FOOD.row(), MEALS.row()])
    for wrong in ([], [FOOD.row()] * 2, [{**FOOD.row(), "choices": []}], [{**MEALS.row(), "most": "12"}], {"a": 1}):
        assert not are_right(wrong)
    assert answers.are_right({"food": "veg", "several": ["a"], "paid": True, "meals": 1})
    assert not answers.are_right({"food": {"a": 1}})


def test_a_member_answers_on_the_page_and_keeps_what_was_typed(town, as_, meeting):
    bob = as_(town.bob)
    again = bob.post(f"/meetings/{meeting.id}/signup", {"ask-meals": "3"})
    assert again.status_code == 200
    assert "Please answer this." in again.text
    assert "Only 2 are left." in again.text
    assert 'value="3"' in again.text
    assert "deleted 30 days after" in again.text
    assert "Paid?" not in again.text
    assert queries.sign_up_of(town.bob.id, meeting.id) is None
    session.rollback()
    assert bob.post(f"/meetings/{meeting.id}/signup", {"ask-food": "veg", "ask-meals": "2"}).status_code == 303
    assert said_by(town.bob, meeting) == {"food": "veg", "meals": 2}
    assert bob.post(f"/meetings/{meeting.id}/answers", {"ask-food": "all", "ask-meals": "1"}).status_code == 303
    assert said_by(town.bob, meeting) == {"food": "all", "meals": 1}
    assert "Please answer this." in bob.post(f"/meetings/{meeting.id}/answers", {}).text
    assert as_(town.carol).post(f"/meetings/{meeting.id}/answers", {"ask-food": "all"}).status_code == 404


def test_a_guests_answers_wait_in_the_request_and_are_judged_when_the_button_is_pressed(town, as_, meeting):
    assert "Please answer this." in as_().post(f"/meetings/{meeting.id}/guests", GERD).text
    as_().post(f"/meetings/{meeting.id}/guests", {**GERD, "ask-food": "veg", "ask-meals": "2"})
    wish = session.query(Request).one()
    assert wish.answers == {"food": ["veg"], "meals": ["2"]}
    come(town.bob, meeting, food="all", meals="1")
    button = f"/guests/{signed.token(letters.REQUEST, wish.id)}"
    session.rollback()
    refused = as_().post(button)
    assert "Only 1 is left." in refused.text
    assert session.query(SignUp).count() == 1
    session.rollback()
    assert as_().post(button, {"ask-food": "veg", "ask-meals": "1"}).status_code == 303
    gerd = queries.sign_up_of(queries.id_of_address(GERD["email"]), meeting.id)
    assert gerd.answers == {"food": "veg", "meals": 1}


def test_a_letters_link_asks_before_the_yes_and_changes_the_answers_later(town, as_, meeting):
    link = f"/answers/{signed.token(letters.ANSWER, meeting.id, town.bob.id)}"
    assert "Please answer this." in as_().post(link, {"answer": "yes"}).text
    assert as_().post(link, {"answer": "yes", "ask-food": "veg"}).status_code == 303
    assert "My answers" in as_().get(link).text
    as_().post(link, {"answer": "answers", "ask-food": "all"})
    assert said_by(town.bob, meeting) == {"food": "all"}


def test_who_waits_holds_what_they_asked_for_and_who_withdraws_gives_it_back(town, meeting):
    come(town.bob, meeting, food="all")
    come(town.alice, meeting, food="all")
    assert come(town.carol, meeting, food="veg", meals="2").state == "waiting"
    with pytest.raises(Refused, match="All of these are taken"):
        come(town.mia, meeting, food="all", meals="1")
    signing_up.withdraw(viewer(town.carol), meeting.id)
    assert said_by(town.carol, meeting) is None
    assert answers.left(meeting) == {"meals": 2}


def test_who_gets_a_yes_after_a_no_finds_the_limit_as_it_is_now(town, meeting):
    """S1: what a refused person had asked for was free for others."""
    meeting.needs_yes = True
    session.commit()
    first = come(town.bob, meeting, food="veg", meals="2")
    approving.refuse(viewer(town.ole), meeting.id, [first.id])
    come(town.carol, meeting, food="veg", meals="1")
    approving.approve(viewer(town.ole), meeting.id, [first.id])
    assert answers.left(meeting) == {"meals": 1}
    assert said_by(town.bob, meeting) == {"food": "veg", "note": "Meals? 2: Only 1 is left."}


def test_who_is_put_on_the_list_after_a_no_finds_it_too(town, meeting):
    meeting.needs_yes = True
    session.commit()
    approving.refuse(viewer(town.ole), meeting.id, [come(town.bob, meeting, food="veg", meals="2").id])
    come(town.carol, meeting, food="all", meals="2")
    by_hand.add(viewer(town.ole), meeting.id, person_id=town.bob.id, agreed="")
    assert answers.left(meeting) == {"meals": 0}
    assert said_by(town.bob, meeting)["note"] == "Meals? 2: All of these are taken."


def test_a_limit_does_not_sink_below_what_is_taken(town, meeting):
    come(town.bob, meeting, food="veg", meals="2")
    organiser, seen = viewer(town.ole), questioning.stamp(MEALS)
    with pytest.raises(Refused, match="2 are taken already") as refused:
        questioning.change(
            organiser, meeting.id, "meals", Written(kind="number", texts=MEALS.texts, most=1), seen=seen, fates={}
        )
    assert refused.value.field == "most"
    free = Written(kind="number", texts=MEALS.texts, most=None)
    assert questioning.change(organiser, meeting.id, "meals", free, seen=seen, fates={}).most is None


def test_what_organisers_wrote_among_themselves_is_not_shown_by_a_switch(town, meeting):
    come(town.bob, meeting, food="veg")
    row = session.query(SignUp).filter_by(meeting_id=meeting.id).one()
    saying.fill_in(viewer(town.ole), meeting.id, row.id, {"paid": ["no"], "food": ["veg"]})
    open_to_all = Written(kind="yes_no", texts=PAID.texts)
    with pytest.raises(Refused, match="would be shown") as refused:
        questioning.change(viewer(town.ole), meeting.id, "paid", open_to_all, seen=questioning.stamp(PAID), fates={})
    assert refused.value.field == "for_organisers"


def test_who_was_put_there_by_others_is_told_that_answers_are_missing(town, meeting):
    signing_up.take(queries.locked_for_task(meeting.id), town.bob, company="", show_name=False, as_guest=False)
    session.commit()
    assert "The organisers have 1 question for you" in text_of(outbox("confirmed", town.bob)[0])


def test_an_organiser_reads_counts_and_fills_in_what_only_organisers_ask(town, as_, meeting):
    come(town.bob, meeting, food="veg", meals="2")
    sign_up = queries.sign_up_of(town.bob.id, meeting.id)
    page = as_(town.ole).get(f"/meetings/{meeting.id}/people").text
    assert "Everything 0 · Vegetarian 1" in page
    assert "2 of 2" in page
    one = f"/meetings/{meeting.id}/people/{sign_up.id}"
    assert "Paid?" in as_(town.ole).get(one).text
    assert as_(town.ole).post(one, {"ask-paid": "yes", "ask-food": "veg", "ask-meals": "2"}).status_code == 303
    assert said_by(town.bob, meeting) == {"food": "veg", "meals": 2, "paid": True}
    table = as_(town.ole).get(f"/meetings/{meeting.id}/people.csv").text
    assert "What do you eat?" in table
    assert "Vegetarian,2,yes" in table
    saying.say(viewer(town.bob), meeting.id, {"food": ["all"]})
    assert said_by(town.bob, meeting) == {"food": "all", "paid": True}
    assert as_(town.carol).get(one).status_code == 403
    with pytest.raises(Forbidden):
        saying.fill_in(viewer(town.carol), meeting.id, sign_up.id, {})


def written(**changes):
    values = {"kind": "choice", "texts": {"en": "Food?"}, "choices": [{"en": "Everything"}, {"en": "Vegan"}]}
    return Written(**{**values, **changes})


def test_a_renamed_choice_asks_what_its_answers_mean_now(town, meeting):
    ole, seen = viewer(town.ole), questioning.stamp(FOOD)
    come(town.bob, meeting, food="veg")
    with pytest.raises(AtStake) as asked:
        questioning.change(ole, meeting.id, "food", written(), seen=seen, fates={})
    (lost,) = asked.value.lost
    assert (lost.said, lost.many, lost.likely, asked.value.choices) == ("Vegetarian", 1, 1, ["Everything", "Vegan"])
    after = questioning.change(ole, meeting.id, "food", written(), seen=seen, fates={"veg": "as:1"})
    assert said_by(town.bob, meeting) == {"food": after.choices[1].key}
    assert after.choices[0].key == "all"
    with pytest.raises(Stale):
        questioning.change(ole, meeting.id, "food", written(), seen=seen, fates={})


def test_a_question_that_goes_takes_its_answers_along_or_leaves_a_note(town, as_, meeting):
    come(town.bob, meeting, food="veg", meals="1")
    for key, fate, left in (
        ("food", "note", {"meals": 1, "note": "What do you eat? Vegetarian"}),
        ("meals", "drop", 0),
    ):
        path = f"/meetings/{meeting.id}/questions/{key}/removal"
        session.rollback()
        assert "1 person has answered this" in as_(town.ole).post(path).text
        assert key in said_by(town.bob, meeting)
        session.rollback()
        assert as_(town.ole).post(path, {"fate-": fate}).status_code == 303
        assert said_by(town.bob, meeting) == (left or {"note": "What do you eat? Vegetarian"})
    assert [one.key for one in read(session.get_one(Meeting, meeting.id).questions)] == ["paid"]


def test_another_kind_of_answer_asks_too_but_one_may_become_several(town, meeting):
    come(town.bob, meeting, food="veg")
    ole, seen = viewer(town.ole), questioning.stamp(FOOD)
    with pytest.raises(AtStake):
        questioning.change(ole, meeting.id, "food", written(kind="text", choices=()), seen=seen, fates={})
    same = written(kind="several", choices=[one.texts for one in FOOD.choices])
    questioning.change(ole, meeting.id, "food", same, seen=seen, fates={})
    assert said_by(town.bob, meeting) == {"food": ["veg"]}


def test_an_organiser_writes_orders_and_copies_questions(town, as_):
    meeting, ole = town.meeting(), as_(town.ole)
    path = f"/meetings/{meeting.id}/questions"
    form = {"text": "Food?", "kind": "choice", "choices": "Fish\nSoup", "text_da": "Mad?", "choices_da": "Fisk"}
    assert "Give 2 choices, in the order as above." in ole.post(f"{path}/new", form).text
    assert ole.post(f"{path}/new", {**form, "choices_da": "Fisk\nSuppe"}).status_code == 303
    assert ole.post(f"{path}/ready", {"ready": "vegetarian"}).status_code == 303
    session.expire_all()
    first, second = read(session.get_one(Meeting, meeting.id).questions)
    assert first.choices_in("da", "en") == dict(zip((one.key for one in first.choices), ("Fisk", "Suppe"), strict=True))
    ole.post(f"{path}/{second.key}/place", {"to": "up"})
    copy = {"title": "Again", "group_id": town.builders.id, "language": "en", "zone": "Europe/Copenhagen"}
    copy |= {"kind": "meeting", "shown_to": "going", "starts_date": "2030-05-06", "starts_time": "10:00"}
    assert ole.post(f"/meetings/new?from={meeting.id}", {**copy, "do": "draft"}).status_code == 303
    session.expire_all()
    again = session.query(Meeting).filter(Meeting.id != meeting.id).one()
    assert [one.key for one in read(again.questions)] == [second.key, first.key]
    assert as_(town.carol).get(path).status_code == 403


def test_answers_go_by_themselves_as_many_days_after_as_was_said(town, meeting):
    come(town.bob, meeting, food="veg")
    with pytest.raises(Refused, match="only become shorter"):
        questioning.keep(viewer(town.ole), meeting.id, 31)
    questioning.keep(viewer(town.ole), meeting.id, 10)
    for days, left in ((9, {"food": "veg"}), (11, None)):
        with time_machine.travel(meeting.ends_at + timedelta(days=days), tick=False):
            tasks.forget_answers()
            assert said_by(town.bob, meeting) == left
    assert tasks.forget_answers() == 0
    come(town.carol, meeting, food="all")
    forget_person(PersonErased(town.carol.id, town.carol.email))
    session.commit()
    assert said_by(town.carol, meeting) is None
