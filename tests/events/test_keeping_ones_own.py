"""What only those with a seat may know, what must not be typed for others, and a way out for who holds a seat."""

import re

from netapp.core.db import session
from netapp.events import answering
from netapp.events.models import SignUp
from netapp.groups import audience
from tests.support.doors import read
from tests.support.visitors import letters

LINK = "https://meet.example/behind-the-seat"


def _seat(meeting, person, state="going", turn=1):
    row = SignUp(meeting_id=meeting.id, person_id=person.id, state=state, turn=turn, as_guest=person.is_guest)
    session.add(row)
    meeting.arrivals = turn
    session.commit()
    return row


def _answer_path(app, sign_up):
    with app.test_request_context():
        return answering.url(sign_up)


def test_copying_shows_nobody_the_online_link_of_a_meeting_that_is_not_theirs(town, as_):
    meeting = town.meeting(online_url=LINK)
    for name in ("nina", "carol", "olga", "mia"):
        answer = as_(town.people[name]).get(f"/meetings/new?from={meeting.id}")
        assert LINK not in answer.text
        assert answer.status_code == 403
    assert LINK in as_(town.ole).get(f"/meetings/new?from={meeting.id}").text


def test_a_letter_about_a_move_tells_who_waits_no_online_link(town, as_):
    meeting = town.meeting(online_url=LINK, place="Room 5", seats=1)
    _seat(meeting, town.carol)
    _seat(meeting, town.bob, "waiting", 2)
    ole = as_(town.ole)
    form = _form_of(ole.get(f"/meetings/{meeting.id}/edit"))
    ole.post(f"/meetings/{meeting.id}/edit", {**form, "place": "Room 6", "agreed": "yes", "do": "save"})
    waits, goes = read(letters("moved", town.bob)[0]), read(letters("moved", town.carol)[0])
    assert "Room 5" in waits.text
    assert LINK not in waits.text + waits.html
    assert LINK in goes.text


def test_who_holds_a_seat_can_withdraw_when_the_group_has_become_secret(app, town, as_):
    meeting = town.meeting(town.energy)
    row = _seat(meeting, town.gus)
    town.energy.seen_by = town.energy.read_by = "members"
    audience.set_keys(town.energy, town.builders)
    session.commit()
    path = _answer_path(app, row)
    guest = as_()
    assert "after all" in guest.get(path).text
    guest.post(path, {"answer": "withdraw"})
    assert session.get(SignUp, row.id).state == "withdrawn"
    # From then on it is as secret to them as to anybody.
    assert guest.get(path).status_code == 404
    assert guest.post(path, {"answer": "yes"}).status_code == 404


def test_the_letter_to_an_address_that_anybody_may_have_typed_says_no_word_of_theirs(town, as_):
    meeting = town.meeting()
    form = {"name": "Win at http://casino.example", "company": "Buy here", "email": "victim@elsewhere.example"}
    as_().post(f"/meetings/{meeting.id}/guests", form)
    (letter,) = letters("confirm_request")
    finished = read(letter)
    assert "casino" not in finished.text + finished.html + finished.subject + letter.name
    assert "Buy here" not in finished.text + finished.html


def test_a_page_whose_address_is_a_key_is_kept_nowhere(app, town, as_):
    meeting = town.meeting()
    path = _answer_path(app, _seat(meeting, town.gus))
    answer = as_().get(path)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert as_().get("/").headers["Cache-Control"] == "private, no-cache"


def test_an_organiser_can_write_to_strangers_thirty_times_an_hour(town, as_):
    meeting = town.meeting()
    ole = as_(town.ole)
    pressed = [ole.post(f"/meetings/{meeting.id}/invitations", {"addresses": f"n{n}@news.example"}) for n in range(31)]
    assert [answer.status_code for answer in pressed] == [303] * 30 + [429]


def _form_of(page):
    inputs = re.findall(r'<input[^>]*name="(\w+)"[^>]*>', page.text)
    values = {name: re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text) for name in inputs}
    chosen = {
        name: re.search(r'<option selected[^>]*value="([^"]*)"', body)
        for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page.text, re.S)
    }
    found = {**values, **chosen}
    return {name: match[1] for name, match in found.items() if match and name not in {"map_url", "hybrid"}}
