"""`python -m bench.fill SIZE`: a made world in the empty database that the NETAPP_ settings name.

The same seed on the same day gives the same rows, but for the moments at which sessions began.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, delete, select

import netapp
from bench.making import (
    articles,
    census,
    meeting_rows,
    meetings,
    nouns,
    outbox,
    polls,
    programme_rows,
    readings,
    threads,
)
from bench.making.bulk import Writer
from bench.making.society import Society
from bench.worlds import SEED, SIZES, Size, World
from netapp import config, database
from netapp.core import clock, reindexing, search
from netapp.core.db import db, reading, session, transaction
from netapp.core.errors import Refused
from netapp.core.site import Site
from netapp.events.models import Meeting, Party, SignUp
from netapp.events.polls.models import Ballot, BallotChoice, Poll, PollTime
from netapp.events.programme.models import Item, Speaker
from netapp.files.models import File
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Forum, Post, Reaction, Reading, Thread
from netapp.groups.models import Follower, Group, Membership
from netapp.mail.models import Letter
from netapp.members.models import Affiliation, Company, CompanyLine, CompanySector, Person, PersonLine, Profile
from netapp.news.models import Article
from netapp.signin.models import Session

Say = Callable[[str], None]


def fill(size: Size | str, seed: int = SEED, say: Say = lambda line: None) -> World:
    """Make a world in the app's database, of a size or of the name of one; Refused when somebody is there.

    All of it is one transaction, but for the demo, which has its own, and for what is made of what is there.
    """
    with reading():
        if not database.is_new():
            raise Refused("A made world needs an empty database, and there is somebody in this one.")
    wanted = SIZES[size] if isinstance(size, str) else size
    if wanted is None:
        database.load_demo()
    with db.engine.begin() as connection:
        writer = Writer(connection)
        if wanted is None:
            people = connection.scalars(select(Person.id).where(Person.signed_in_at.is_not(None)).order_by(Person.id))
            writer.write(Session, census.signed_in(people.all(), seed))
        else:
            _write(writer, Society.build(wanted, seed, clock.now().date()))
    if wanted is not None:
        with transaction():
            nouns.write(seed, clock.now().date(), reader=1)
    written = writer.written | _index(wanted is None)
    for table, (count, seconds) in written.items():
        say(f"{table:12} {count:10,} rows {seconds:8.1f} s")
    _tidy(db.engine)
    return World.find(seed)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fill", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args(argv)
    began = time.perf_counter()
    try:
        with netapp.create_app(config.read()).app_context():
            try:
                database.prepare()
                fill(arguments.size, arguments.seed, print)
            finally:
                session.remove()
                db.engine.dispose()
    except (Refused, config.Odd) as refusal:
        print(f"bench.fill: {refusal}", file=sys.stderr)
        return 1 if isinstance(refusal, Refused) else 2
    print(f"{arguments.size:12} {'':15} {time.perf_counter() - began:8.1f} s")
    return 0


def _write(writer: Writer, society: Society) -> None:
    """Every table after those to which it points."""
    planned = meetings.plan(society)
    writer.write(Site, [_site(society.size)])
    writer.write(Person, census.people(society))
    writer.write(Profile, census.profiles(society))
    writer.write(PersonLine, census.person_lines(society))
    writer.write(Company, census.companies(society))
    writer.write(CompanySector, census.sectors(society))
    writer.write(CompanyLine, census.lines(society))
    writer.write(Affiliation, census.affiliations(society))
    writer.write(Session, census.signed_in(range(1, society.size.sessions + 1), society.seed))
    writer.write(Group, census.groups(society))
    writer.write(Membership, census.memberships(society))
    writer.write(Follower, census.followers(society))
    writer.write(Meeting, meeting_rows.meetings(society, planned))
    writer.write(Party, meeting_rows.parties(society, planned))
    writer.write(Item, programme_rows.items(society, planned))
    writer.write(Speaker, programme_rows.speakers(society, planned))
    writer.write(SignUp, meeting_rows.sign_ups(society, planned))
    asked = polls.plan(society)
    writer.write(Poll, polls.polls(society, asked))
    writer.write(PollTime, polls.times(society, asked))
    writer.write(Ballot, polls.ballots(society, asked))
    writer.write(BallotChoice, polls.choices(society, asked))
    writer.write(Letter, outbox.sent(society, planned))
    _discussions(writer, society)
    writer.write(Article, articles.articles(society))


def _discussions(writer: Writer, society: Society) -> None:
    planned = threads.plan(society)
    writer.write(Forum, threads.forums(society))
    writer.write(Thread, threads.threads(society, planned))
    writer.write(Post, threads.posts(society, planned))
    writer.write(File, threads.files(society, planned))
    writer.write(PostFile, threads.attached(planned))
    writer.write(Reaction, threads.reactions(planned))
    writer.write(Reading, readings.rows(society, planned))


def _index(is_demo: bool) -> dict[str, tuple[int, float]]:
    """What the search finds, of all that is there by now; the demo has seen to it itself."""
    with db.engine.begin() as connection, reading():
        writer = Writer(connection)
        if not is_demo:
            # A series has noted its dates already; all of it is written at once.
            connection.execute(delete(search.SearchRow))
            with _without_index_of_words(connection):
                writer.write(search.SearchRow, (row for kind in search.kinds().values() for row in _rows(kind)))
            writer.write(search.SearchRound, [{"id": 1, "kind": "", "last": 0, "ended_at": clock.now()}])
        return writer.written


@contextmanager
def _without_index_of_words(connection: Connection) -> Iterator[None]:
    """PostgreSQL makes it of all rows in a fifth of the time that it takes to add to it row by row."""
    made = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname = 'ix_search_row_tokens'"
    if connection.dialect.name != "postgresql":
        yield
        return
    made_by = connection.exec_driver_sql(made).scalar_one()
    connection.exec_driver_sql("DROP INDEX ix_search_row_tokens")
    yield
    connection.exec_driver_sql(made_by)
    connection.exec_driver_sql("ALTER INDEX ix_search_row_tokens ALTER COLUMN 1 SET STATISTICS 0")


def _rows(kind: search.Kind) -> Iterator[dict[str, object]]:
    last = 0
    while ids := kind.after(last, 500):
        yield from search.rows(kind, kind.things(ids))
        last = ids[-1]


def _site(size: Size) -> dict[str, object]:
    values = {"id": 1, "name": f"A made {size.name}", "networks_by_members": False, "guest_days": 90}
    return values | {"imprint": "", "contact": "", "is_demo": False}


def _tidy(engine: Engine) -> None:
    """What a database and its worker do in time: it knows its numbers, and its index for words is one piece; on
    PostgreSQL, too, which pages everybody may read.
    """
    reindexing.join()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
