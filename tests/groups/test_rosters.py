"""A list is looked through first: row by row what will happen, and why; nothing is written before the yes."""

import io
from datetime import timedelta

from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import queries, roster_tasks
from netapp.groups.models import Membership
from netapp.groups.roster_models import Invitation, Roster, RosterRow
from netapp.mail.models import Letter, Stop
from netapp.members import queries as people
from netapp.members.models import Person
from tests.support.visitors import letters


def give(visitor, group, lines, note="", name="list.csv"):
    """Upload these lines as a CSV; returns the list."""
    content = "\n".join(["Name;E-mail;Company", *lines]).encode()
    answer = visitor.post(
        f"/groups/{group.id}/invitations", {"file": (io.BytesIO(content), name), "note": note, "addresses": ""}
    )
    assert answer.status_code == 303, answer.text
    return newest()


def newest():
    return session.scalars(select(Roster).order_by(Roster.id.desc()).limit(1)).one()


def path(roster):
    return f"/groups/{roster.group_id}/invitations/{roster.id}"


def rows(roster):
    session.expire_all()
    return session.scalars(select(RosterRow).where(RosterRow.roster_id == roster.id).order_by(RosterRow.id)).all()


def told(roster):
    """address → (outcome, why)"""
    return {row.email: (row.outcome, row.reason) for row in rows(roster)}


def send(visitor, roster, **fields):
    visitor.post(f"{path(roster)}/sending", fields)
    while roster_tasks.invite():
        if session.scalar(select(func.count()).select_from(Roster).where(Roster.state == "running")) == 0:
            break


def everything():
    return [
        session.scalar(select(func.count()).select_from(model)) for model in (Person, Membership, Letter, Invitation)
    ]


def of(group, person):
    session.expire_all()
    return queries.membership(group.id, person.id)


def test_each_row_says_what_will_happen_and_why(town, as_):
    session.add(Stop(address="tired@x.example", scope=f"group:{town.builders.id}"))
    failed = {"letter": "invitation", "thing": f"group:{town.builders.id}", "language": "en", "state": "failed"}
    session.add(Letter(key="k", address="gone@x.example", **failed))
    of(town.builders, town.ivan).changed_at = clock.now() - timedelta(days=3)
    session.commit()
    lines = [
        "Una;una@new.example;Acme",
        "Olga;olga@olgas.example;",
        "Pia;pia@pias.example;",
        "Bob;bob@bobs.example;",
        "Ivan;ivan@ivans.example;",
        "Dan;dan@dans.example;",
        "Rita;rita@ritas.example;",
        "Ida;ida@gmial.com;",
        "Ole;ole@firmadk;",
        "Una;una@new.example;",
        "Tim;tim@x.example;",
        "Tom;tim@x.example;",
        "Per;;Friis",
        "Mia;mia@ros@dk;",
        "T;tired@x.example;",
        "G;gone@x.example;",
    ]
    roster = give(as_(town.alice), town.builders, lines)
    found = [(row.email, row.outcome, row.reason, row.chosen) for row in rows(roster)]
    assert found == [
        ("una@new.example", "new", "", True),
        ("olga@olgas.example", "new", "", True),
        ("pia@pias.example", "known", "asks", True),
        ("bob@bobs.example", "nothing", "member", False),
        ("ivan@ivans.example", "nothing", "invited", False),
        ("dan@dans.example", "doubtful", "left", False),
        ("rita@ritas.example", "refused", "removed", False),
        ("ida@gmial.com", "doubtful", "typo", False),
        ("ole@firmadk", "doubtful", "typo", False),
        ("una@new.example", "nothing", "twice", False),
        ("tim@x.example", "doubtful", "names", False),
        ("tim@x.example", "nothing", "twice", False),
        ("", "refused", "none", False),
        ("mia@ros@dk", "refused", "broken", False),
        ("tired@x.example", "refused", "stopped", False),
        ("gone@x.example", "refused", "returned", False),
    ]


def test_nothing_is_written_before_the_yes(town, as_):
    before = everything()
    alice = as_(town.alice)
    roster = give(alice, town.builders, [f"N;n{number}@new.example;C" for number in range(30)])
    page = alice.get(path(roster)).text
    assert "30 people will be invited" in page
    roster_tasks.invite()
    assert everything() == before
    assert roster.state == "draft"


def test_yes_invites_those_who_are_ticked_with_the_line_and_keeps_their_words(town, as_):
    alice = as_(town.alice)
    roster = give(alice, town.builders, ["Una Unason;una@new.example;Brick & Co", "Ida;ida@gmial.com;"])
    send(alice, roster, note="See you in May.")
    (letter,) = letters("invitation")
    assert (letter.address, letter.name) == ("una@new.example", "Una Unason")
    una = people.person_by_email("una@new.example")
    assert (una.name, una.email_confirmed_at) == ("", None)
    assert of(town.builders, una).state == "invited"
    said = session.get(Invitation, of(town.builders, una).id)
    assert (said.name, said.company) == ("Una Unason", "Brick & Co")
    assert [row.result for row in rows(roster)] == ["invited", ""]
    assert newest().state == "done"


