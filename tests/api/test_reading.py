"""The API read: what a program may see, page by page, with validators, and as it is described."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from netapp.api import openapi
from netapp.core import clock
from netapp.core.db import session
from netapp.events import signing_up
from netapp.events.models import SignUp
from netapp.events.questions.models import Question
from netapp.groups import revisions
from tests.api.programs import Program, token_of


def ids(answer):
    return [one["id"] for one in answer.json["meetings"]]


def test_a_guest_reads_what_everybody_may_read_and_no_more(app, town):
    shown, inside = town.meeting(online_url="https://rooms.example/x"), town.meeting(town.inner)
    town.meeting(state="draft")
    program = Program(app)
    assert ids(program.get("/meetings")) == [shown.id]
    assert ids(Program(app, token_of(town.alice)).get("/meetings")) == [shown.id, inside.id]
    document = program.get(f"/meetings/{shown.id}").json
    assert (document["online_url"], document["is_online"], document["own_state"]) == (None, True, None)
    starts = datetime.fromisoformat(document["starts"])
    assert (starts.astimezone(UTC), document["zone"]) == (shown.starts_at, "Europe/Copenhagen")
    assert starts.replace(tzinfo=None) == shown.starts_local
    gone = program.get(f"/meetings/{inside.id}")
    assert (gone.status_code, gone.mimetype) == (404, "application/problem+json")
    assert gone.data == program.get("/meetings/999999").data == program.get("/nothing/here").data


def test_lists_are_narrowed_and_go_on_at_the_link(app, town):
    made = [town.meeting(days=day, kind="webinar" if day % 2 else "meeting") for day in range(-4, 5) if day]
    program = Program(app)
    first = program.get(
        f"/meetings?from={clock.now() - timedelta(days=9):%Y-%m-%d}&limit=3&kind=webinar&group={town.builders.id}"
    )
    webinars = [one.id for one in made if one.kind == "webinar"]
    assert ids(first) == webinars[:3]
    link = first.headers["Link"]
    assert link.endswith('; rel="next"')
    second = program.get(link[1:].partition(">")[0].removeprefix(app.config["SITE_URL"]))
    assert (ids(second), "Link" in second.headers) == (webinars[3:], False)
    until = (clock.now() + timedelta(days=2, hours=12)).isoformat().replace("+", "%2B")
    assert ids(program.get(f"/meetings?until={until}")) == [one.id for one in made[4:6]]
    assert program.get("/meetings?from=soon").json["errors"][0]["pointer"] == "?from"
    assert ids(program.get("/meetings?limit=0&from=2026-01-01T00:00:00-12:00&after=odd&group=x"))


def test_a_page_costs_the_same_however_much_is_on(app, town, count_queries, made_anew):
    def cost(path):
        with count_queries() as counted:
            assert program.get(path).status_code == 200
        return len(counted.statements)

    program = Program(app, token_of(town.bob))
    meeting = town.meeting()
    program.get("/meetings")
    before = [cost(path) for path in ("/meetings", "/meetings?mine=1", f"/meetings/{meeting.id}", "/groups")]
    for _more in range(12):
        town.meeting()
        town.group(f"g{_more}")
    session.commit()
    after = [cost(path) for path in ("/meetings", "/meetings?mine=1", f"/meetings/{meeting.id}", "/groups")]
    assert before == after
    assert max(after) <= 6


def test_what_a_program_has_already_is_not_sent_again(app, town, kept_pages):
    meeting = town.meeting()
    for program in (Program(app), Program(app, token_of(town.bob))):
        for path in ("/meetings", f"/meetings/{meeting.id}", "/groups"):
            first = program.get(path)
            again = program.get(path, If_None_Match=first.headers["ETag"])
            assert (again.status_code, again.data) == (304, b"")
    etag = Program(app).get(f"/meetings/{meeting.id}").headers["ETag"]
    session.add(SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1))
    revisions.touch(meeting.group_id)
    session.commit()
    answer = Program(app).get(f"/meetings/{meeting.id}", If_None_Match=etag)
    assert (answer.status_code, answer.json["taken"]) == (200, 1)


def test_who_has_a_seat_reads_where_to_go_and_their_own_answers_only(app, town):
    asked = [
        Question("food", "text", {"en": "Food?"}).row(),
        Question("table", "text", {"en": "Table"}, for_organisers=True).row(),
    ]
    meeting = town.meeting(online_url="https://rooms.example/x", questions=asked)
    row = SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1)
    row.answers = {"food": "Fish", "table": "7", "note": "old"}
    session.add(row)
    session.commit()
    bob = Program(app, token_of(town.bob))
    assert bob.get(f"/meetings/{meeting.id}").json["online_url"] == "https://rooms.example/x"
    assert bob.get(f"/meetings/{meeting.id}/sign-up").json["answers"] == {"food": "Fish"}
    assert ids(bob.get("/meetings?mine=1")) == [meeting.id]
    assert Program(app, token_of(town.carol)).get(f"/meetings/{meeting.id}/sign-up").status_code == 404
    ole = Program(app, token_of(town.ole, "organise"))
    (one,) = ole.get(f"/meetings/{meeting.id}/sign-ups").json["sign_ups"]
    assert (one["name"], one["email"], one["answers"]["table"]) == ("Bob Bobsen", "bob@bobs.example", "7")
    assert Program(app, token_of(town.bob, "organise")).get(f"/meetings/{meeting.id}/sign-ups").status_code == 403


def test_the_organisers_list_goes_on_page_by_page(app, town, monkeypatch):
    from netapp.api import reading

    monkeypatch.setattr(reading, "MOST", 2)
    meeting = town.meeting()
    for turn, name in enumerate(("bob", "carol", "mia"), 1):
        session.add(SignUp(meeting_id=meeting.id, person_id=town.people[name].id, state="going", turn=turn))
    session.commit()
    ole, found = Program(app, token_of(town.ole, "organise")), []
    path = f"/api/v1/meetings/{meeting.id}/sign-ups"
    while path:
        answer = ole.get(path)
        found.append([one["person_id"] for one in answer.json["sign_ups"]])
        path = answer.headers.get("Link", "")[1:].partition(">")[0].removeprefix(app.config["SITE_URL"])
    assert found == [[town.bob.id, town.carol.id], [town.mia.id]]


def test_any_page_of_the_web_may_read_what_needs_no_token_and_nothing_else(app, town):
    assert Program(app).get("/meetings").headers["Access-Control-Allow-Origin"] == "*"
    mine = Program(app, token_of(town.bob)).get("/meetings")
    assert "Access-Control-Allow-Origin" not in mine.headers
    assert "Authorization" in mine.headers["Vary"]
    asked = Program(app).send("OPTIONS", "/meetings", Origin="https://x.example")
    assert "Access-Control-Allow-Headers" not in asked.headers


def test_every_route_is_described_and_real_answers_are_as_described(app, town):
    """Read back strictly, by the types that the description is made of."""
    described = Program(app).get("/openapi.json").json
    known = {
        rule.rule.removeprefix("/api/v1"): rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")
    }
    said = {
        (path.replace("{", "<int:").replace("}", ">"), method.upper())
        for path, every in described["paths"].items()
        for method in every
    }
    asked = {
        (rule.rule.removeprefix("/api/v1"), method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    assert asked - said == {("/openapi.json", "GET")}
    assert said <= asked
    assert len(known) > 8
    meeting = town.meeting(questions=[Question("food", "text", {"en": "Food?"}).row()])
    signing_up.sign_up(_as(town.ole), meeting.id, said={"food": ["Fish"]})
    values = {"meeting_id": meeting.id, "group_id": town.builders.id, "sign_up_id": 1}
    program = Program(app, token_of(town.ole, "organise", "sign_up"))
    for route in openapi.routes():
        if route.method != "GET":
            continue
        answer = program.get(openapi.path(route).format(**values))
        assert answer.status_code == route.status, route.name
        msgspec.json.decode(answer.data, type=route.answers, strict=True)
    assert set(described["components"]["schemas"]) >= {"Meeting", "MeetingChange", "ProblemDocument", "Group"}


def test_the_description_is_one_that_others_programs_can_read(app):
    """By the specification itself, as a validator that we have not written reads it."""
    described = Program(app).get("/openapi.json").json
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()
    with pytest.raises(OpenAPIValidationError):
        OpenAPIV31SpecValidator({**described, "paths": {"meetings": {}}, "components": {}}).validate()


def _as(person):
    from netapp.core.viewer import ORGANISER, Viewer

    return Viewer(person_id=person.id, roles={1: ORGANISER})


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "PUT"])
def test_what_an_address_does_not_know_is_said_as_a_problem(method, shared_app):
    answer = shared_app.test_client().open("/api/v1/groups", method=method, json={})
    assert (answer.status_code, answer.json["status"], "GET" in answer.headers["Allow"]) == (405, 405, True)
