"""The API written to: the same deeds and forms as the pages, versions, refusals told field by field."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.events.models import Meeting, SignUp
from netapp.events.questions.models import Question
from tests.api.programs import Program, token_of
from tests.support.visitors import letters


@pytest.fixture
def ole(app, town):
    return Program(app, token_of(town.ole, "organise", "sign_up"))


@pytest.fixture
def bob(app, town):
    return Program(app, token_of(town.bob, "sign_up"))


def draft(town, **values):
    day = (clock.now() + timedelta(days=20)).date()
    return {"group_id": town.builders.id, "titles": {"en": "Heat"}, "starts": f"{day}T13:00"} | values


def pointers(answer):
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), answer.text
    return {one["pointer"] for one in answer.json["errors"]}


def test_a_meeting_is_drafted_changed_published_and_called_off(app, town, ole):
    sent = draft(town, titles={"en": "Heat", "da": "Varme"}, texts={"en": "**Warm**"}, seats=2, hosts=["A", "B"])
    made = ole.send("POST", "/meetings", sent)
    assert (made.status_code, made.json["state"], made.json["titles"]) == (201, "draft", sent["titles"])
    assert made.json["ends"] > made.json["starts"]
    path = made.headers["Location"].removeprefix(app.config["SITE_URL"])
    changed = ole.send("PATCH", path, {"titles": {"en": "Heat II"}, "seats": None}, If_Match=made.headers["ETag"])
    assert (changed.json["titles"], changed.json["texts"], changed.json["seats"]) == (
        {"en": "Heat II"},
        {"en": "**Warm**"},
        None,
    )
    assert changed.json["hosts"] == ["A", "B"]
    for _twice in range(2):
        published = ole.put(f"{path}/publication", {"tell": True})
        assert published.json["state"] == "published"
    assert {letter.person_id for letter in letters("announced")} >= {town.bob.id, town.carol.id}
    for _twice in range(2):
        assert ole.put(f"{path}/cancellation", {"reason": "Snow"}).json["cancel_reason"] == "Snow"


def test_a_document_sent_back_as_it_was_changes_nothing(app, town, ole):
    """Also in the hour that clocks go through twice: the offset says which (T1)."""
    sent = draft(town, starts="2027-10-31T02:30:00+01:00", ends="2027-10-31T04:00", opens="2027-10-01T08:00")
    made = ole.send("POST", "/meetings", sent)
    assert made.json["starts"] == "2027-10-31T02:30:00+01:00"
    before = session.get_one(Meeting, made.json["id"])
    assert before.starts_fold == 1
    told, stamp = made.json, before.changed_at
    kept = {
        name: told[name]
        for name in ("starts", "ends", "opens", "closes", "titles", "texts", "zone", "language", "hosts")
    }
    again = ole.send("PATCH", f"/meetings/{told['id']}", kept, If_Match=f'"{told["version"]}"')
    assert (again.status_code, again.json) == (200, told)
    session.expire_all()
    assert session.get_one(Meeting, told["id"]).changed_at == stamp


def test_the_second_of_two_who_write_is_told_and_nothing_is_lost(town, ole):
    meeting = town.meeting()
    path = f"/meetings/{meeting.id}"
    assert ole.send("PATCH", path, {"place": "Hall"}).status_code == 428
    etag = ole.get(path).headers["ETag"]
    assert ole.send("PATCH", path, {"contact_name": "First"}, If_Match=etag).status_code == 200
    second = ole.send("PATCH", path, {"contact_name": "Second"}, If_Match=etag)
    assert (second.status_code, second.json["type"].rpartition("#")[2]) == (412, "stale")
    assert ole.get(path).json["contact_name"] == "First"


def test_a_sign_up_does_not_make_a_writer_late(town, ole, bob):
    path = f"/meetings/{town.meeting().id}"
    etag = ole.get(path).headers["ETag"]
    bob.put(f"{path}/sign-up", {})
    assert ole.get(path).headers["ETag"] != etag
    assert ole.send("PATCH", path, {"contact_name": "Ole"}, If_Match=etag).status_code == 200


def test_what_people_would_feel_is_asked_first(town, ole, bob):
    path = f"/meetings/{town.meeting().id}"
    bob.put(f"{path}/sign-up", {})
    version = ole.get(path).headers["ETag"]
    asked = ole.send("PATCH", path, {"place": "Elsewhere"}, If_Match=version)
    assert (asked.status_code, asked.json["consequences"]["moves"]) == (409, True)
    assert letters("moved") == []
    assert ole.send("PATCH", path, {"place": "Elsewhere", "agreed": True}, If_Match=version).status_code == 200
    assert [letter.person_id for letter in letters("moved")] == [town.bob.id]


def test_each_field_that_cannot_be_used_is_named(town, ole):
    sent = draft(town, titles={"en": ""}, starts="2026-13-01", zone="Mars/Base")
    assert pointers(ole.send("POST", "/meetings", sent)) == {"/starts"}
    sent |= {"starts": "2027-01-01T10:00", "seats": 0, "map_url": "no address", "contact_email": "x"}
    assert pointers(ole.send("POST", "/meetings", sent)) >= {"/titles", "/zone", "/seats", "/contact_email"}
    assert pointers(ole.send("POST", "/meetings", draft(town, ends="2026-01-01T10:00"))) == {"/ends"}
    assert pointers(ole.send("POST", "/meetings", draft(town, starts="2027-03-28T02:30"))) == {"/starts"}
    assert pointers(ole.send("POST", "/meetings", draft(town, titles={"xx": "Odd"}))) == {"/titles/xx"}
    assert pointers(ole.send("POST", "/meetings", draft(town, seats="many"))) == {"/seats"}
    assert pointers(ole.send("POST", "/meetings", draft(town, title="Mistyped"))) == {""}
    assert session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_only_who_organises_writes_there(app, town, ole, bob):
    member = Program(app, token_of(town.bob, "organise"))
    assert member.send("POST", "/meetings", draft(town)).status_code == 403
    assert ole.send("POST", "/meetings", draft(town, group_id=town.secret.id)).status_code == 404
    assert ole.send("POST", "/meetings", draft(town, group_id=town.others.id)).status_code == 403
    meeting = town.meeting()
    assert member.put(f"/meetings/{meeting.id}/cancellation", {}).status_code == 403
    assert bob.put(f"/meetings/{meeting.id}/cancellation", {}).status_code == 403
    assert member.send("PATCH", f"/meetings/{meeting.id}", {}, If_Match='"x"').status_code == 403


def test_saying_yes_waiting_and_withdrawing_are_the_deeds_of_the_page(app, town, bob):
    meeting = town.meeting(seats=1, questions=[Question("food", "text", {"en": "Food?"}, needed=True).row()])
    path = f"/meetings/{meeting.id}/sign-up"
    assert pointers(bob.put(path, {})) == {"/answers/food"}
    for _twice in range(2):
        assert bob.put(path, {"answers": {"food": "Fish"}}).json["state"] == "going"
    carol = Program(app, token_of(town.carol, "sign_up"))
    waits = carol.put(path, {"answers": {"food": "Soup"}}).json
    assert (waits["state"], waits["place_in_queue"]) == ("waiting", 1)
    assert [bob.send("DELETE", path).status_code for _twice in range(2)] == [204, 204]
    assert carol.get(path).json["state"] == "going"
    assert carol.put(path, {"state": "declined"}).json["state"] == "declined"
    assert len(letters("confirmed")) == 1
    assert session.scalar(select(func.count()).select_from(SignUp)) == 2
    over = town.meeting(days=-2)
    refused = bob.put(f"/meetings/{over.id}/sign-up", {})
    assert (refused.status_code, refused.json["detail"]) == (409, "This meeting has begun; sign-up is over.")


def test_an_organiser_puts_people_on_the_list_and_takes_them_off(town, ole):
    meeting = town.meeting(seats=1)
    path = f"/meetings/{meeting.id}/sign-ups"
    made = ole.send("POST", path, {"email": "gerd@gerds.example", "name": "Gerd"})
    assert (made.status_code, made.json["state"], made.json["is_guest"]) == (201, "going", True)
    assert pointers(ole.send("POST", path, {"email": "gerd@gerds.example", "name": "Gerd"})) == {"/email"}
    assert pointers(ole.send("POST", path, {"email": "gerd", "name": ""})) == {"/email", "/name"}
    assert ole.send("DELETE", f"{path}/{made.json['id']}").status_code == 204
    assert ole.get(path).json["sign_ups"][0]["state"] == "withdrawn"


def test_how_many_came_is_noted_and_a_draft_is_thrown_away(town, ole):
    held = town.meeting(days=-1)
    assert ole.put(f"/meetings/{held.id}/attendance", {"head_count": 12}).json["head_count"] == 12
    assert pointers(ole.put(f"/meetings/{held.id}/attendance", {"head_count": 10**30})) == {"/head_count"}
    gone = town.meeting(state="draft")
    assert ole.send("DELETE", f"/meetings/{gone.id}").status_code == 204
    assert ole.send("DELETE", f"/meetings/{held.id}").status_code == 403


# What a careless or a malicious program sends: (type, bytes).
ODD = (
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b"NaN"),
    ("application/json", b'{"head_count": NaN, "reason": Infinity}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"answers":' * 20_000),
    ("application/json", b'{"titles": {"en": "\\ud800"}}'),
    ("application/json", b'{"reason": "\\u0000", "name": "\\u0000", "email": "a@b\\u0000.example"}'),
    ("application/json", b'{"titles": {"en": "\\u0000"}, "starts": "9999-12-31T23:59", "zone": "Asia/Tokyo"}'),
    ("application/json", b'{"starts": "0001-01-01T00:00:00+14:00", "ends": "-1"}'),
    ("application/json", b'{"seats": 99999999999999999999999, "group_id": 1e400}'),
    ("application/json", b'{"answers": {"a": [1, {}]}, "state": 7}'),
    ("application/json", b'{"answers": {"\\u0000": "x"}, "show_name": "yes"}'),
    ("application/json", b"\xff\xfe"),
    ("application/x-www-form-urlencoded", b"a=b"),
    ("text/html", b"<p>"),
    ("", b"x"),
)


def test_nothing_that_is_sent_breaks_anything(app, town, ole):
    meeting, about = town.meeting(questions=[Question("food", "text", {"en": "Food?"}).row()]), {}
    about = {"meeting_id": meeting.id, "sign_up_id": 1, "group_id": town.builders.id}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH"}:
            if not rule.rule.startswith("/api/v1"):
                continue
            path = rule.build({name: about[name] for name in rule.arguments})[1]
            for kind, content in ODD:
                headers = {**ole.headers, "Content-Type": kind, "If-Match": '"x~", W/"y"'}
                answer = app.test_client().open(path, method=method, data=content, headers=headers)
                assert answer.status_code < 500, (path, content[:40])
                if answer.status_code >= 400:
                    assert answer.mimetype == "application/problem+json"
                session.rollback()
    large = app.test_client().post(
        "/api/v1/meetings", data=b"x" * 2_100_000, headers={**ole.headers, "Content-Type": "application/json"}
    )
    assert (large.status_code, large.json["status"]) == (413, 413)
