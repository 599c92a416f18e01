"""Statements that are put into words once say what SQLAlchemy would, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, func, literal, select, text, union_all, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from netapp.core import clock, db, prepared, several
from netapp.core.db import session
from netapp.core.prepared import Prepared
from netapp.events.models import Meeting
from netapp.members.models import Person

M = Meeting.__table__.c
PERSON = Person.__table__


def both(statement, values):
    """What it finds, after it was compared with what SQLAlchemy finds."""
    found = Prepared(statement).rows(values)
    assert found == [tuple(row) for row in db.rows(statement, values)]
    return found


def test_instants_local_times_and_truths_come_out_as_they_are(town):
    meeting = town.meeting(days=3)
    ((starts_at, starts_local, is_online, seats),) = both(
        select(M.starts_at, M.starts_local, M.is_online, M.seats).where(M.id == bindparam("number")),
        {"number": meeting.id},
    )
    assert (starts_at, starts_local, is_online, seats) == (
        meeting.starts_at,
        meeting.starts_local,
        meeting.is_online,
        meeting.seats,
    )
    assert starts_at.utcoffset() == timedelta(0)
    assert is_online is False


def test_a_value_goes_in_as_often_as_it_is_asked_for(town):
    meeting, now = town.meeting(days=3), clock.now()
    at = bindparam("now", type_=M.starts_at.type)
    chosen = select(M.id).where(M.starts_at > at, M.ends_at > at, M.state != "draft")
    assert both(chosen, {"now": now}) == [(meeting.id,)]
    assert both(chosen, {"now": now + timedelta(days=9)}) == []


def test_lists_of_any_length_have_words_of_their_own(town):
    ids = [town.meeting(days=day).id for day in (1, 2, 3)]
    statement = select(M.id).where(M.id.in_(bindparam("ids", expanding=True))).order_by(M.id)
    asked = Prepared(statement)
    for some in (ids, ids[:1], ids[1:], ids):
        assert asked.rows({"ids": some}) == [(number,) for number in some]
    assert len(asked._forms) == 3


def test_no_more_forms_are_kept_than_are_asked_for_every_day(app, monkeypatch):
    monkeypatch.setattr(prepared, "MOST_FORMS", 2)
    asked = Prepared(select(M.id).where(M.id.in_(bindparam("ids", expanding=True))))
    for length in range(1, 6):
        asked.rows({"ids": [0] * length})
    assert len(asked._forms) == 2


def test_values_that_the_statement_does_not_ask_for_do_no_harm(town):
    assert both(select(literal("%s :x ? %(y)s")), {"nothing": [1, 2]}) == [("%s :x ? %(y)s",)]


def test_what_never_changes_is_written_into_the_words_whatever_its_signs(town):
    meeting, signs = town.meeting(days=3), "it's 100%, 50%% \\ $1 ? %(p1)s :x"
    statement = select(literal(signs), literal(7), M.is_online).where(
        M.starts_at == meeting.starts_at, M.id == bindparam("number"), M.is_online == literal(False)
    )
    assert both(statement, {"number": meeting.id}) == [(signs, 7, False)]
    form = Prepared(statement)._form(session.connection().dialect, {"number": 1})
    assert form.places == [("number", None)]


def test_unions_and_words_written_into_the_statement(town):
    one = literal("one", literal_execute=True)
    parts = union_all(select(one.label("part"), func.count()).select_from(Person.__table__), select(literal("two"), 2))
    assert {row[0] for row in both(parts, {})} == {"one", "two"}


def test_what_a_deed_has_changed_is_written_before_it_is_read(town):
    with db.transaction():
        town.carol.name = "Carola"
        named = Prepared(select(Person.name).where(Person.id == bindparam("number")))
        assert named.rows({"number": town.carol.id}) == [("Carola",)]


def test_a_value_that_is_missing_is_said(app):
    asked = Prepared(select(M.id).where(M.id == bindparam("number")))
    with pytest.raises(Exception, match="number"):
        asked.rows({})


def test_who_listens_hears_of_each_statement(town, count_queries):
    asked = Prepared(select(Person.name).where(Person.id == bindparam("number")))
    number = town.carol.id
    alone = asked.rows({"number": number})
    session.rollback()
    with count_queries() as counted:
        assert asked.rows({"number": number}) == alone
    assert len(counted.statements) == 1


def test_an_error_is_of_the_kind_that_sqlalchemy_tells(app):
    asked = Prepared(select(M.id).where(text("no_such_column = 1")))
    session.rollback()
    with pytest.raises(DBAPIError) as caught:
        asked.rows()
    session.rollback()
    assert "no_such_column" in str(caught.value.orig)


def test_a_change_is_counted_and_undone_with_its_deed_and_a_look_may_make_none(town):
    renamed = Prepared(update(PERSON).where(PERSON.c.id == bindparam("number")).values(name=bindparam("called")))
    values = {"number": town.carol.id, "called": "Carola"}

    @db.action
    def fail():
        assert renamed.change(values) == 1
        assert renamed.change(values | {"number": 0}) == 0
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert session.get(Person, town.carol.id, populate_existing=True).name == "Carol Carolsen"
    with db.reading(), pytest.raises(RuntimeError, match="may only read"):
        renamed.change(values)


def test_a_row_that_a_unique_index_refuses_is_told_as_sqlalchemy_tells_it(town):
    """`action` tries a deed again when it hears of one."""
    named = {name: bindparam(name) for name in ("person_id", "address")}
    again = Prepared(update(PERSON).where(PERSON.c.id == named["person_id"]).values(email=named["address"]))
    with pytest.raises(IntegrityError) as caught, db.transaction():
        again.change({"person_id": town.carol.id, "address": town.nina.email})
    assert getattr(caught.value.orig, "sqlstate", "23505") == "23505"


def test_several_rows_in_one_text_come_out_as_they_went_in_whatever_their_signs(town):
    with db.transaction():
        town.carol.name = "Ca\x1frol\x1e"
    chosen = select(several.in_one(Person.id, Person.name, Person.zone)).where(
        Person.id.in_([town.carol.id, town.nina.id])
    )
    ((said,),) = Prepared(chosen).rows()
    assert sorted(several.rows(said)) == sorted(
        [
            [str(town.carol.id), "Ca rol ", town.carol.zone or ""],
            [str(town.nina.id), town.nina.name, town.nina.zone or ""],
        ]
    )
    assert several.rows(None) == []
