"""An invitation's letter in somebody else's hands: they may answer it, and change nothing of whom it was sent to."""

from netapp.core import signed
from netapp.core.db import session
from netapp.groups import records
from netapp.groups.models import Membership
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.members import working


def test_who_presses_it_cannot_say_where_a_known_person_works(town, as_):
    working.set_company(town.ivan, "Ivan & Co")
    session.commit()
    membership = session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.ivan.id).one()
    token = signed.token(records.INVITATION, membership.id)
    answer = as_().post(f"/invitations/{token}", {"name": "Mallory", "company": "Mallory & Co"})
    assert answer.status_code == 303
    assert people.company_of(town.ivan.id).name == "Ivan & Co"
    assert town.ivan.name == "Ivan Ivansen"


def test_pressed_once_more_by_anybody_it_changes_nothing_of_a_member(town, as_):
    """Invited by an organiser who wrote no name, they have come in and have not said who they are."""
    una = members.known_person("una@new.example", "")
    membership = Membership(group_id=town.builders.id, person_id=una.id, state="invited")
    session.add(membership)
    session.commit()
    path = f"/invitations/{signed.token(records.INVITATION, membership.id)}"
    as_().post(path, {"name": "", "company": ""})
    assert as_().post(path, {"name": "Mallory", "company": "Mallory & Co"}).status_code == 303
    session.expire_all()
    assert membership.state == "active"
    assert una.name == ""
    assert people.company_of(una.id) is None
