"""An invitation's letter in somebody else's hands: they may answer it, and change nothing of whom it was sent to."""

from netapp.core import signed
from netapp.core.db import session
from netapp.groups import records
from netapp.groups.models import Membership
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
