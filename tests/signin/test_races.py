"""Doors pressed at the same moment: each opens once, and nobody is made twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from netapp.core import db
from netapp.core.db import session
from netapp.members import queries as people
from netapp.members.models import Person
from netapp.signin import queries
from netapp.signin.models import Identity, Session
from tests.support.doors import asked, local

CROWD = 4


def together(deeds):
    """Do all at once, each on a thread of its own; their answers."""
    gate = Barrier(len(deeds))

    def run(deed):
        gate.wait(10)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def count(model) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_link_pressed_by_many_lets_one_in(town, as_):
    path = asked(as_(), "alice@alices.example")
    session.rollback()
    visitors = [as_() for _ in range(CROWD)]
    answers = together([partial(one.client.post, path, headers=ORIGIN) for one in visitors])
    assert sorted(answer.location for answer in answers) == ["/", *[path] * (CROWD - 1)]
    assert count(Session) == 1


def test_links_to_one_new_address_make_one_person(app, as_):
    paths = [asked(as_(), "new@person.example") for _ in range(CROWD)]
    session.rollback()
    visitors = [as_() for _ in range(CROWD)]
    answers = together(
        [partial(one.client.post, path, headers=ORIGIN) for one, path in zip(visitors, paths, strict=True)]
    )
    assert [answer.status_code for answer in answers] == [303] * CROWD
    assert (count(Person), count(Session)) == (1, CROWD)


def test_one_new_account_from_many_browsers_makes_one_person(app, as_, linkedin):
    visitors = [as_() for _ in range(CROWD)]
    backs = [local(linkedin.choose(one.get("/sign-in/linkedin").location)) for one in visitors]
    session.rollback()
    answers = together([partial(one.client.get, back) for one, back in zip(visitors, backs, strict=True)])
    assert {answer.location for answer in answers} <= {"/", "/me"}
    assert (count(Person), count(Identity), count(Session)) == (1, 1, CROWD)


def test_the_race_is_real(app, as_, linkedin, monkeypatch):
    """Both look before either has written: without the second try the index answers with an error."""
    if session.get_bind().dialect.name == "sqlite":
        return  # One writes at a time there, from before the first look.
    look = queries.identity

    def arrive():
        gate = Barrier(2)

        def slowly(issuer, subject):
            found = look(issuer, subject)
            if found is None:
                with suppress(BrokenBarrierError):
                    gate.wait(1)
            return found

        monkeypatch.setattr(queries, "identity", slowly)
        visitors = [as_(), as_()]
        backs = [local(linkedin.choose(one.get("/sign-in/linkedin").location)) for one in visitors]
        session.rollback()
        return together([partial(one.client.get, back) for one, back in zip(visitors, backs, strict=True)])

    with monkeypatch.context() as without:
        without.setattr(db, "_UNDONE", set())
        with pytest.raises(IntegrityError):
            arrive()
    session.rollback()
    session.execute(delete(Person))
    session.commit()
    assert {answer.status_code for answer in arrive()} == {303}
    assert (count(Person), count(Identity)) == (1, 1)


@pytest.mark.parametrize("look", ["person_by_email", "identity"])
def test_who_arrives_between_two_looks_of_the_same_account_is_known(app, as_, linkedin, monkeypatch, look):
    """The first has looked once, and not twice yet, when the second arrives, is made a person and is let in."""
    if session.get_bind().dialect.name == "sqlite":
        return  # One writes at a time there, from before the first look.
    visitors = [as_(), as_()]
    backs = [local(linkedin.choose(one.get("/sign-in/linkedin").location)) for one in visitors]
    session.rollback()
    of = people if look == "person_by_email" else queries
    plain, second = getattr(of, look), []

    def interrupted(*asked):
        found = plain(*asked)
        if not second:
            second.append(None)
            with ThreadPoolExecutor(1) as pool:
                second.append(pool.submit(visitors[1].client.get, backs[1]).result(30))
        return found

    monkeypatch.setattr(of, look, interrupted)
    answers = [visitors[0].client.get(backs[0]), second[1]]
    assert {answer.location for answer in answers} <= {"/", "/me"}
    assert (count(Person), count(Identity), count(Session)) == (1, 1, 2)


ORIGIN = {"Sec-Fetch-Site": "same-origin"}
