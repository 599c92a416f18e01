"""An administrator's logged step into a group that is shut to them: with a reason, told, and for some hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.groups.models import Entry
from tests.support.visitors import letters
from tests.town import CANARY


def test_an_administrator_enters_a_shut_group_with_a_reason_and_its_organisers_are_told(town, as_):
    adam = as_(town.adam)
    assert adam.get(f"/groups/{town.secret.id}").status_code == 404
    assert CANARY not in adam.get("/site").text
    page = adam.get(f"/groups/{town.secret.id}/entry").text
    assert CANARY not in page
    assert "Say why" in adam.post(f"/groups/{town.secret.id}/entry", {"reason": ""}).text
    assert adam.get(f"/groups/{town.secret.id}").status_code == 404
    adam.post(f"/groups/{town.secret.id}/entry", {"reason": "A complaint"})
    assert CANARY in adam.get(f"/groups/{town.secret.id}", follow_redirects=True).text
    assert [letter.person_id for letter in letters("entered")] == [town.alice.id]
    row = session.scalar(select(LogRow).where(LogRow.deed == "enter"))
    assert (row.person_id, row.thing_id) == (town.adam.id, town.secret.id)


def test_who_entered_makes_no_sub_group(town, as_):
    """They would own it without being in its network (A4)."""
    adam, shut = as_(town.adam), town.group("shut", switches=("members", "invitation", "members"))
    session.commit()
    adam.post(f"/groups/{shut.id}/entry", {"reason": "A complaint"})
    assert adam.get(f"/groups/{shut.id}/members").status_code == 200
    path = f"/networks/{shut.id}/sub-groups/new"
    assert path not in adam.get(f"/networks/{shut.id}").text
    assert adam.get(path).status_code == 403


def test_an_entry_ends_by_itself_and_by_a_button(town, as_):
    adam = as_(town.adam)
    adam.post(f"/groups/{town.secret.id}/entry", {"reason": "A complaint"})
    adam.post(f"/groups/{town.secret.id}/exit")
    assert adam.get(f"/groups/{town.secret.id}").status_code == 404
    adam.post(f"/groups/{town.secret.id}/entry", {"reason": "Once more"})
    entry = session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert timedelta(hours=7) < entry.until - clock.now() <= timedelta(hours=8)
    entry.until = clock.now()
    session.commit()
    assert adam.get(f"/groups/{town.secret.id}").status_code == 404


@pytest.mark.parametrize("who", ["alice", "ole", "nina", "olga"])
def test_nobody_else_enters(town, as_, who):
    visitor = as_(town.people[who])
    assert visitor.get(f"/groups/{town.secret.id}/entry").status_code == 403
    assert visitor.post(f"/groups/{town.secret.id}/entry", {"reason": "Curious"}).status_code == 403
