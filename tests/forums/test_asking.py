"""A company is asked on its page, in a network that one shares with it; its contacts are told once."""

import re
from datetime import timedelta

import time_machine

from netapp.core import clock
from netapp.core.db import session
from netapp.core.facts import announce
from netapp.core.viewer import GUEST
from netapp.forums import lists, queries, tasks
from netapp.forums.models import Thread
from netapp.groups import joining, records
from netapp.mail.models import Letter
from netapp.members.facts import CompaniesMerged
from tests.forums.saying import company
from tests.support.visitors import letters, written


def test_a_company_is_asked_by_who_shares_a_network_with_it(town, as_):
    asked = company(town, ole="contact", carol="employee", olga="employee")
    page, path = f"/companies/{asked.id}", f"/groups/{town.builders.id}/threads/new?company={asked.id}"
    bob = as_(town.bob)
    assert path in bob.get(page).text
    for name in ("nina", "ole", None):
        assert "Ask this company" not in as_(town.people[name] if name else None).get(page).text, name
    assert as_(town.bob).get(f"/groups/{town.energy.id}/threads/new?company={asked.id}").status_code == 404
    assert re.search(r'<input[^>]*checked[^>]*value="question"', bob.get(path).text)
    for name in ("ole", "carol"):
        joining.set_mail_level(records.as_viewer(town.people[name]), town.builders, "digest")
    sent = {"title": "Do you sell offcuts?", "body": "Two tonnes a month.", "kind": "question"}
    assert bob.post(path, sent).status_code == 303
    thread = session.query(Thread).one()
    assert (thread.company_id, thread.kind) == (asked.id, "question")
    assert asked.name in as_(town.carol).get(f"/threads/{thread.id}").text
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        tasks.tell()
    told = {row.address: row for row in letters("post")}
    assert "ole@oles.example" in told
    assert "carol@carols.example" not in told, "a contact answers for it, she does not"
    assert "olga@olgas.example" not in told, "who may not read it hears nothing"
    assert "Moelven is asked" in written(told["ole@oles.example"]).text
    assert thread.title in as_(town.carol).get(page).text
    for reader in (GUEST, records.as_viewer(town.olga)):
        assert not lists.about_company(reader, asked.id, 5)
    as_(town.ole).post(f"/threads/{thread.id}/posts", {"body": "Yes, we do."})
    with time_machine.travel(clock.now() + timedelta(minutes=22), tick=False):
        tasks.tell()
    again = session.query(Letter).filter_by(letter="post", person_id=town.ole.id).count()
    assert again == 1, "told once"


def test_what_was_said_about_a_company_follows_its_record(town, as_):
    gone, stays = company(town, "Old", ole="contact"), company(town, "New", ole="contact")
    path = f"/groups/{town.builders.id}/threads/new?company={gone.id}"
    as_(town.bob).post(path, {"title": "Prices?", "body": "Please.", "kind": "question"})
    announce(CompaniesMerged(gone.id, stays.id))
    thread = session.query(Thread).one()
    assert thread.company_id == stays.id
    assert queries.thread_for_task(thread.id).title == "Prices?"
