"""The demo as rows: whole, right in what is derived, alive, and only in an empty database."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from netapp.api.webhooks.models import Delivery, Webhook
from netapp.core import clock, letters, site, text
from netapp.core.db import Base, db, session, transaction
from netapp.core.errors import Refused
from netapp.core.viewer import GUEST
from netapp.demo import build, content, roles
from netapp.events import drafting, queries, seats
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, SignUp
from netapp.groups import audience
from netapp.groups.models import Group, Membership
from netapp.mail.models import Letter
from netapp.members.models import Company, Person

TODAY = clock.now().date()


_BUILT: dict[str, list[tuple[sa.Table, list[dict[str, Any]]]]] = {}


@pytest.fixture
def demo(app: Flask) -> Flask:
    """Built once on each engine; its rows are put back for the next test."""
    engine = db.engine.dialect.name
    if engine not in _BUILT:
        build.build(TODAY)
        for table in Base.metadata.sorted_tables:
            found = session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            _BUILT.setdefault(engine, []).append((table, [{**row} for row in found]))
        return app
    for table, rows in _BUILT[engine]:
        if rows:
            session.execute(sa.insert(table), rows)
    session.commit()
    return app


def how_many(model: Any, *where: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def titles(viewer: Any) -> set[str]:
    found: Any = session.scalars(queries.meetings(viewer))
    return {meeting.title for meeting in found}


def person(role: str) -> Person:
    return session.get_one(Person, {key: person_id for key, _label, _about, person_id in roles.offered()}[role])


def test_everybody_and_everything_is_there(demo: Flask) -> None:
    assert how_many(Group, Group.parent_id.is_(None)) == 5
    assert how_many(Company) == 60
    assert 145 <= how_many(Person) <= 160
    assert how_many(Meeting, Meeting.state == "held") == 25
    assert how_many(Meeting, Meeting.state.in_(("published", "cancelled")), Meeting.series_id.is_(None)) == 15
    assert site.current().is_demo


def test_a_filled_database_is_refused(demo: Flask) -> None:
    before = how_many(Person)
    with pytest.raises(Refused):
        build.build(TODAY)
    assert how_many(Person) == before


def test_what_is_derived_is_right(demo: Flask) -> None:
    for group in session.scalars(sa.select(Group)):
        network = session.get(Group, group.parent_id) if group.parent_id else None
        assert (group.seen_key, group.read_key) == tuple(vars(audience.of(group, network)).values())
    for meeting in session.scalars(sa.select(Meeting)):
        stored = meeting.starts_at, meeting.ends_at, meeting.promotes_until, meeting.vevent, meeting.search
        drafting.derive(meeting)
        assert stored == (meeting.starts_at, meeting.ends_at, meeting.promotes_until, meeting.vevent, meeting.search)
        assert bool(meeting.vevent) == (meeting.state != "draft")
        assert text.fold(meeting.title) in meeting.search
    session.rollback()


def test_the_past_is_past_and_the_rest_is_to_come(demo: Flask) -> None:
    for meeting in session.scalars(sa.select(Meeting)):
        assert (meeting.ends_at < clock.now()) == (meeting.state == "held")
        assert meeting.starts_local.weekday() < 5
        assert meeting.created_at <= meeting.changed_at <= clock.now()
    assert how_many(SignUp, SignUp.changed_at > clock.now()) == 0


def test_seats_and_queue_hold(demo: Flask) -> None:
    full = []
    for meeting in session.scalars(sa.select(Meeting)):
        rows = session.execute(sa.select(SignUp.turn, SignUp.change_turn).where(SignUp.meeting_id == meeting.id)).all()
        turns = sorted(turn for row in rows for turn in row if turn is not None)
        assert turns == list(range(1, meeting.arrivals + 1))
        for mode in meeting.modes:
            (taken, waiting), most = seats.count(meeting, mode), meeting.seats_of(mode)
            assert most is None or taken <= most
            if waiting:
                full.append((meeting.hybrid, mode))
                assert taken == most
        assert seats.promote(meeting) == ([], [])
    assert full == [(False, "room"), (True, "room")]


def test_one_meeting_is_in_a_room_and_online_and_three_of_one_company_come_together(demo: Flask) -> None:
    meeting = session.scalars(sa.select(Meeting).where(Meeting.hybrid)).one()
    assert [seats.count(meeting, mode) for mode in meeting.modes] == [(16, 3), (6, 0)]
    mine = sa.select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.bunch.is_not(None))
    together = session.scalars(mine.order_by(SignUp.turn)).all()
    assert [(one.state, one.mode, one.company) for one in together] == [("going", "room", "Skärvarening AB")] * 3
    assert {one.bunch for one in together} == {together[0].turn}


def test_a_program_of_one_network_is_told_of_meetings(demo: Flask) -> None:
    hook = session.scalars(sa.select(Webhook)).one()
    sent = session.scalars(sa.select(Delivery).where(Delivery.webhook_id == hook.id)).all()
    assert hook.url.endswith(".example/netapp")
    assert len(sent) == 2
    assert {one.state for one in sent} == {"sent"}


def test_the_secret_meeting_is_for_its_group_only(demo: Flask) -> None:
    secret = next(network for network in content.networks() if network.folder == "zealand").upcoming[1].title
    member, organiser = queries.viewer_of(person("member")), queries.viewer_of(person("organiser"))
    assert secret in titles(organiser)
    for viewer in (GUEST, member, queries.viewer_of(person("newcomer")), queries.viewer_of(person("admin"))):
        assert secret not in titles(viewer)


def test_each_role_stands_where_it_should(demo: Flask) -> None:
    assert [role for role, *_words in roles.offered()] == list(content.ROLES)
    states = {
        role: set(
            session.execute(sa.select(Membership.state, Membership.role).where(Membership.person_id == person(role).id))
        )
        for role in content.ROLES
    }
    assert states["newcomer"] == states["admin"] == set()
    assert {tuple(row) for row in states["member"]} == {("active", "member")}
    assert ("active", "organiser") in {tuple(row) for row in states["organiser"]}
    assert {tuple(row) for row in states["pending"]} == {("requested", "member")}
    assert [role for role in content.ROLES if person(role).is_admin] == ["admin"]


def test_the_member_can_sign_up_for_the_full_walk_with_one_click(demo: Flask) -> None:
    walk = session.scalars(
        sa.select(Meeting).where(Meeting.seats == 20, Meeting.kind == "site_visit", Meeting.state == "published")
    ).one()
    assert queries.sign_up_of(person("member").id, walk.id) is None
    assert walk.sign_up_is_open


def test_the_outbox_speaks_of_meetings_to_come_only(demo: Flask) -> None:
    rows = session.scalars(sa.select(Letter)).all()
    meetings = {f"meeting:{meeting.id}": meeting for meeting in session.scalars(sa.select(Meeting))}
    assert {row.letter for row in rows} == {
        "announced",
        "cancelled",
        "case_asked",
        "confirmed",
        "message",
        "promoted",
        "reminder",
        "waiting",
        "withdrawn",
    }
    of = {
        message.meeting_id: message.id
        for message in session.scalars(sa.select(Message).where(Message.sent_at.is_not(None)))
    }
    meetings |= {f"message:{number}": session.get_one(Meeting, meeting_id) for meeting_id, number in of.items()}
    about = [row.thing for row in rows if row.letter != "case_asked"]
    assert all(meetings[thing].starts_at > clock.now() for thing in about)
    assert all(row.address.endswith(".example") for row in rows)
    assert len(rows) < 80


def test_every_letter_is_still_true_when_the_worker_writes_it(demo: Flask) -> None:
    for row in session.scalars(sa.select(Letter)).all():
        order = letters.Order(row.person_id, row.address, row.name, row.language, row.data)
        assert letters.get(row.letter).prepare(order) is not None, row.key


def test_a_demo_with_a_mail_server_writes_to_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["NETAPP"]
    monkeypatch.setitem(app.config, "NETAPP", type(settings)(**{**vars(settings), "smtp_url": "smtp://localhost"}))
    build.build(TODAY)
    assert how_many(Letter) == 0


def test_the_same_day_gives_the_same_rows(app: Flask) -> None:
    def rows() -> list[tuple[Any, ...]]:
        who = sa.select(Meeting.uid, Meeting.starts_at, Person.email, SignUp.state, SignUp.turn, SignUp.created_at)
        joined = who.join(SignUp, SignUp.meeting_id == Meeting.id).join(Person, Person.id == SignUp.person_id)
        return [tuple(row) for row in session.execute(joined.order_by(Meeting.uid, SignUp.turn))]

    def built_and_undone() -> list[tuple[Any, ...]]:
        with transaction():
            build.build(TODAY)
            found = rows()
            session.rollback()
        return found

    assert built_and_undone() == built_and_undone() != []
    assert how_many(Person) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("today", [date(2026, 12, 22), date(2027, 3, 24), date(2028, 2, 29), date(2026, 11, 22)])
def test_it_can_be_built_on_any_day(app: Flask, today: date) -> None:
    build.build(today)
    ahead = session.scalars(
        sa.select(Meeting.starts_local).where(
            Meeting.state.in_(("published", "cancelled", "draft")), Meeting.series_id.is_(None)
        )
    )
    assert all(today < starts.date() < today + timedelta(100) for starts in ahead)
