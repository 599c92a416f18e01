"""Giving a list: a few addresses at once, files that are none, lists that are left lying."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import roster_tasks
from netapp.groups.roster_models import Roster, RosterRow
from netapp.members import actions as members
from tests.groups.test_rosters import give, newest, of, path, rows, told
from tests.support.visitors import letters


def test_a_few_plain_addresses_go_at_once_and_a_doubtful_one_holds_them_back(town, as_):
    alice = as_(town.alice)
    alice.post(f"/groups/{town.builders.id}/invitations", {"addresses": "Una <una@new.example>, tom@new.example"})
    assert len(letters("invitation")) == 2
    answer = alice.post(f"/groups/{town.builders.id}/invitations", {"addresses": "ann@gmial.com, bo@new.example"})
    assert len(letters("invitation")) == 2
    assert "Use ann@gmail.com" in alice.get(answer.location).text


def test_more_than_a_few_are_looked_through_first(town, as_):
    pasted = "\n".join(f"n{number}@new.example" for number in range(21))
    as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": pasted})
    assert newest().state == "draft"
    assert letters("invitation") == []


def test_who_was_removed_comes_back_by_an_invitation_of_their_own(town, as_):
    alice = as_(town.alice)
    both = {"addresses": f"{town.rita.email}, una@new.example"}
    alice.post(f"/groups/{town.builders.id}/invitations", both)
    assert told(newest())[town.rita.email] == ("refused", "removed")
    alice.post(f"/groups/{town.builders.id}/invitations", {"addresses": town.rita.email})
    assert of(town.builders, town.rita).state == "invited"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"%PDF-1.7", "This is no list."),
        (b"PK\x03\x04", "can’t be read"),
        (b"Name;E-mail\n", "no e-mail address"),
        (b"E-mail\n" + b"\n".join(b"a%d@x.dk" % number for number in range(5001)), "At most 5,000"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(town, as_, file, said):
    alice = as_(town.alice)
    answer = alice.post(f"/groups/{town.builders.id}/invitations", {"file": (io.BytesIO(file), "x.xlsx")})
    assert said in answer.text
    assert session.scalar(select(func.count()).select_from(Roster)) == 0


def test_nothing_given_is_told(town, as_):
    answer = as_(town.alice).post(f"/groups/{town.builders.id}/invitations", {"addresses": " "})
    assert "Whom do you want to invite?" in answer.text


@pytest.mark.parametrize("note", ["See https://bad.example", "www.bad.example", "bad.xyz/now"])
def test_ones_own_line_holds_no_links(town, as_, note):
    alice = as_(town.alice)
    group = town.builders
    answer = alice.post(f"/groups/{group.id}/invitations", {"addresses": "una@new.example", "note": note})
    assert "leave links out" in answer.text
    roster = give(alice, group, ["Una;una@new.example;"])
    assert "leave links out" in alice.post(f"{path(roster)}/sending", {"note": note}).text
    assert letters("invitation") == []


def test_a_list_is_its_givers_only(town, as_):
    roster = give(as_(town.alice), town.builders, ["Una;una@new.example;"])
    for who, status in (("ole", 404), ("mia", 403), ("olga", 403), ("adam", 403)):
        assert as_(town.people[who]).get(path(roster)).status_code == status
        for noun in ("sending", "stopping", "removal", "choices", f"rows/{rows(roster)[0].id}"):
            assert as_(town.people[who]).post(f"{path(roster)}/{noun}").status_code == status
    assert as_(town.alice).get(f"/groups/{town.energy.id}/invitations/{roster.id}").status_code == 404
    assert newest().state == "draft"


def test_a_list_can_be_thrown_away(town, as_):
    alice = as_(town.alice)
    roster = give(alice, town.builders, ["Una;una@new.example;"])
    assert "list.csv" in alice.get(f"/groups/{town.builders.id}/invitations").text
    page = path(roster)
    alice.post(f"{page}/removal")
    assert session.scalar(select(func.count()).select_from(RosterRow)) == 0
    assert alice.get(page).status_code == 404


def test_a_list_that_is_left_lying_goes_after_30_days(town, as_):
    give(as_(town.alice), town.builders, ["Una;una@new.example;"])
    assert roster_tasks.forget_old() == 0
    newest().touched_at = clock.now() - timedelta(days=31)
    session.commit()
    assert roster_tasks.forget_old() == 1
    assert session.scalar(select(func.count()).select_from(RosterRow)) == 0


def test_of_many_drafts_the_last_are_kept(town, as_):
    alice = as_(town.alice)
    for number in range(8):
        give(alice, town.builders, [f"Una;una{number}@new.example;"])
    assert session.scalar(select(func.count()).select_from(Roster)) == 5


def test_who_is_erased_stands_in_no_list(town, as_):
    alice = as_(town.alice)
    give(alice, town.builders, ["Una;una@new.example;", f"Olga;{town.olga.email};"])
    members.forget(town.olga)
    session.commit()
    assert [row.email for row in rows(newest())] == ["una@new.example"]
    members.forget(town.alice)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Roster)) == 0


def test_pages_of_a_long_list_are_by_key_and_in_few_statements(town, as_, count_queries):
    alice, counts = as_(town.alice), []
    for size in (60, 600):
        roster = give(alice, town.builders, [f"N{n};n{n}@size{size}.example;C" for n in range(size)])
        alice.get(path(roster))
        with count_queries() as counted:
            first = alice.get(path(roster))
        counts.append(len(counted))
        after = rows(roster)[49].id
        assert f"?after={after}" in first.text
        second = alice.get(f"{path(roster)}?after={after}").text
        assert f"n50@size{size}.example" in second
        assert f"n49@size{size}.example" not in second
        back = alice.get(f"{path(roster)}?before={after + 1}").text
        assert f"n49@size{size}.example" in back
        assert f"n50@size{size}.example" not in back
    assert counts[0] == counts[1]
    assert counts[1] < 12
