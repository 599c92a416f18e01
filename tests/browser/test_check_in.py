"""At the door, with a phone whose line drops: everybody who was marked is on the list afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.core.viewer import GUEST
from netapp.events import drafting
from netapp.events.checkin import actions, links
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.actions import Said
from netapp.events.checkin.models import Door
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Group
from netapp.members.models import Person
from tests.browser.demo import Demo, served_at
from tests.support.browser import violations
from tests.support.servers import free_port, wait_for

GUESTS = ("Mette Lindeborg", "Sofie Halkær", "Esben Toreby", "Karsten Vandhøj")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


class Day:
    """A meeting of the demo that has begun, with two doors; and a line to its site that can be cut."""

    def __init__(self, demo: Demo) -> None:
        self.app, self.port = demo.app, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.line = ExitStack()
        with self.app.test_request_context(), transaction():
            group = session.scalars(select(Group).where(Group.parent_id.is_(None)).order_by(Group.id)).first()
            assert group is not None
            now = clock.now().replace(tzinfo=None, second=0, microsecond=0)
            times: dict[str, Any] = {"starts_local": now - timedelta(hours=1), "ends_local": now + timedelta(hours=2)}
            times |= {"zone": "UTC", "language": "en"}
            meeting = drafting.new(group, title="At the door", body="", place="The hall", seats=9, **times)
            meeting.group, meeting.parties, meeting.state = group, [], "published"
            drafting.derive(meeting)
            session.add(meeting)
            session.flush()
            people = session.scalars(select(Person).where(Person.name.in_(GUESTS))).all()
            rows = [
                SignUp(meeting_id=meeting.id, person_id=one.id, state="going", turn=turn)
                for turn, one in enumerate(people, 1)
            ]
            doors = [Door(meeting_id=meeting.id, name=name) for name in ("North", "South")]
            session.add_all([*rows, *doors])
            session.flush()
            self.meeting_id, (self.north, self.south) = meeting.id, [one.id for one in doors]
            self.numbers = {one.name: row.id for one, row in zip(people, rows, strict=True)}
            self.door, self.ticket = links.door(self.north), links.ticket(self.numbers["Esben Toreby"])

    @property
    def path(self) -> str:
        return f"{self.url}/checkin/doors/{self.door}"

    def begin(self) -> None:
        self.line.enter_context(served_at(self.app, self.port))

    def drop(self) -> None:
        self.line.close()

    def here(self) -> set[str]:
        """Who is, as the site knows."""
        with self.app.app_context():
            room = checkin.room(session.get_one(Meeting, self.meeting_id))
            names = {one.id: one.name for one in room.guests} | {one.key: one.name for one in room.walk_ins}
            return {names[who] for who in room.here}


@contextmanager
def _day(demo: Demo) -> Iterator[Day]:
    day = Day(demo)
    day.begin()
    yield day
    day.drop()
    with day.app.app_context(), transaction():
        session.execute(delete(Meeting).where(Meeting.id == day.meeting_id))


@pytest.fixture
def day(demo: Demo) -> Iterator[Day]:
    with _day(demo) as made:
        yield made


def _name(page: Page, name: str) -> Any:
    return page.locator(".arrivals button", has_text=name)


def _mark(page: Page, name: str) -> None:
    _name(page, name).click()
    expect(_name(page, name)).to_have_attribute("aria-pressed", "true")


def test_a_phone_without_a_line_marks_on_is_closed_and_opened_and_sends_all_of_it(new_page: Any, day: Day) -> None:
    page = new_page(**PHONE)
    page.goto(day.path)
    expect(page.locator("html[data-kept=yes]")).to_be_attached()
    assert violations(page) == []

    day.drop()
    _mark(page, "Mette")
    _mark(page, "Sofie")
    page.get_by_text("Somebody who is not on the list", exact=True).click()
    page.get_by_label("Name").fill("Wally Walker")
    page.get_by_label("Company").fill("Walks")
    page.get_by_role("button", name="Is here", exact=True).click()
    expect(page.get_by_text("wait on this phone: 3")).to_be_visible()
    expect(page.get_by_text("3 of 5 here")).to_be_visible()

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(day.path)
    expect(page.get_by_text("wait on this phone: 3")).to_be_visible()
    # The phone's own camera opens the address of a code: without a line, the list that is kept here finds whose it is.
    page.goto(f"{day.url}/checkin/tickets/{day.ticket}")
    expect(page.get_by_role("heading", name="Esben Toreby")).to_be_visible()
    page.get_by_role("button", name="Is here", exact=True).click()
    expect(page.get_by_text("wait on this phone: 4")).to_be_visible()
    assert day.here() == set()

    with day.app.app_context():
        actions.mark(
            GUEST, day.south, [Said("south-karsten", day.numbers["Karsten Vandhøj"]), Said("south-wanda", name="Wanda")]
        )
    day.begin()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("6 of 6 here")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("wait on this phone")).to_be_hidden()
    assert day.here() == {*GUESTS, "Wally Walker", "Wanda"}

    _name(page, "Wanda").click()
    expect(page.get_by_text("5 of 5 here")).to_be_visible()
    assert wait_for(lambda: day.here() == {*GUESTS, "Wally Walker"})


# As a browser has it that reads codes: its camera sees the one that the page names.
CAMERA = """
  self.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"]
    detect = async () => self.seen ? [{ rawValue: self.seen }] : []
  }
  navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream()
  HTMLMediaElement.prototype.play = async () => {}
"""


def test_a_code_that_the_camera_reads_is_marked_at_once(new_page: Any, day: Day) -> None:
    page = new_page(**PHONE)
    page.add_init_script(CAMERA)
    page.goto(day.path)
    page.get_by_role("button", name="Scan tickets").click()
    page.evaluate("seen => { self.seen = seen }", f"https://elsewhere.example/checkin/tickets/{day.ticket}")
    expect(_name(page, "Esben")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("1 of 4 here")).to_be_visible()
    assert wait_for(lambda: day.here() == {"Esben Toreby"})
