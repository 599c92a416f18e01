"""What groups do when they hear of something: letters stopped, a person erased."""

from netapp.core import signed
from netapp.core.db import session
from netapp.groups import queries
from netapp.groups.models import Follower, Membership
from netapp.mail import stopping
from netapp.members import actions as members
from netapp.members import queries as people


def token(person, group):
    return signed.token(stopping.PURPOSE, person.email, f"group:{group.id}")


def test_stopping_by_the_letters_link_sets_the_level_to_nothing_and_back(town):
    stopping.stop(token(town.carol, town.builders))
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "nothing"
    stopping.resume(token(town.carol, town.builders))
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "everything"


def test_stopping_reaches_followers_and_nobody_else(town):
    session.add(Follower(group_id=town.others.id, person_id=town.gus.id))
    session.commit()
    stopping.stop(token(town.gus, town.others))
    assert queries.follower(town.others.id, town.gus.id).mail_level == "nothing"
    assert queries.membership(town.others.id, town.olga.id).mail_level == "everything"


def test_choosing_a_level_again_lifts_the_stop(town, as_):
    stopping.stop(token(town.carol, town.builders))
    as_(town.carol).post(f"/groups/{town.builders.id}/mail-level", {"mail_level": "digest"})
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "digest"
    assert not stopping.is_stopped(town.carol.email, f"group:{town.builders.id}")


def test_following_again_lifts_the_stop(town, as_):
    stopping.stop(token(town.nina, town.others))
    as_(town.nina).post(f"/groups/{town.others.id}/following")
    assert not stopping.is_stopped(town.nina.email, f"group:{town.others.id}")


def test_other_scopes_are_no_concern_of_groups(town):
    stopping.stop(signed.token(stopping.PURPOSE, town.carol.email, f"meeting:{town.builders.id}"))
    assert queries.membership(town.builders.id, town.carol.id).mail_level == "everything"


def test_an_erased_person_is_in_no_group(town, as_):
    from netapp.core.viewer import Viewer

    alice = Viewer(person_id=town.alice.id)
    members.erase(alice, town.alice)
    session.expire_all()
    rows = session.query(Membership).filter_by(person_id=town.alice.id).all()
    assert rows == []
    assert people.people([town.alice.id])[town.alice.id].name == ""
    assert queries.member_counts([town.secret.id]) == {town.secret.id: 1}
