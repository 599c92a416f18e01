"""Webhooks: ordered with the deed, signed, sent to public addresses only, tried again, and stopped in the end."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from sqlalchemy import select, update

from netapp.api.webhooks import actions, signing, tasks
from netapp.api.webhooks.models import EVENTS, Delivery, Webhook
from netapp.core import clock, outbound
from netapp.core.db import session
from netapp.core.errors import Forbidden
from netapp.core.facts import announce
from netapp.core.viewer import ORGANISER, Viewer
from netapp.events import actions as meetings
from netapp.events import queries as events
from netapp.events import signing_up
from netapp.groups.facts import GroupClosed
from netapp.groups.models import Membership
from netapp.members import actions as members
from tests.support import elsewhere
from tests.support.visitors import letters

URL = "https://hooks.example/in?from=netapp"


class Hook(BaseHTTPRequestHandler):
    """An organiser's program; it answers with what stands in `status`."""

    status: ClassVar[int] = 204
    got: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(Hook.status)
        self.send_header("Location", "https://127.0.0.1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return elsewhere.certificate(tmp_path_factory.mktemp("tls"), "hooks.example")


@pytest.fixture
def program(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hook]]:
    Hook.got.clear()
    Hook.status = 204
    with elsewhere.serving(Hook, certificate, monkeypatch):
        yield Hook


def hooked(town: Any, person: Any = None, group: Any = None) -> Webhook:
    viewer = events.viewer_of(person or town.ole)
    return actions.hook(viewer, (group or town.builders).id, URL, EVENTS)


def ordered() -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Delivery.event).order_by(Delivery.id)))


def row() -> Delivery:
    session.expire_all()
    return session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(1)).one()


def test_a_signature_is_as_standard_webhooks_has_it(shared_app):
    """The key is the secret without its prefix, from base64; the mark is over number, moment and body."""
    with shared_app.app_context():
        said = signing.headers("nonce", "msg_1", 1700000000, b"{}")
        key = base64.b64decode(signing.secret("nonce").removeprefix("whsec_"))
        assert signing.secret("other") != signing.secret("nonce")
    mark = hmac.new(key, b"msg_1.1700000000.{}", "sha256").digest()
    assert said["webhook-signature"] == f"v1,{base64.b64encode(mark).decode()}"
    assert len(key) == 32


def test_each_event_is_ordered_with_its_deed_and_says_no_name(app, town):
    hooked(town)
    ole, bob = events.viewer_of(town.ole), events.viewer_of(town.bob)
    meeting = town.meeting(state="draft", title="Wordless", place="Placeless")
    meetings.publish(ole, meeting.id, tell=False)
    signing_up.sign_up(bob, meeting.id)
    signing_up.withdraw(bob, meeting.id)
    meetings.change(ole, meeting.id, _draft(meeting, contact_name="Ole"), seen=meetings.stamp(meeting), agreed=True)
    meetings.cancel(ole, meeting.id, "Snow")
    held = town.meeting(days=-1)
    meetings.record(ole, held.id, 7)
    assert ordered() == [
        *(
            "meeting.published",
            "sign_up.came",
            "sign_up.withdrew",
            "meeting.changed",
            "meeting.cancelled",
            "meeting.held",
        )
    ]
    payloads = list(session.scalars(select(Delivery.payload).order_by(Delivery.id)))
    came = json.loads(payloads[1])
    assert (came["type"], came["data"]["taken"], came["data"]["meeting_id"]) == ("sign_up.came", 1, meeting.id)
    assert came["data"]["url"] == f"{app.config['SITE_URL']}/meetings/{meeting.id}"
    text = "".join(payloads).lower()
    assert not any(word in text for word in ("wordless", "placeless", "bob", "ole", "snow", "person"))


def _draft(meeting: Any, **changes: Any) -> Any:
    from dataclasses import replace

    from netapp.events import scheduling

    session.refresh(meeting, ["parties", "group"])
    return replace(scheduling.of(meeting), **changes)


def test_a_deed_that_fails_tells_nobody(town, monkeypatch):
    hooked(town)
    meeting = town.meeting(state="draft")
    from netapp.groups import revisions

    def fail(_group_id: int) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(revisions, "touch", fail)
    with pytest.raises(ZeroDivisionError):
        meetings.publish(events.viewer_of(town.ole), meeting.id, tell=False)
    assert ordered() == []


