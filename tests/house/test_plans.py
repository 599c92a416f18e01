"""The plans of the statements that pages ask most: each long table is entered by an index.

On SQLite as it plans, with what it knows of a town-shaped world; on PostgreSQL with sequential scans made dear, so that
one is left only where no index would do.
"""

import contextvars
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from bench import cookies, fill
from bench.worlds import COUNTRY, Size
from netapp.core import finding, words
from netapp.core.db import db, session
from netapp.core.viewer import GUEST, Viewer
from netapp.events import searching, years
from netapp.forums import searching as forums_searching
from netapp.groups.models import Group, Membership
from netapp.home import sitemap
from netapp.members import actions as members
from netapp.members import searching as members_searching
from netapp.members.models import Person
from tests.support import databases, watching
from tests.support.visitors import ORIGIN

# The proportions of the town world at a fifth of its size.
SHAPE = Size(
    "plans",
    networks=12,
    people=700,
    meetings=600,
    sign_ups=9000,
    letters=400,
    sessions=40,
    feed=30,
    posts=3000,
    busiest=1200,
    longest=500,
)
LONG = {
    "meeting",
    "sign_up",
    "person",
    "letter",
    "membership",
    "session",
    "party",
    "affiliation",
    "follower",
    "log_row",
    "search_row",
    "thread",
    "post",
    "reading",
    "reaction",
}


@pytest.fixture(scope="module", params=databases.ENGINES)
def engine_name(request):
    return request.param


@pytest.fixture(scope="module", params=[SHAPE], ids=["town"])
def filled(request, engine_name, make_app, make_database):
    """A site and the world in it, one for all tests: whoever comes or goes in some of them, the plans stay the same."""
    app = make_app(make_database(engine_name))
    app.testing = True
    with app.app_context():
        made = fill.fill(request.param, seed=5)
    yield app, made
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(filled):
    site, _world = filled
    with site.app_context(), watching.pages(site):
        yield site
        session.rollback()


@pytest.fixture
def world(app, filled):
    return filled[1]


@contextmanager
def noted():
    """Within `with`, the list of the statements, each with its values."""
    found = []

    def note(_connection, _cursor, statement, values, _context, is_many):
        if re.match(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)", statement):
            found.append((statement, values[0] if is_many else values))

    session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def visited(app, world):
    """visited(method, path, token): the statements of an answer, with their values."""
    client = app.test_client(use_cookies=False)

    def visit(method, path, token=None):
        headers = ORIGIN | ({"Cookie": cookies.cookie(app, token)} if token else {})
        with noted() as found:
            answer = contextvars.Context().run(client.open, path, method=method, headers=headers, follow_redirects=True)
        assert answer.status_code == 200, path
        return found

    return visit


def plan(statement, values):
    """The lines of a statement's plan."""
    session.rollback()
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            return [row[3] for row in rows]
        # As it is planned for everybody's values.
        numbers = {name: f"${number}" for number, name in enumerate(values, 1)}
        words = re.sub(r"%\((\w+)\)s|%%", lambda one: numbers[one[1]] if one[1] else "%", statement)
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return [row[0] for row in connection.connection.driver_connection.execute(f"EXPLAIN (GENERIC_PLAN) {words}")]


