"""The log: who did what to whom, for owners; each sees no more of it than of the groups that they own."""

import ast
import html
import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import netapp
from netapp.core import log
from netapp.core.db import session
from netapp.core.viewer import group_key
from netapp.groups import deeds, logbook, queries
from netapp.members import actions as members
from tests.support.visitors import letters
from tests.town import CANARY


def decide(visitor, group, person, noun, data=None):
    session.expire_all()
    membership = queries.membership(group.id, person.id)
    visitor.post(f"/groups/{group.id}/members/{membership.id}/{noun}", data)


def page(visitor, group, query=""):
    return visitor.get(f"/groups/{group.id}/log{query}")


@pytest.fixture
def busy(town, as_):
    """A yes, a role, a removal, and the archive taken."""
    alice = as_(town.alice)
    decide(alice, town.builders, town.pia, "approval")
    decide(alice, town.builders, town.carol, "role", {"office": "moderator"})
    decide(as_(town.ole), town.builders, town.bob, "removal")
    alice.post(f"/groups/{town.builders.id}/archive")
    return town


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def test_owners_read_who_did_what_to_whom(busy, as_):
    said = plain(page(as_(busy.alice), busy.builders).text)
    for sentence in (
        "Alice Alicesen said yes to Pia Piasen",
        "Alice Alicesen made Carol Carolsen a moderator",
        "Ole Olesen removed Bob Bobsen",
        "Alice Alicesen took the archive",
    ):
        assert sentence in said


@pytest.mark.parametrize("who", ["ole", "mia", "carol", "pia", "olga", "adam", "nina"])
def test_nobody_else_does(busy, as_, who):
    visitor = as_(busy.people[who])
    assert page(visitor, busy.builders).status_code == 403
    assert visitor.post(f"/groups/{busy.builders.id}/log/file").status_code == 403
    assert page(visitor, busy.secret).status_code in {403, 404}


def test_it_is_narrowed_to_a_kind_and_to_a_person(busy, as_):
    alice = as_(busy.alice)
    roles = plain(page(alice, busy.builders, "?about=roles").text)
    assert "a moderator" in roles
    assert "removed" not in roles
    pia = plain(page(alice, busy.builders, f"?person={busy.pia.id}").text)
    assert "said yes to Pia Piasen" in pia
    assert "removed" not in pia
    assert page(alice, busy.builders, "?about=nonsense&person=x&before=²").status_code == 200


def test_what_was_done_in_a_secret_sub_group_is_its_owners_to_read(busy, as_):
    give = {"office": "owner"}
    decide(as_(busy.alice), busy.builders, busy.ole, "role", give)
    log.write(busy.alice.id, "switches", "group", busy.secret.id, group_key(busy.secret.id))
    session.commit()
    assert CANARY in page(as_(busy.alice), busy.builders).text
    said = page(as_(busy.ole), busy.builders).text
    assert CANARY not in said
    assert "changed who sees it" not in said
    assert page(as_(busy.ole), busy.secret).status_code == 404


def test_who_was_erased_is_named_no_more(busy, as_):
    members.forget(busy.pia)
    session.commit()
    said = plain(page(as_(busy.alice), busy.builders).text)
    assert "Pia" not in said
    assert "said yes to somebody who was erased" in said
    assert "Somebody was erased, and is out of the group" in said


def test_a_long_log_is_read_page_by_page_in_the_same_statements(town, as_, count_queries):
    alice = as_(town.alice)
    counts = []
    for many in (3, 120):
        for number in range(many):
            log.write(town.alice.id, "invite", "group", town.builders.id, group_key(town.builders.id), person=number)
        session.commit()
        with count_queries() as counted:
            text = page(alice, town.builders).text
        counts.append(len(counted.statements))
    assert counts[0] == counts[1] <= 8
    seen = []
    while True:
        seen += text.split("<li><time")[1:]
        if 'rel="next"' not in text:
            break
        path = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        text = alice.get(path).text
    assert len(seen) == 123


def test_the_file_is_never_cut(busy, as_, monkeypatch):
    """X2: whoever takes it has all of it, however much that is."""
    alice, path = as_(busy.alice), f"/groups/{busy.builders.id}/log/file"

    def cells():
        return CalamineWorkbook.from_filelike(io.BytesIO(alice.post(path).data)).get_sheet_by_index(0).to_python()

    whole = cells()
    monkeypatch.setattr(logbook, "AT_ONCE", 2)
    again = cells()
    assert len(whole) > 6
    # The file that was taken first is a deed itself.
    assert [again[0], *again[2:]] == whole


def test_the_log_as_a_file_is_a_deed_too(busy, as_):
    alice = as_(busy.alice)
    answer = alice.post(f"/groups/{busy.builders.id}/log/file")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    told = [row[2] for row in rows]
    assert "Ole Olesen removed Bob Bobsen" in told
    assert "took the log as a file" in page(alice, busy.builders).text


def test_taking_the_list_of_a_meeting_is_told(town, as_):
    meeting = town.meeting(title="Kick-off <b>")
    as_(town.ole).get(f"/meetings/{meeting.id}/people.xlsx")
    text = page(as_(town.alice), town.builders).text
    assert "took the list of Kick-off &lt;b&gt; as a file" in text


def test_an_administrators_step_is_told_to_owners_and_to_administrators(town, as_):
    adam = as_(town.adam)
    adam.post(f"/groups/{town.secret.id}/entry", {"reason": "A complaint"})
    assert "entered the group as an administrator" in page(as_(town.alice), town.secret).text
    said = adam.get("/site/log").text
    assert "entered the group as an administrator" in said
    assert letters("entered")


def test_the_sites_log_names_nobody_whom_the_administrator_does_not_meet(town, as_):
    log.write(town.bob.id, "join account", "person", town.bob.id, "admin")
    session.commit()
    adam = as_(town.adam)
    said = adam.get("/site/log").text
    assert "Bob" not in said
    assert f"person {town.bob.id}" in said
    assert as_(town.alice).get("/site/log").status_code == 403
    assert as_(town.alice).post("/site/log/file").status_code == 403
    assert adam.post("/site/log/file").mimetype.endswith("sheet")


def test_every_deed_that_is_written_down_can_be_told(app):
    """Read from the code: each `log.write(…, "deed", "kind", …)`."""
    known = set(log.told())
    for path in Path(netapp.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "log.write":
                deed, kind = node.args[1:3]
                if isinstance(deed, ast.Constant) and isinstance(kind, ast.Constant):
                    assert (kind.value, deed.value) in known, path
    from typing import get_args

    from netapp.groups.states import Event

    assert {("group", event) for event in get_args(Event)} <= set(deeds.TOLD)
    assert {told.about for told in log.told().values()} <= set(log.ABOUT)


@pytest.mark.parametrize("language", ["en", "da", "sv", "fi"])
def test_every_sentence_can_be_filled_in_in_every_language(app, language):
    from netapp.core import languages

    with app.test_request_context(), languages.use(language):
        for told in log.told().values():
            for details in ({}, {"person": 1, "now": "active", "before": "invited"}, {"now": "owner"}):
                assert told.sentence(details) % {"who": "A", "whom": "B", "what": "C"}