def test_somebody_unknown_to_the_organiser_is_new_whoever_they_are(town, as_):
    """Olga is in another network. A list must not find out that she is here, nor what she is called."""
    alice = as_(town.alice)
    roster = give(alice, town.builders, [f"Somebody;{town.olga.email};", "Nobody;nobody@new.example;"])
    olga, nobody = rows(roster)
    assert (olga.outcome, olga.reason, olga.person_id) == (nobody.outcome, nobody.reason, nobody.person_id)
    assert "Olga" not in alice.get(path(roster)).text
    send(alice, roster)
    assert "Olga Olgasen" not in alice.get(f"/groups/{town.builders.id}/members").text
    assert town.olga.name == "Olga Olgasen"


def test_a_member_of_the_network_is_known_in_its_sub_group(town, as_):
    town.carol.show_name = True
    session.commit()
    lines = [f"Carol;{town.carol.email};", f"Nina;{town.nina.email};"]
    assert told(give(as_(town.mia), town.energy, lines)) == {
        town.carol.email: ("known", ""),
        town.nina.email: ("refused", "outside"),
    }
    other = give(as_(town.mia), town.energy, [f"Somebody Else;{town.carol.email};"])
    assert told(other)[town.carol.email] == ("doubtful", "name")


def test_the_same_list_twice_changes_nothing(town, as_):
    alice = as_(town.alice)
    lines = [f"N{number};n{number}@new.example;C" for number in range(25)]
    send(alice, give(alice, town.builders, lines))
    assert len(letters("invitation")) == 25
    for later in (timedelta(0), timedelta(days=40)):
        session.query(Membership).update({"changed_at": clock.now() - later})
        session.commit()
        before = everything()
        again = give(alice, town.builders, lines)
        page = alice.get(path(again)).text
        assert "Nothing to do" in page
        assert "Invite 25" not in page
        send(alice, again)
        assert everything() == before
        assert newest().state == "done"


def test_who_said_no_is_not_written_to_again_by_the_same_list(town, as_):
    alice = as_(town.alice)
    lines = [f"N{number};n{number}@new.example;C" for number in range(25)]
    send(alice, give(alice, town.builders, lines))
    of(town.builders, people.person_by_email("n3@new.example")).state = "left"
    session.commit()
    send(alice, give(alice, town.builders, lines))
    assert len(letters("invitation")) == 25


def test_who_has_asked_is_a_member_by_the_list(town, as_):
    alice = as_(town.alice)
    send(alice, give(alice, town.builders, [f"Pia;{town.pia.email};", "Una;una@new.example;"]))
    assert of(town.builders, town.pia).state == "active"
    assert [letter.letter for letter in letters(to=town.pia)] == ["welcome"]
    assert sorted(row.result for row in rows(newest())) == ["invited", "member"]


def test_what_is_doubtful_goes_when_it_is_ticked(town, as_):
    alice = as_(town.alice)
    roster = give(alice, town.builders, [f"Dan;{town.dan.email};", "Ida;ida@gmial.com;", f"Rita;{town.rita.email};"])
    numbers = [row.id for row in rows(roster)]
    alice.post(f"{path(roster)}/choices", {"row": numbers, "chosen": "yes"})
    assert [row.chosen for row in rows(roster)] == [True, True, False]
    alice.post(f"{path(roster)}/choices", {"row": numbers[1:2], "chosen": "no"})
    send(alice, roster)
    assert [letter.address for letter in letters("invitation")] == [town.dan.email]
    assert of(town.builders, town.rita).state == "removed"


def test_a_row_is_put_right_in_its_place(town, as_):
    alice = as_(town.alice)
    roster = give(alice, town.builders, ["Ida;ida@gmial.com;Acme", "Per;;"])
    page = alice.get(path(roster)).text
    assert "Use ida@gmail.com" in page
    ida, per = rows(roster)
    answer = alice.post(
        f"{path(roster)}/rows/{ida.id}", {"email": "ida@gmail.com", "name": "Ida", "outcome": "doubtful"}
    )
    assert answer.location == f"{path(roster)}?outcome=doubtful#row-{ida.id}"
    answer = alice.post(f"{path(roster)}/rows/{per.id}", {"email": "per@friis", "name": "Per"})
    assert "This is not a whole e-mail address." in answer.text
    assert 'value="per@friis"' in answer.text
    alice.post(f"{path(roster)}/rows/{per.id}", {"email": "ida@gmail.com", "name": ""})
    assert [(row.outcome, row.reason) for row in rows(roster)] == [("new", ""), ("nothing", "twice")]
    send(alice, roster)
    assert [letter.address for letter in letters("invitation")] == ["ida@gmail.com"]
    assert session.scalars(select(Invitation)).one().company == "Acme"
