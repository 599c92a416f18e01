"""Every address answers every role as the table in roles.txt says; a new address needs a line there.

On SQLite only, whose file can be put back after each request; the canary asks for the same clauses on both engines.
"""

from difflib import unified_diff

import pytest
import time_machine

from tests.house import roles
from tests.house.world import NOON, ROLES

HOW = "If this is meant, write the table anew (python -m tests.house.roles) and read each changed line."


@pytest.fixture(params=["sqlite"], scope="session")
def database_url(request, make_database):
    return make_database(request.param)


def test_who_gets_what_is_as_the_table_says(make_app, database_url):
    app, leaks = make_app(database_url), []
    app.testing = True
    with time_machine.travel(NOON, tick=False), app.app_context():
        found = list(roles.lines(app, leaks))
    known = roles.TABLE.read_text(encoding="utf-8").splitlines()
    assert not leaks, "\n".join(leaks)
    assert found == known, "\n".join([HOW, *unified_diff(known, found, "roles.txt", "the site", lineterm="", n=0)])


def test_the_table_has_a_column_for_each_role():
    head, *rows = roles.TABLE.read_text(encoding="utf-8").splitlines()
    assert head.split() == list(ROLES)
    assert {len(row.split("  ")) > 1 for row in rows} == {True}