def test_a_network_hears_of_the_sub_groups_that_its_organisers_run_and_of_no_other(town):
    hooked(town)
    hooked(town, town.alice, town.secret)
    town.member(town.inner, "bob", role="organiser")
    session.commit()
    alice = events.viewer_of(town.alice)
    for group in (town.energy, town.secret, town.others):
        viewer = Viewer(person_id=1, roles={group.id: ORGANISER}) if group is town.others else alice
        meetings.publish(viewer, town.meeting(group, state="draft").id, tell=False)
    session.expire_all()
    told = {(json.loads(one.payload)["data"]["group_id"], one.webhook_id) for one in session.scalars(select(Delivery))}
    (open_hook, secret_hook) = session.scalars(select(Webhook.id).order_by(Webhook.id))
    assert told == {(town.energy.id, open_hook), (town.secret.id, secret_hook)}


@pytest.mark.parametrize("name", ["bob", "mia", "olga", "adam"])
def test_only_organisers_set_one_up(town, name):
    with pytest.raises(Forbidden):
        hooked(town, town.people[name])
    entered = Viewer(person_id=town.adam.id, is_admin=True, entered=frozenset({town.builders.id}))
    with pytest.raises(Forbidden):
        actions.hook(entered, town.builders.id, URL, EVENTS)


def test_a_message_goes_out_signed_and_is_noted(app, town, program):
    webhook = hooked(town)
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    tasks.send()
    ((path, headers, body),) = program.got
    assert (path, headers["host"], headers["content-type"]) == ("/in?from=netapp", "hooks.example", "application/json")
    moment = int(headers["webhook-timestamp"])
    assert (
        headers["webhook-signature"]
        == signing.headers(webhook.nonce, headers["webhook-id"], moment, body)["webhook-signature"]
    )
    assert json.loads(body)["type"] == "meeting.published"
    assert (row().state, row().status, row().message_id) == ("sent", 204, headers["webhook-id"])
    tasks.send()
    assert len(program.got) == 1


def test_a_failing_address_is_tried_for_three_days_and_its_maker_told_once(town, program):
    webhook, began, sent = hooked(town), clock.now(), 0
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    program.status = 500
    while (one := row()).state == "queued":
        with time_machine.travel(one.due_at + timedelta(seconds=1), tick=False):
            tasks.send()
        sent, last = sent + 1, one.due_at
        assert sent < 12
    assert sent == len(program.got) == len(tasks.PAUSES) + 1
    assert timedelta(days=3) < last - began < timedelta(days=4)
    assert len({headers["webhook-id"] for _path, headers, _body in program.got}) == 1
    session.expire_all()
    assert (session.get_one(Webhook, webhook.id).why, row().state, row().status) == ("failing", "failed", 500)
    assert [letter.person_id for letter in letters("webhook_off")] == [town.ole.id]
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    assert len(ordered()) == 1
    actions.rotate(events.viewer_of(town.ole), _loaded(webhook.id))
    session.expire_all()
    assert session.get_one(Webhook, webhook.id).ended_at is None


def _loaded(webhook_id: int) -> Webhook:
    from netapp.api.webhooks import queries

    found = queries.known(webhook_id)
    assert found is not None
    return found


@pytest.mark.parametrize(("status", "why"), [(410, "gone"), (302, "")])
def test_gone_ends_it_at_once_and_a_redirect_is_not_followed(town, program, status, why):
    webhook = hooked(town)
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    program.status = status
    tasks.send()
    session.expire_all()
    assert (session.get_one(Webhook, webhook.id).why, len(program.got), row().status) == (why, 1, status)


def test_one_that_leads_inside_is_never_called(town, program, monkeypatch):
    """Resolved once and judged: a name that stands for an inner address gets nothing, whatever it stood for before."""
    hooked(town)
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    elsewhere.answer(monkeypatch, ["8.8.8.8", "10.0.0.7"])
    tasks.send()
    assert program.got == []
    assert (row().state, row().error) == ("queued", "hooks.example is not on a public network")
    for odd in ("http://hooks.example/", "https://hooks.example:8443/", "https://u:p@hooks.example/", "file:///etc/x"):
        assert not outbound.is_accepted(odd)


