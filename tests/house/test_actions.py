"""Actions ask first and commit once; a view only asks, acts and answers; a GET writes nothing."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from netapp.core import access
from netapp.core import db as db_core
from netapp.core.db import db, session, writes
from netapp.members.models import Person

ROOT = Path(__file__).parents[2]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "netapp").rglob("*.py"))
}

# Deeds whose right is the link itself: what it names stands in its signature, and nobody else was sent it.
BY_LINK = {"netapp/mail/stopping.py: stop", "netapp/mail/stopping.py: resume"}
# Where a transaction may be opened or closed besides @action and tasks.py.
COMMITTERS = {
    "netapp/api/bearer.py": "how often a token was used, beside the request's own transaction",
    "netapp/core/db.py": "where it is defined",
    "netapp/core/limits.py": "a refused deed has been tried all the same, so its count is kept",
    "netapp/core/log.py": "timed: old rows go",
    "netapp/core/reindexing.py": "the worker: the search index is made anew in steps that hold nobody up",
    "netapp/core/schema.py": "migrations",
    "netapp/demo/build.py": "fills an empty database",
    "netapp/forums/marking.py": "what somebody has been shown, beside the look's own transaction",
    "netapp/forums/importing/taking.py": "timed: the letters of an old list are read, some at a time",
    "netapp/groups/roster_tasks.py": "timed: the next people of a list; old lists go",
    "netapp/mail/drain.py": "the worker: nothing is open while a letter travels",
    "netapp/mail/ticks.py": "the worker: which task is due",
    "netapp/mailin/taking.py": "a letter that came in: nobody is there who asks, and its door may refuse it",
    "netapp/members/erasures.py": "at the start, before anybody is served",
    "netapp/restore.py": "a backup is read into an empty database",
    "netapp/signin/actions.py": "admin_link, for whoever runs the site, at the command line",
    "netapp/signin/sessions.py": "when a session was last used, beside the request's own transaction",
}
# A view says neither yes nor no by itself, and touches no database.
NOT_IN_VIEWS = {
    "abort",
    "commit",
    "select",
    "insert",
    "update",
    "delete",
    "session",
    "require",
    "transaction",
    "action",
}


parsed = cache(ast.parse)


def actions(source: str) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "action" for one in node.decorator_list):
            yield node


def aliases(source: str) -> dict[str, str]:
    """Name in this file → what was imported by it: `people` → netapp.members.queries."""
    found: dict[str, str] = {}
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return found


def calls(node: ast.AST, known: dict[str, str]) -> list[str]:
    """What is called within, by full name: netapp.groups.policy.may_join."""
    found = []
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            first, dot, rest = ast.unparse(one.func).partition(".")
            found.append(known.get(first, first) + dot + rest)
    return found


READING = {"queries", "records", "companies", "staff"}
LOCKS = {"netapp.core.db.locked", "netapp.events.arriving.locked"}


def only_looks(statement: ast.stmt, known: dict[str, str]) -> bool:
    """`name = …` whose right side calls nothing but queries, records and locks: loading what the policy is about."""
    if not isinstance(statement, ast.Assign):
        return False
    names = [one for target in statement.targets for one in ast.walk(target) if isinstance(one, ast.expr)]
    are_names = all(isinstance(one, ast.Name | ast.Tuple) for one in names)
    return are_names and all(_reads(call) for call in calls(statement.value, known))


def _reads(call: str) -> bool:
    return call in LOCKS or call.split(".")[-2] in READING if "." in call else False


def asks_first(deed: ast.FunctionDef, known: dict[str, str]) -> bool:
    """After its docstring and some looking, the first statement is `require(…)` with a policy function in it."""
    body = deed.body[1:] if ast.get_docstring(deed) is not None else deed.body
    for statement in body:
        if isinstance(statement, ast.Expr) and ast.unparse(statement).startswith("require("):
            return any(".policy." in call for call in calls(statement, known))
        if not only_looks(statement, known):
            return False
    return False


def silent(source: str) -> list[str]:
    known = aliases(source)
    return [deed.name for deed in actions(source) if not asks_first(deed, known)]


def test_every_action_asks_its_policy_before_it_does_anything():
    slips = {f"{path}: {name}" for path, source in SOURCES.items() for name in silent(source)}
    assert slips == BY_LINK


HEAD = "from netapp.core.db import action, session\nfrom netapp.groups import policy, queries\n"


@pytest.mark.parametrize(
    "body",
    [
        "session.add(thing)",
        "require(viewer.is_signed_in)",
        "session.add(thing)\n    require(policy.may_edit(viewer, thing))",
        "thing.name = 'x'\n    require(policy.may_edit(viewer, thing))",
        "found = session.execute(thing)\n    require(policy.may_edit(viewer, thing))",
        "if thing:\n        require(policy.may_edit(viewer, thing))",
    ],
)
def test_an_action_that_does_not_is_seen(body):
    assert silent(f"{HEAD}@action\ndef deed(viewer, thing):\n    '''Do.'''\n    {body}") == ["deed"]


def test_one_that_looks_and_then_asks_is_not():
    body = "thing = queries.get_seen(viewer, 1)\n    require(policy.may_edit(viewer, thing))\n    session.add(thing)"
    assert silent(f"{HEAD}@action\ndef deed(viewer):\n    {body}") == []


def test_every_action_is_asked_for_by_a_view_or_by_another_deed():
    public = {(path, deed.name) for path, text in SOURCES.items() for deed in actions(text) if deed.name[0] != "_"}
    asked = {call for text in SOURCES.values() for call in references(text)}
    idle = {f"{path}: {name}" for path, name in public if f"{path[:-3].replace('/', '.')}.{name}" not in asked}
    assert idle == set()


def references(source: str) -> set[str]:
    """Everything that is named through an imported module, whether it is called here or handed on."""
    known = aliases(source)
    found = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{known.get(node.value.id, node.value.id)}.{node.attr}")
    return found


def committing(source: str) -> bool:
    ends = (".commit", ".begin", ".begin_nested", "core.db.transaction")
    asked = [call for call in calls(parsed(source), aliases(source)) if call.endswith(ends)]
    return any(not call.startswith("netapp.") or call.startswith("netapp.core.db.") for call in asked)


def test_nothing_else_commits():
    found = {path for path, text in SOURCES.items() if committing(text) and not path.endswith("/tasks.py")}
    assert found == set(COMMITTERS)


def test_a_commit_is_seen():
    assert committing("from netapp.core.db import session\ndef view():\n    session.commit()")
    assert committing("from netapp.core import db\ndef view():\n    with db.transaction():\n        pass")
    assert not committing("from netapp.core.db import session\ndef view():\n    session.flush()")


def slips_in_view(source: str) -> list[str]:
    tree = parsed(source)
    names = [one.id for one in ast.walk(tree) if isinstance(one, ast.Name)]
    names += [one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)]
    tries = ["try" for one in ast.walk(tree) if isinstance(one, ast.Try)]
    return tries + [name for name in names if name in NOT_IN_VIEWS]


def test_views_only_ask_act_and_answer():
    views = {path: text for path, text in SOURCES.items() if path.endswith("views.py")}
    assert len(views) > 5
    assert {path: slips for path, text in views.items() if (slips := slips_in_view(text))} == {}


def test_a_view_that_does_more_is_seen():
    source = "def view():\n    try:\n        abort(404)\n    except KeyError:\n        session.commit()"
    assert slips_in_view(source) == ["try", "abort", "session", "commit"]


# A GET writes nothing


def _add() -> None:
    session.add(Person(name="Odd"))
    session.flush()


def _change() -> None:
    session.execute(sa.update(Person).values(name="Odd"))


def _remove() -> None:
    session.execute(sa.delete(Person))


def _done(write) -> str:
    with db_core.transaction():
        write()
    return ""


def _loose(write) -> str:
    write()
    session.commit()
    return ""


@pytest.fixture
def with_views(make_app, clean_database) -> Iterator[Flask]:
    """A site with views that write: /add is a plain GET, /add/said says so; a POST to /add/loose is no deed."""
    app = make_app(clean_database)
    app.testing = True
    for write in (_add, _change, _remove):
        name = write.__name__.strip("_")
        app.add_url_rule(f"/{name}", f"odd.{name}", access.public(lambda write=write: _done(write)))
        app.add_url_rule(f"/{name}/said", f"odd.{name}.said", writes(access.public(lambda write=write: _done(write))))
        loose = access.public(lambda write=write: _loose(write))
        app.add_url_rule(f"/{name}/loose", f"odd.{name}.loose", loose, methods=["POST"])
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/add", "/change", "/remove"])
def test_what_writes_outside_of_a_deed_or_in_a_plain_get_fails_and_changes_nothing(with_views, path):
    with with_views.app_context():
        session.add(Person(name="Bob"))
        session.commit()
    client = with_views.test_client()
    with pytest.raises(RuntimeError, match="a look may only read"):
        client.get(path)
    with pytest.raises(RuntimeError, match="a look may only read"):
        client.post(f"{path}/loose", headers={"Sec-Fetch-Site": "same-origin"})
    with with_views.app_context():
        assert session.scalars(sa.select(Person.name)).all() == ["Bob"]
        session.rollback()
    assert client.get(f"{path}/said").status_code == 200
    with with_views.app_context():
        assert session.scalars(sa.select(Person.name)).all() != ["Bob"]
