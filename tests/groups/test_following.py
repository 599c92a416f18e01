"""Following a network by mail without being a member."""

from netapp.core.db import session
from netapp.core.viewer import PUBLIC
from netapp.groups import audience, queries
from netapp.members import queries as people
from tests.groups.test_letters import link, of
from tests.support.visitors import letters


def test_a_guest_follows_by_mail_after_one_button(town, as_):
    guest = as_()
    answer = guest.post(f"/groups/{town.builders.id}/following", {"email": "Fay@follow.example"})
    assert "Look into your mail" in answer.text
    (letter,) = letters("follow_confirm")
    path = link(letter, "/followings/")
    assert people.person_by_email("fay@follow.example") is None
    assert guest.get(path).status_code == 200
    assert people.person_by_email("fay@follow.example") is None
    assert "You follow Builders" in as_().post(path).text
    fay = people.person_by_email("fay@follow.example")
    assert fay.email_confirmed_at is not None
    assert queries.follower(town.builders.id, fay.id) is not None
    assert of(town.builders, fay) is None


def test_following_twice_is_harmless(town, as_):
    for _ in range(2):
        as_().post(f"/groups/{town.builders.id}/following", {"email": "fay@follow.example"})
    (letter,) = letters("follow_confirm")
    for _ in range(2):
        assert as_().post(link(letter, "/followings/")).status_code == 200


def test_the_answer_does_not_tell_whether_an_address_is_known(town, as_):
    pages = [
        as_().post(f"/groups/{town.builders.id}/following", {"email": email}).text.replace(email, "")
        for email in (town.carol.email, "fay@follow.example")
    ]
    assert pages[0] == pages[1]


def test_a_member_who_confirms_does_not_become_a_follower(town, as_):
    as_().post(f"/groups/{town.builders.id}/following", {"email": town.carol.email})
    (letter,) = letters("follow_confirm")
    as_().post(link(letter, "/followings/"))
    assert queries.follower(town.builders.id, town.carol.id) is None


def test_following_is_limited_by_address(town, as_):
    answers = [
        as_().post(f"/groups/{town.builders.id}/following", {"email": "fay@follow.example"}).status_code
        for _ in range(6)
    ]
    assert answers == [200] * 5 + [429]


def test_a_bad_address_gets_a_sentence(town, as_):
    answer = as_().post(f"/groups/{town.builders.id}/following", {"email": "fay@"})
    assert "not a whole e-mail address" in answer.text
    assert 'value="fay@"' in answer.text


def test_who_is_signed_in_follows_by_one_click_and_stops_by_another(town, as_):
    nina = as_(town.nina)
    assert nina.post(f"/groups/{town.others.id}/following").status_code == 303
    assert queries.follower(town.others.id, town.nina.id) is not None
    assert letters("follow_confirm") == []
    nina.post(f"/groups/{town.others.id}/unfollowing")
    assert queries.follower(town.others.id, town.nina.id) is None


def test_joining_ends_following(town, as_):
    nina = as_(town.nina)
    nina.post(f"/groups/{town.builders.id}/following")
    nina.post(f"/groups/{town.builders.id}/membership")
    assert queries.follower(town.builders.id, town.nina.id) is None


def test_only_what_everybody_reads_is_followed(town, as_):
    assert as_().post(f"/groups/{town.inner.id}/following", {"email": "fay@follow.example"}).status_code == 404
    answer = as_(town.carol).post(f"/groups/{town.inner.id}/following", {"email": "fay@follow.example"})
    assert answer.status_code == 403
    assert as_(town.bob).post(f"/groups/{town.secret.id}/following").status_code in {200, 403}
    assert letters("follow_confirm") == []


def test_a_follower_of_a_group_that_became_private_is_not_confirmed(town, as_):
    as_().post(f"/groups/{town.builders.id}/following", {"email": "fay@follow.example"})
    (letter,) = letters("follow_confirm")
    path = link(letter, "/followings/")
    town.builders.read_by = "members"
    audience.set_keys(town.builders)
    session.commit()
    assert town.builders.read_key != PUBLIC
    assert as_().get(path).status_code == as_().post(path).status_code == 404
    assert people.person_by_email("fay@follow.example") is None