def scanned(lines):
    """The long tables that a plan reads from one end to the other; an index of few of the rows is none."""
    short = {
        index.name
        for table in db.metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    long = [line for line in lines if not short.intersection(line.split())]
    found = [re.search(r"^SCAN (\w+)|Seq Scan on \"?(\w+)", line) for line in long]
    names = {re.sub(r"_\d+$", "", (one[1] or one[2])) for one in found if one}
    return names & LONG


def member_of(world, network_id):
    """A plain member of this network who is signed in, as far as there is one."""
    known = {member.person_id: member for member in world.members}
    rows = session.scalars(
        select(Membership.person_id).where(
            Membership.group_id == network_id,
            Membership.state == "active",
            Membership.role == "member",
            Membership.person_id.in_(known),
        )
    )
    return known[sorted(rows)[0]]


@pytest.mark.parametrize(
    "filled", [SHAPE, pytest.param(COUNTRY, marks=pytest.mark.soak)], ids=["town", "country"], indirect=True
)
def test_no_page_reads_a_long_table_from_end_to_end(world, visited):
    member = member_of(world, world.network_id).token
    guests = [world.thread_path, world.deep_path, world.threads_path, "/search?q=energi&in=discussions"]
    guests += ["/", world.network_path, world.meeting_path, world.feed_path, world.site_feed_path]
    guests += ["/networks", f"/networks?after={world.network_id}", "/sitemap.xml", "/sitemap-1.xml"]
    guests += [world.company_path, "/companies", f"/companies?after={world.company_id}", "/companies?sector=C"]
    guests += ["/search?q=waste+heat", "/search?q=waste&in=meetings", "/search?q=energi&in=companies", "/search?q=zyx"]
    asked = [("GET", path, None) for path in guests]
    asked += [("GET", path, member) for path in ("/", "/me", world.network_path, world.meeting_path)]
    asked += [("GET", f"/search?q=e{more}", member) for more in ("", "&in=people", "&in=companies", "&in=networks")]
    owned = session.scalars(
        select(Membership.group_id).where(Membership.person_id == world.organiser.person_id, Membership.is_owner)
    ).first()
    desk = f"/groups/{owned}/organising"
    owners = [desk, f"{desk}/quiet", f"{desk}/left", f"{desk}/companies", f"/groups/{owned}/log?about=roles"]
    asked += [("GET", path, world.organiser.token) for path in owners]
    asked += [("GET", "/me", world.organiser.token), ("POST", f"/meetings/{world.open_ids[0]}/signup", member)]
    wrong = []
    for method, path, token in asked:
        statements = visited(method, path, token)
        assert statements, path
        for statement, values in statements:
            lines = plan(statement, values)
            if tables := scanned(lines):
                wrong.append("\n".join([f"{method} {path} reads all of {', '.join(tables)}:", statement, *lines]))
    assert not wrong, "\n\n".join(wrong)


def test_the_years_that_were_are_found_without_reading_what_was_held_in_them(world):
    with noted() as statements:
        assert years.held(GUEST)
    ((statement, values),) = statements
    lines = plan(statement, values)
    assert not scanned(lines), lines
    # Each year from its beginning to its end, and out with the first that is found.
    bounds = r"starts_at>\? AND starts_at<\?|starts_at > a_year.since\) AND \(starts_at < a_year.until\)"
    assert len(re.findall(bounds, " ".join(lines))) == 2, lines


def test_a_file_of_the_sitemap_is_read_from_its_first_number_to_its_last(world):
    with noted() as statements:
        sitemap.part(1)
    of_meetings = [(statement, values) for statement, values in statements if "meeting.titles" in statement]
    (lines,) = (plan(statement, values) for statement, values in of_meetings)
    assert any(re.search(r"rowid>\? AND rowid<\?|id >= \$\d\) AND \(id < \$\d\)", line) for line in lines), lines


def test_a_search_asks_the_index_of_words_first_and_reads_it_in_its_order(world):
    viewer = Viewer(person_id=1, roles=dict.fromkeys(range(1, 51), "member"))
    for who in (GUEST, viewer):
        shelves = (searching.upcoming(()), searching.past(()), members_searching.COMPANIES, members_searching.PEOPLE)
        here = forums_searching.Narrowed(group=1)
        shelves += (forums_searching.shelf(here),)
        legs = [(shelf, where) for shelf in shelves for where in (finding.TITLE, finding.BODY, finding.ENDS)]
        with noted() as statements:
            finding.find(who, words.asked("energi møde"), legs, 21, **here.values)
        ((statement, values),) = statements
        lines = plan(statement, values)
        of_words = [
            line for line in lines if re.search(r"search_index VIRTUAL|Index Scan on ix_search_row_tokens", line)
        ]
        assert len(of_words) == len(legs), lines
        assert scanned(lines) == set(), lines
        if db.engine.dialect.name == "sqlite":
            # 0 and 32: FTS5 is given the words, and the order is its own.
            assert not [line for line in lines if "TEMP B-TREE FOR ORDER BY" in line], lines


def test_an_erasure_reads_no_long_table_from_end_to_end_but_for_words_in_letters_to_others(world):
    number = member_of(world, world.network_id).person_id
    with noted() as statements:
        members.erase(Viewer(person_id=number), session.get_one(Person, number))
    read = [statement for statement, values in statements if scanned(plan(statement, values))]
    assert len(read) == 1, "\n\n".join(read)
    assert "letter.subject !=" in read[0]


def test_the_last_page_of_a_long_thread_is_read_as_its_first(world, visited):
    """From its first position to its last: nothing before it is looked at, nothing is counted or skipped."""
    token = world.members[0].token
    path = world.deep_path.partition("?")[0]
    for who in (None, token):
        visited("GET", path, who)
        first, last = (visited("GET", one, who) for one in (path, world.deep_path))
        assert [statement for statement, _values in first] == [statement for statement, _values in last]
        assert not [statement for statement, _values in last if re.search(r"OFFSET[^)]*$|count\(", statement)]
        (of_posts,) = ((one, values) for one, values in last if re.search("FROM post .*BETWEEN", one, re.DOTALL))
        lines = plan(*of_posts)
        index = r"thread_id=\? AND position>\? AND position<\?|position\" >= |\(\"?position\"? >= "
        assert any(re.search(index, line) for line in lines), lines
        assert scanned(lines) == set(), lines


def test_a_statement_without_an_index_is_found_out(world):
    group_id = session.scalar(select(Group.id).limit(1))
    assert scanned(plan("SELECT id FROM meeting WHERE place = 'x'", ())) == {"meeting"}
    assert scanned(plan(f"SELECT id FROM meeting WHERE group_id = {group_id}", ())) == set()


def test_one_network_is_found_by_its_number_and_not_among_all_that_everybody_sees(world, visited):
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL weighs the two, and chooses so by itself.
    found = [plan(statement, values) for statement, values in visited("GET", world.network_path)]
    assert found
    assert not [line for lines in found for line in lines if "ix_group_seen_key" in line]
