"""One deed is one transaction: inner deeds join the outermost, an error undoes all, letters included."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from netapp.core.db import action, session
from netapp.core.errors import Refused
from netapp.mail import outbox
from netapp.mail.models import Letter
from netapp.members.models import Person

# One deed, one transaction


@action
def _inner(name: str) -> None:
    session.add(Person(name=name))
    outbox.post("welcome", "group:1", outbox.To(None, f"{name}@x.example", name, "en"), membership=1)


@action
def _outer(*names: str, fails: bool = False) -> None:
    for name in names:
        _inner(name)
    if fails:
        raise Refused("No.")


@pytest.fixture
def commits() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_session: Session) -> None:
        found.append("commit")

    sa.event.listen(Session, "after_commit", note)
    yield found
    sa.event.remove(Session, "after_commit", note)


def count() -> tuple[int, int]:
    """(people, letters) in the database."""
    found = [session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in (Person, Letter)]
    session.rollback()
    return found[0], found[1]


def test_inner_actions_join_the_outermost_which_commits_once(app, commits):
    _outer("ann", "ben")
    assert commits == ["commit"]
    assert count() == (2, 2)


def test_an_error_undoes_all_letters_included(app, commits):
    with pytest.raises(Refused):
        _outer("ann", "ben", fails=True)
    assert commits == []
    assert count() == (0, 0)


def test_after_an_error_the_next_deed_is_whole(app, commits):
    with pytest.raises(Refused):
        _outer("ann", fails=True)
    _outer("ben")
    assert commits == ["commit"]
    assert count() == (1, 1)
