"""A made world: as large as it was asked to be, the same every time, and true in all that the site derives."""

import contextvars
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import case, func, select, text, update

from bench import cookies, fill, worlds
from bench.worlds import Size, World
from netapp.core import clock
from netapp.core.db import Base, db, session
from netapp.core.errors import Refused
from netapp.events import drafting
from netapp.events.models import Meeting, SignUp
from netapp.events.polls.models import Ballot, Poll
from netapp.events.rooms.models import Place
from netapp.events.series.models import SeriesSignUp
from netapp.forums.models import Post, Reaction, Thread
from netapp.groups import audience
from netapp.groups.models import Follower, Group, Membership
from netapp.home import digest
from netapp.mail import tasks as mail
from netapp.mail.models import Letter
from netapp.members import tasks as members
from netapp.members.models import Affiliation, Person
from netapp.signin.models import Session
from tests.support import visitors
from tests.town import Town

TINY = Size(
    "tiny",
    networks=3,
    people=120,
    meetings=90,
    sign_ups=1300,
    letters=40,
    sessions=20,
    feed=8,
    posts=300,
    busiest=120,
    longest=45,
)


@pytest.fixture
def world(app):
    return fill.fill(TINY, seed=7)


@pytest.fixture
def asked(app):
    """asked("GET", path, token): the answer to a browser that is signed in with this token, or to a guest's."""
    client = app.test_client(use_cookies=False)

    def ask(method, path, token=None, data=None):
        session.rollback()
        headers = {"Cookie": cookies.cookie(app, token)} if token else {}
        return contextvars.Context().run(client.open, path, method=method, headers=visitors.ORIGIN | headers, data=data)

    return ask


def test_it_is_as_large_as_it_was_asked_to_be(world):
    counted = {model: session.scalar(select(func.count()).select_from(model)) for model in _MODELS}

    assert counted[Person] == TINY.people
    alone = select(func.count()).where(Meeting.series_id.is_(None))
    assert session.scalar(alone) == TINY.meetings
    assert counted[SignUp] > TINY.sign_ups
    assert counted[Letter] == TINY.letters
    assert counted[Session] == TINY.sessions == len(world.members)
    assert counted[Group] > TINY.networks
    assert all(counted.values())


def test_the_same_seed_gives_the_same_rows(app, monkeypatch, empty_database, clean_database):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    seen = []
    for seed in (7, 7, 8):
        empty_database(clean_database)
        fill.fill(TINY, seed)
        seen.append(_rows())

    assert seen[0] == seen[1]
    assert all(
        seen[0][name] != seen[2][name] for name in seen[0] if seen[0][name] and name not in {"site", "search_round"}
    )


def test_its_meetings_are_as_the_site_would_derive_them(world):
    meetings = session.scalars(select(Meeting)).all()
    for meeting in meetings:
        drafting.derive(meeting)

    assert [meeting.id for meeting in meetings if session.is_modified(meeting)] == []
    session.rollback()


def test_its_groups_have_the_audiences_that_follow_from_their_switches(world):
    for group in session.scalars(select(Group)):
        of = audience.of(group, session.get(Group, group.parent_id) if group.parent_id else None)
        assert (group.seen_key, group.read_key) == (of.seen_key, of.read_key)


def test_no_meeting_has_more_people_than_seats_and_nobody_waits_for_a_free_one(world):
    going, waiting = (func.sum(case((SignUp.state == state, 1), else_=0)) for state in ("going", "waiting"))
    rows = session.execute(
        select(Meeting.seats, Meeting.arrivals, going, waiting, func.count(), func.max(SignUp.turn))
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .where(Meeting.hybrid.is_(False))
        .group_by(Meeting.id)
    ).all()

    assert all(taken <= seats for seats, _arrivals, taken, _waiting, _all, _turn in rows if seats)
    assert all(taken == seats for seats, _arrivals, taken, queue, _all, _turn in rows if queue)
    assert all(arrivals == count == turn for _seats, arrivals, _taken, _waiting, count, turn in rows)
    assert any(queue for _seats, _arrivals, _taken, queue, _all, _turn in rows)


def test_it_holds_something_of_every_kind(world):
    assert set(session.scalars(select(Meeting.state))) == {"draft", "published", "cancelled", "held"}
    assert set(session.scalars(select(SignUp.state))) == {"going", "waiting", "withdrawn", "declined"}
    assert set(session.scalars(select(Membership.mail_level))) == {"everything", "digest", "nothing"}
    assert session.scalar(select(func.min(Meeting.head_count)).where(Meeting.state == "held")) > 0
    together = select(func.count()).where(SignUp.bunch.is_not(None))
    online = select(func.count()).where(SignUp.mode == "online")
    whole = select(func.count(SeriesSignUp.id))
    assert all(session.scalar(one) for one in (together, online, whole, select(func.count(Place.id))))


