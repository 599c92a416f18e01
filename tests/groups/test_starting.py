"""A new network from a template or as a copy: texts, sub-groups, drafts, and nobody but who makes it."""

import pytest
from sqlalchemy import select

from netapp.config import LANGUAGES
from netapp.core.db import session
from netapp.core.site import Site
from netapp.core.viewer import Viewer
from netapp.events.models import Meeting
from netapp.groups import policy, queries, starting
from netapp.groups.models import Group, InvitationLink, Membership
from tests.support.visitors import letters
from tests.town import CANARY


def start(visitor, like, name="New builders", **more):
    typed = {"like": like, "name": name, "region": "Funen", "language": "da", **more}
    return visitor.post("/networks/start", typed)


def made(name="New builders"):
    session.expire_all()
    return session.scalars(select(Group).where(Group.name == name)).one_or_none()


def inside(group):
    return session.scalars(select(Group).where(Group.parent_id == group.id).order_by(Group.id)).all()


def people_in(group):
    return session.scalars(select(Membership.person_id).where(Membership.group_id == group.id)).all()


@pytest.fixture
def alice(town, as_):
    """Who runs a network and the site, too."""
    town.alice.is_admin = True
    session.commit()
    return as_(town.alice)


@pytest.mark.parametrize("pattern", starting.patterns(), ids=lambda pattern: pattern.key)
def test_every_template_is_whole_in_every_language(pattern):
    texts = [pattern.name, pattern.lead, pattern.about]
    texts += [group[part] for group in pattern.groups for part in ("name", "lead")]
    texts += [meeting[part] for meeting in pattern.more.get("meetings", ()) for part in ("title", "body")]
    for text in texts:
        assert set(text) == set(LANGUAGES)
        assert all(said.strip() for said in text.values())
    assert max(len(said) for said in pattern.lead.values()) <= 300


@pytest.mark.parametrize("pattern", starting.patterns(), ids=lambda pattern: pattern.key)
def test_a_template_makes_a_network_in_one_step(town, alice, pattern):
    answer = start(alice, pattern.key)
    group = made()
    assert answer.location == f"/groups/{group.id}/organising"
    assert alice.get(answer.location).status_code == 200
    assert (group.language, group.region, group.zone) == ("da", "Funen", "Europe/Copenhagen")
    assert group.lead == pattern.lead["da"]
    assert group.about_in("fi") == ("fi", pattern.about["fi"].strip())
    assert [one.name for one in inside(group)] == [one["name"]["da"] for one in pattern.groups]
    for one in (group, *inside(group)):
        assert people_in(one) == [town.alice.id]
        assert queries.membership(one.id, town.alice.id).office == "owner"
    meetings = session.scalars(select(Meeting).where(Meeting.group_id == group.id)).all()
    assert len(meetings) == len(pattern.more["meetings"])
    assert {meeting.state for meeting in meetings} == {"draft"}
    assert all(meeting.starts_local.weekday() < 5 for meeting in meetings)
    assert letters() == []


def test_a_copy_has_texts_and_sub_groups_and_nobody_else(town, alice):
    town.builders.lead, town.builders.texts = "Houses of wood.", {"lead.fi": "Puutaloja."}
    session.commit()
    start(alice, f"copy-{town.builders.id}")
    group = made()
    assert (group.lead, group.texts, group.language) == ("Houses of wood.", {"lead.fi": "Puutaloja."}, "en")
    assert {one.name for one in inside(group)} == {"Energy", "Inner", f"Secret {CANARY}"}
    for one in (group, *inside(group)):
        assert people_in(one) == [town.alice.id]


def test_a_copy_has_no_sub_group_that_its_maker_may_not_read(town, as_):
    town.ole.is_admin = True
    session.commit()
    start(as_(town.ole), f"copy-{town.builders.id}")
    assert {one.name for one in inside(made())} == {"Energy", "Inner"}


def test_only_ones_own_networks_are_copied(town, alice, as_):
    page = alice.get("/networks/start").text
    assert "A copy of Builders" in page
    assert "A copy of Others" not in page
    assert "Not a valid choice" in start(alice, f"copy-{town.others.id}").text
    assert "Not a valid choice" in start(alice, "nonsense").text
    assert made() is None


def test_who_may_not_start_a_network_may_not_start_one_from_a_template(town, as_):
    assert as_(town.nina).get("/networks/start").status_code == 403
    assert start(as_(town.nina), "business").status_code == 403
    assert made() is None


@pytest.fixture
def wish(town, as_):
    """Nina's network, with sub-groups, that waits for an administrator's yes."""
    session.add(Site(id=1, networks_by_members=True))
    session.commit()
    start(as_(town.nina), "symbiosis")
    return made()


def test_a_members_network_waits_with_its_sub_groups_until_an_administrator_says_yes(town, as_, wish):
    for one in (wish, *inside(wish)):
        assert as_().get(f"/groups/{one.id}").status_code in {301, 404}
        assert one.seen_key != "public"
        assert not policy.is_open(one)
    as_(town.adam).post(f"/networks/{wish.id}/approval")
    session.expire_all()
    assert all(policy.is_open(one) for one in (wish, *inside(wish)))
    assert as_().get(f"/networks/{wish.id}", follow_redirects=True).status_code == 200


def test_nothing_happens_in_a_sub_group_while_its_network_waits(town, as_, wish):
    nina, inner = as_(town.nina), inside(wish)[0]
    nina.post(f"/groups/{inner.id}/links", {"label": "The fair", "ends": "30"})
    assert "Invite people" not in nina.get(f"/groups/{inner.id}", follow_redirects=True).text
    assert session.query(InvitationLink).count() == 0


def test_an_administrators_no_is_for_the_sub_groups_too_and_stays(town, as_, wish):
    as_(town.adam).post(f"/networks/{wish.id}/refusal")
    session.expire_all()
    assert all(one.is_closed for one in (wish, *inside(wish)))
    nina = as_(town.nina)
    for one in (wish, *inside(wish)):
        assert "/reopening" not in nina.get(f"/groups/{one.id}/closing").text
        nina.post(f"/groups/{one.id}/reopening")
        session.expire_all()
        assert one.is_closed
    assert wish not in queries.networks_that_wait(Viewer(person_id=town.adam.id, is_admin=True))


def test_a_copy_asks_the_same_of_who_wants_to_join(town, alice):
    asks = [{"text": "What do you build with?", "needed": True}]
    town.builders.questions = asks
    session.commit()
    start(alice, f"copy-{town.builders.id}")
    assert made().questions == asks


def test_what_is_missing_is_said_at_its_field(town, alice):
    assert "What is it called?" in start(alice, "business", name="").text
    assert "Choose what to begin with." in start(alice, "").text