def test_what_is_called_off_with_its_group_is_still_told(town, program):
    hooked(town)
    town.meeting()
    town.builders.closed_at = clock.now()
    announce(GroupClosed(town.builders.id))
    session.commit()
    tasks.send()
    assert [json.loads(body)["type"] for _path, _headers, body in program.got] == ["meeting.cancelled"]


@pytest.mark.parametrize("how", ["demoted", "erased"])
def test_it_ends_when_its_maker_organises_there_no_longer(town, program, how):
    webhook_id, ole_id = hooked(town).id, town.ole.id
    meetings.publish(events.viewer_of(town.alice), town.meeting(state="draft").id, tell=False)
    if how == "demoted":
        session.execute(update(Membership).where(Membership.person_id == ole_id).values(role="member"))
    else:
        members.erase(events.viewer_of(town.ole), town.ole)
    session.commit()
    tasks.send()
    session.expire_all()
    assert program.got == []
    found = session.get(Webhook, webhook_id)
    assert found is None if how == "erased" else (found.why, row().state) == ("rights", "failed")
    assert letters("webhook_off") == []


def test_an_address_that_is_slow_or_dead_holds_up_no_other(town, program, monkeypatch):
    """Its other messages wait, and the next address is asked."""
    hooked(town)
    other = actions.hook(events.viewer_of(town.ole), town.builders.id, "https://hooks.example/other", EVENTS)
    asked: list[str] = []
    real: Callable[..., int] = outbound.post

    def post(url: str, content: bytes, headers: Any) -> int:
        asked.append(url)
        if url == URL:
            raise outbound.Unreachable("hooks.example: TimeoutError")
        return real(url, content, headers)

    monkeypatch.setattr(outbound, "post", post)
    for _each in range(2):
        meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    tasks.send()
    assert asked == [URL, other.url, other.url]
    assert len(program.got) == 2


def test_an_organiser_sets_one_up_tries_it_and_sends_again(town, as_, program):
    ole, path = as_(town.ole), f"/groups/{town.builders.id}/webhooks"
    assert "whsec_" not in ole.post(path, {"url": "https://10.0.0.1:99/", "meeting_held": "y"}).text
    assert "Tick at least one." in ole.post(path, {"url": URL}).text
    page = ole.post(path, {"url": URL, "meeting_held": "y", "sign_up_came": "y"})
    webhook = session.scalars(select(Webhook)).one()
    assert signing.secret(webhook.nonce) in page.text
    assert (webhook.events, webhook.person_id) == ("meeting.held sign_up.came", town.ole.id)
    own = f"{path}/{webhook.id}"
    assert signing.secret(webhook.nonce) not in ole.get(own).text + ole.get(path).text
    ole.post(f"{own}/trial")
    tasks.send()
    assert json.loads(program.got[0][2])["type"] == "test"
    ole.post(f"{own}/messages/{row().id}")
    tasks.send()
    first, second = (headers["webhook-id"] for _path, headers, _body in program.got)
    assert first == second
    before = webhook.nonce
    assert "whsec_" in ole.post(f"{own}/secret").text
    assert session.get_one(Webhook, webhook.id).nonce != before
    assert as_(town.carol).get(own).status_code == 403
    assert as_(town.olga).post(f"{own}/removal").status_code == 403
    assert ole.get(f"/groups/{town.energy.id}/webhooks/{webhook.id}").status_code == 404
    ole.post(f"{own}/removal")
    assert (session.scalars(select(Webhook)).all(), ordered()) == ([], [])


def test_a_sign_up_costs_one_question_more_and_none_for_each_webhook_that_does_not_want_it(town, count_queries):
    def cost(name: str) -> int:
        viewer, meeting_id = events.viewer_of(town.people[name]), meeting.id
        session.rollback()
        with count_queries() as counted:
            signing_up.sign_up(viewer, meeting_id)
        return len(counted.statements)

    meeting = town.meeting()
    signing_up.sign_up(events.viewer_of(town.mia), meeting.id)
    before = cost("bob")
    for _each in range(3):
        actions.hook(events.viewer_of(town.ole), town.builders.id, URL, ["meeting.held"])
    assert cost("carol") == before


def test_old_messages_go(town):
    hooked(town)
    meetings.publish(events.viewer_of(town.ole), town.meeting(state="draft").id, tell=False)
    session.execute(update(Delivery).values(state="sent", created_at=clock.now() - timedelta(days=31)))
    session.commit()
    tasks.forget_old()
    assert ordered() == []