def test_its_pages_open(world, asked):
    own = (world.front_path, world.network_path, world.meeting_path, world.site_feed_path)
    own += (world.series_path, world.programme_path, world.month_path, world.own_feed_path, world.door_path)
    for path in (*own, world.thread_path, world.deep_path, world.threads_path):
        assert asked("GET", path).status_code == 200
    assert asked("GET", world.draft_path).status_code == 404
    assert asked("GET", world.draft_path, world.organiser.token).status_code == 200
    assert asked("GET", "/me", world.members[-1].token).status_code == 200


def test_its_threads_are_as_if_people_had_written_them(world, asked):
    """Places without gaps, counters that are true; and who may answer in those that many follow does so."""
    each = select(
        Post.thread_id, func.count(), func.max(Post.position), func.max(Post.published_at), func.sum(Post.thanks)
    )
    found = {row[0]: row[1:] for row in session.execute(each.group_by(Post.thread_id))}
    threads = session.scalars(select(Thread)).all()
    thanked = dict(session.execute(select(Post.thread_id, func.count()).join(Reaction).group_by(Post.thread_id)).all())
    assert {one.id: (one.posts, one.posts, one.last_at, thanked.get(one.id, 0)) for one in threads} == found
    assert sum(one.posts for one in threads) == TINY.posts
    assert max(one.posts for one in threads) == TINY.longest

    member = next(one for one in world.members if one.person_id in _inside(world.network_id))
    answer = asked("POST", f"/threads/{world.replied_ids[0]}/posts", member.token, {"body": "We have one."})
    assert answer.status_code == 303
    session.rollback()
    assert session.get(Thread, world.replied_ids[0]).posts == found[world.replied_ids[0]][0] + 1


def test_the_feed_holds_so_many_meetings(world, asked):
    answer = asked("GET", world.feed_path)

    assert answer.status_code == 200
    assert answer.text.count("BEGIN:VEVENT") == TINY.feed


def test_whoever_has_a_session_can_sign_up(world, asked):
    first = world.open_ids[0]
    member = next(member for member in world.members if _answer(member.person_id, first) is None)

    answer = asked("POST", f"/meetings/{first}/signup", member.token)

    assert answer.status_code == 303
    assert _answer(member.person_id, first) == "going"


def test_the_site_goes_on_counting(world):
    town = Town.build()
    meeting = town.meeting()

    assert meeting.id > TINY.meetings
    assert town.people["alice"].id > TINY.people


def test_the_worker_has_nothing_to_clear_away(world):
    gone = select(func.count()).where(Person.erased_at.is_not(None))
    before = session.scalar(gone)
    session.rollback()

    members.erase_guests()

    assert mail.forget_old() == 0
    assert session.scalar(gone) == before > 0


def test_the_planner_knows_how_many_rows_there_are(world):
    known = {
        "sqlite": "SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = 'sign_up'",
        "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'sign_up'",
    }

    assert session.scalar(text(known[db.engine.dialect.name])) == session.scalar(select(func.count(SignUp.id)))


def test_a_world_is_found_again_by_its_seed(world):
    assert World.find(7) == world
    with pytest.raises(Refused, match="seed 8"):
        World.find(8)


def test_sessions_that_have_slept_are_woken(world):
    session.execute(update(Session).values(seen_at=clock.now() - timedelta(days=2)))
    session.commit()

    worlds.wake()

    assert session.scalar(select(func.min(Session.seen_at))) > clock.now() - timedelta(minutes=5)


def test_no_digest_leaves_while_something_is_measured(world):
    now = clock.now()
    monday = (now - timedelta(days=now.weekday())).replace(hour=12)
    for day in range(7):
        with time_machine.travel(monday + timedelta(days=day), tick=False):
            session.execute(update(Person).values(digest_day=None))
            before = digest.due()
            worlds.wake()
            assert digest.due() == []
        assert bool(before) == (day < 2), "the digests of Monday go on Tuesday as well"


def test_a_second_world_is_refused(world):
    with pytest.raises(Refused, match="empty database"):
        fill.fill(TINY)


def test_the_demo_is_a_small_world(app, asked):
    world = fill.fill("small")

    assert asked("GET", world.network_path).status_code == 200
    assert asked("GET", world.draft_path, world.organiser.token).status_code == 200


def test_the_command_tells_what_it_wrote_and_refuses_the_second_time(
    app, clean_database, monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("NETAPP_VAR", str(tmp_path))
    monkeypatch.setenv("NETAPP_DATABASE_URL", clean_database)
    monkeypatch.setitem(worlds.SIZES, "town", TINY)

    assert fill.main(["town", "--seed", "3"]) == 0
    assert "sign_up           1,300 rows" in capsys.readouterr().out
    assert fill.main(["town"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


_MODELS = (Person, Group, Membership, Follower, Affiliation, Session, Meeting, SignUp, Letter, Poll, Ballot)


def _inside(group_id):
    chosen = select(Membership.person_id).where(Membership.group_id == group_id, Membership.state == "active")
    return set(session.scalars(chosen))


def _answer(person_id, meeting_id):
    session.rollback()
    chosen = select(SignUp.state).where(SignUp.person_id == person_id, SignUp.meeting_id == meeting_id)
    return session.scalar(chosen)


def _rows():
    with db.engine.connect() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }
