"""What a room writes together without accounts: cards and dots, tables side by side; and what becomes of it."""

from datetime import datetime, timedelta

import pytest
import time_machine

from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.events import queries
from netapp.events.models import Meeting
from netapp.notes import queries as notes
from netapp.notes.boards import actions
from netapp.notes.boards import queries as boards

NOON = datetime.fromisoformat("2027-01-14T13:00:00+00:00")
ASKS = actions.Wanted(tables=2, left="Gains", right="Barriers", takes_wishes=True, takes_dots=True, dots=2)


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def viewer(person):
    return queries.viewer_of(person)


@pytest.fixture
def meeting(town):
    return town.meeting(days=0)


@pytest.fixture
def board(town, meeting):
    return actions.arrange(viewer(town.ole), meeting.id, ASKS)


def test_each_browser_hangs_up_one_card_and_gives_its_dots(town, as_, board):
    path, pages = f"/boards/{board.key}", [as_(), as_(), as_()]
    for number, page in enumerate(pages):
        assert page.post(path, {"text": f"Wish {number}"}).status_code == 303
    pages[0].post(path, {"text": "Wish zero"})
    cards = boards.cards(board.meeting_id)
    assert [one.text for one in cards] == ["Wish zero", "Wish 1", "Wish 2"]
    for page in pages:
        page.post(path, {"do": "dot", "card": cards[2].id})
    pages[0].post(path, {"do": "dot", "card": cards[1].id})
    assert "You have 0 dots left." in pages[0].get(path).text
    pages[0].post(path, {"do": "dot", "card": cards[0].id})
    pages[1].post(path, {"do": "dot", "card": cards[2].id})
    assert [(one.text, one.dots) for one in boards.cards(board.meeting_id)] == [
        ("Wish 2", 2),
        ("Wish 1", 1),
        ("Wish zero", 0),
    ]
    with pytest.raises(Refused):
        actions.wish(board.key, "somebody", "")
    assert as_().get("/boards/nobody-knows-this").status_code == 404


def test_the_first_wishes_become_the_next_meetings_programme_once(town, meeting, board):
    for number in range(7):
        actions.wish(board.key, f"v{number}", f"Wish {number}")
    last = boards.cards(meeting.id)[-1]
    actions.dot(board.key, "v0", last.id)
    made = actions.plan_next(viewer(town.ole), meeting.id)
    assert actions.plan_next(viewer(town.ole), meeting.id).id == made.id
    made = queries.get_meeting(viewer(town.ole), made.id)
    assert (made.state, made.starts_local) == ("draft", datetime(2027, 2, 11, 13))
    assert [one.titles["en"] for one in notes.items(made)] == ["Wish 6", "Wish 0", "Wish 1", "Wish 2", "Wish 3"]
    assert session.query(Meeting).filter_by(state="draft").count() == 1


def test_a_table_writes_on_several_phones_and_the_screen_shows_all_side_by_side(town, as_, meeting, board):
    path = f"/boards/{board.key}/tables/1"
    assert "Barriers" in as_().get(path).text
    first = {"left": "Cheaper", "right": "Time", "was_left": "", "was_right": ""}
    as_().post(path, first)
    as_().post(path, {"left": "Warmer", "right": "Time\nMoney", "was_left": "", "was_right": "Time"})
    part = boards.parts(meeting.id)[1]
    assert (part.left, part.right) == ("Cheaper\nWarmer", "Time\nMoney")
    screen = as_().get(f"/boards/{board.key}/screen").text
    assert "Warmer" in screen
    assert "Table 2" in screen
    assert as_().get(f"/boards/{board.key}/tables/3").status_code == 404


def test_all_of_it_goes_into_the_notes_and_twice_changes_nothing(town, meeting, board):
    actions.wish(board.key, "v", "More heat")
    actions.write_part(board.key, 2, ("", ""), ("Warm", "Dear"))
    for _time in range(2):
        actions.gather(viewer(town.ole), meeting.id)
    note = notes.of_meeting(meeting.id)
    assert [(one.kind, one.text) for one in notes.parts(note)] == [("wish", "More heat")]
    (section,) = [one for one in notes.sections(note) if one.heading == "By table"]
    assert section.body == "**Table 2**\n\nGains:\n\n- Warm\n\nBarriers:\n\n- Dear"


def test_only_organisers_arrange_it_and_what_is_shut_takes_nothing(town, as_, meeting, board, january):
    with pytest.raises(Forbidden):
        actions.arrange(viewer(town.bob), meeting.id, ASKS)
    shut = actions.Wanted(tables=0, left="", right="", takes_wishes=False, takes_dots=False, dots=1)
    actions.arrange(viewer(town.ole), meeting.id, shut)
    for deed in (
        lambda: actions.wish(board.key, "v", "More"),
        lambda: actions.write_part(board.key, 1, ("", ""), ("a", "b")),
    ):
        with pytest.raises(Forbidden):
            deed()
    page = as_(town.ole).get(f"/meetings/{meeting.id}/board").text
    assert f"/boards/{board.key}" in page
    january.shift(timedelta(days=31))
    with pytest.raises(NotVisible):
        boards.of_key(board.key)
