"""Whom promises are told, once, and what becomes of them when people, companies and groups go."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from netapp.core.db import session, transaction
from netapp.core.errors import Forbidden, Refused
from netapp.core.facts import announce
from netapp.groups import joining, running
from netapp.groups.models import Group, Membership
from netapp.mail import stopping, writing
from netapp.members import actions as members
from netapp.members import working
from netapp.members.facts import CompaniesMerged
from netapp.promises import actions, queries, reading, tasks
from netapp.promises.actions import Wish
from netapp.promises.models import Promise, PromiseAnswer
from tests.promises.making import LATER, MONDAY, make, viewer
from tests.support.visitors import letters as ordered
from tests.support.visitors import written


def test_owners_are_reminded_once_of_each_day_and_not_of_what_is_done(town, january):
    promise = make(town, town.ole, person_id=town.bob.id)
    january.move_to(datetime.fromisoformat("2027-01-30T06:59:00+00:00"))
    assert tasks.remind() == 0
    january.move_to(datetime.fromisoformat("2027-01-30T07:00:00+00:00"))
    assert (tasks.remind(), tasks.remind()) == (1, 0)
    (first,) = ordered("promise_due")
    letter = written(first)
    assert "2 days are left, until Monday, 1 February 2027" in letter.text
    actions.postpone(viewer(town.bob), promise.id, date(2027, 2, 20))
    with pytest.raises(writing.Missed):
        written(first)
    january.move_to(datetime.fromisoformat("2027-02-18T09:00:00+00:00"))
    assert tasks.remind() == 1
    assert len(ordered("promise_due")) == 2
    actions.keep(viewer(town.bob), promise.id)
    with pytest.raises(writing.Missed):
        written(ordered("promise_due")[1])
    stopping.stop(stopping.link(town.bob.email, f"promises:{town.builders.id}").rpartition("/")[2])
    actions.reopen(viewer(town.bob), promise.id)
    with pytest.raises(writing.Missed, match="stopped"):
        written(ordered("promise_due")[1])


def test_what_is_late_comes_once_a_week_in_one_letter_to_each_owner_and_to_the_organisers(town, january):
    for n in range(3):
        make(town, town.ole, f"Late {n}", person_id=town.bob.id, due=date(2027, 1, 12))
    make(town, town.ole, "Still time", person_id=town.bob.id)
    inside = make(town, town.mia, "Inside", person_id=town.bob.id, due=date(2027, 1, 13), group=town.energy)
    january.move_to(datetime.fromisoformat("2027-01-15T09:00:00+00:00"))
    assert tasks.list_late() == 0, "on a Friday none comes"
    january.move_to(datetime.fromisoformat("2027-01-18T07:00:00+00:00"))
    tasks.list_late()
    tasks.list_late()
    (mine,) = ordered("promises_late")
    letter = written(mine)
    assert letter.subject == "Late: 4 promises of yours"
    assert letter.text.count("?a=kept") == letter.text.count("?a=later") == letter.text.count("?a=dropped") == 4
    assert "Still time" not in letter.text
    told = ordered("promises_late_in")
    assert sorted(row.person_id for row in told) == sorted([town.alice.id, town.ole.id, town.mia.id])
    assert "Bob Bobsen" in written(ordered("promises_late_in", town.ole)[0]).text
    actions.keep(viewer(town.bob), inside.id)
    with pytest.raises(writing.Missed):
        written(ordered("promises_late_in", town.mia)[0])
    january.move_to(datetime.fromisoformat("2027-01-25T07:00:00+00:00"))
    tasks.list_late()
    assert len(ordered("promises_late")) == 2
    assert queries.share(viewer(town.bob), town.builders)[:4] == (0, 0, 3, 4)


def test_a_companys_promise_goes_to_its_contacts_who_may_read_it_and_follows_a_merge(town):
    working.set_company(town.bob, "Brick and Sons")
    working.set_company(town.nina, "Nailers")
    session.commit()
    firms = {one.name: one for one in session.query(working.Company)}
    brick, nailers = firms["Brick and Sons"], firms["Nailers"]
    with pytest.raises(Refused):
        make(town, town.ole, company_id=nailers.id)
    promise = make(town, town.ole, company_id=brick.id)
    assert [row.person_id for row in ordered("promise_made")] == [town.bob.id]
    actions.postpone(viewer(town.bob), promise.id, date(2027, 3, 1))
    with transaction():
        announce(CompaniesMerged(brick.id, nailers.id))
    session.expire_all()
    assert session.get(Promise, promise.id).company_id == nailers.id
    town.member(town.secret, "carol")
    hidden = make(town, town.alice, group=town.secret, company_id=None)
    hidden.company_id = nailers.id
    session.commit()
    assert queries.speakers(queries.known(hidden.id)) == [], "a contact who may not know of the group"
    assert hidden.id not in {one.id for one in reading.mine(viewer(town.nina), 9)}


def test_what_a_leaver_and_an_erased_person_had_promised_is_the_organisers_again(town, as_):
    done = make(town, town.ole, "Done", person_id=town.bob.id)
    actions.keep(viewer(town.bob), done.id)
    open_ones = [make(town, town.ole, f"Open {n}", person_id=town.bob.id) for n in range(3)]
    other = make(town, town.ole, "Paint", person_id=town.carol.id)
    joining.leave(viewer(town.bob), town.builders)
    session.expire_all()
    assert [session.get(Promise, one.id).person_id for one in open_ones] == [None] * 3
    assert session.get(Promise, done.id).person_id == town.bob.id
    told = ordered("promises_back")
    assert sorted(row.person_id for row in told) == sorted([town.alice.id, town.ole.id]), "one letter each"
    letter = written(told[0])
    assert letter.subject == "Builders: 3 promises are yours again"
    actions.hand_over(viewer(town.ole), open_ones[0].id, Wish("", "en", LATER, person_id=town.carol.id))
    assert ordered("promise_made", town.carol)[-1].thing == f"promise:{open_ones[0].id}"
    session.expire_all()
    members.erase(viewer(town.carol), session.get(type(town.carol), town.carol.id))
    session.expire_all()
    assert session.get(Promise, other.id).person_id is None
    assert "Carol" not in as_(town.ole).get(f"/promises/{other.id}").text


def test_somebody_outside_answers_their_own_by_the_letter_and_a_colleague_does_not_for_the_company(town, as_):
    hidden = make(town, town.alice, group=town.secret, email="gerda@g.example", name="Gerda")
    path = "/promises/letter/" + written(ordered("promise_made")[0]).text.partition("/letter/")[2].split()[0]
    assert "It is done" in as_().get(path).text
    handed = actions.hand_over(viewer(town.alice), hidden.id, Wish("", "en", LATER, person_id=town.bob.id))
    assert as_().get(path).status_code == 404, "it is another's by now"
    with pytest.raises(writing.Missed):
        written(ordered("promise_made")[0])
    working.set_company(town.bob, "Brick and Sons")
    brick = session.query(working.Company).filter_by(name="Brick and Sons").one()
    working.begin(town.carol, brick, "employee")
    session.commit()
    ours = make(town, town.ole, company_id=brick.id)
    with pytest.raises(Forbidden):
        actions.keep(viewer(town.carol), ours.id)
    actions.keep(viewer(town.bob), ours.id)
    first = session.query(PromiseAnswer).filter_by(promise_id=ours.id).one()
    actions.reopen(viewer(town.bob), ours.id)
    with pytest.raises(Refused):
        actions.undo(viewer(town.bob), ours.id, first.id)
    joining.leave(viewer(town.bob), town.secret)
    session.expire_all()
    for row in session.query(PromiseAnswer).filter_by(promise_id=handed.id):
        with pytest.raises(Refused):
            actions.undo(viewer(town.alice), handed.id, row.id)
    assert session.get(Promise, handed.id).person_id is None, "no answer that is taken back makes it theirs again"


def test_nothing_is_asked_or_answered_in_a_closed_group_nor_of_who_wants_no_letters(town, january):
    promise = make(town, town.ole, person_id=town.bob.id, due=date(2027, 1, 14))
    inside = make(town, town.mia, person_id=town.bob.id, due=date(2027, 1, 14), group=town.energy)
    january.move_to(datetime.fromisoformat("2027-01-18T07:00:00+00:00"))
    tasks.list_late()
    stopping.stop(stopping.link(town.bob.email, f"promises:{town.builders.id}").rpartition("/")[2])
    assert written(ordered("promises_late")[0]).subject == "Late: 1 promise of yours"
    mine = session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.ole.id).one()
    mine.mail_level = "nothing"
    session.commit()
    with pytest.raises(writing.Missed):
        written(ordered("promises_late_in", town.ole)[0])
    pausing = replace(viewer(town.carol), paused={town.builders.id: MONDAY + timedelta(days=9)})
    with pytest.raises(Forbidden):
        actions.make(pausing, town.builders.id, Wish("Paint", "en", LATER))
    running.close(viewer(town.alice), session.get(Group, town.builders.id))
    session.expire_all()
    for deed in (lambda: make(town, town.ole), lambda: actions.keep(viewer(town.bob), promise.id)):
        with pytest.raises(Forbidden):
            deed()
    assert reading.mine(viewer(town.bob), 9) == []
    january.move_to(datetime.fromisoformat("2027-01-25T07:00:00+00:00"))
    assert (tasks.list_late(), tasks.remind()) == (0, 0)
    with pytest.raises(writing.Missed):
        written(ordered("promises_late")[0])
    assert session.get(Promise, inside.id).is_open
