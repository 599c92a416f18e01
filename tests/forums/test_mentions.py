"""Naming people and companies: who is meant, who is told, who is offered, and where a name leads."""

from datetime import timedelta

import pytest
import time_machine
from markupsafe import Markup

from netapp.core import clock
from netapp.core.db import session
from netapp.forums import actions, letters, notices, queries, tasks
from netapp.forums.actions import Opening
from netapp.forums.mentioning import marks
from netapp.forums.mentioning.marks import Known
from netapp.forums.models import Post
from netapp.groups import joining, records
from netapp.mail.models import Letter
from tests.support.visitors import letters as ordered

METTE, OTHER = Known("person:5", "Mette Holm", "Genbyg"), Known("person:6", "Mette Holm", "Ren")
FIRM, SHORT = Known("company:3", "Holm & Søn ApS"), Known("person:7", "Mette")


@pytest.mark.parametrize(
    ("body", "known", "named"),
    [
        ("Ask @Mette Holm, please.", [METTE, SHORT], ["person:5"]),
        ("Ask @mette holm", [METTE], ["person:5"]),
        ("@Mette knows", [METTE, SHORT], ["person:7"]),
        ("@Mette Holm's idea (@Mette Holm)", [METTE], ["person:5"]),
        ("@Mette Holm knows", [METTE, OTHER], []),
        ("@Mette Holm (Ren) and @Mette Holm (Genbyg)", [METTE, OTHER], ["person:6", "person:5"]),
        ("@Holm & Søn ApS: yes", [FIRM], ["company:3"]),
        ("write to a@Mette Holm or /@Mette Holm", [METTE], []),
        ("> @Mette Holm said", [METTE], []),
        ("`@Mette Holm`\n\n```\n@Mette Holm\n```", [METTE], []),
        ("**@Mette Holm**", [METTE], ["person:5"]),
        ("@", [METTE], []),
        ("@Mette " * 30 + "@Holm", [SHORT, Known("person:8", "Holm")], ["person:7"]),
    ],
)
def test_whom_a_text_names(body, known, named):
    assert marks.named(body, known) == named


def test_links_stand_upon_names_only_and_never_within_tags_links_code_or_quotes():
    urls = {"Mette Holm": "/people/5", "Holm & Søn": '/companies/3?"><b>'}
    plain = Markup("<p>@Mette Holm, @Mette Holms, x@Mette Holm @holm &amp; søn</p>")
    assert marks.linked(plain, urls) == (
        '<p><a href="/people/5">@Mette Holm</a>, @Mette Holms, x@Mette Holm '
        '<a href="/companies/3?&#34;&gt;&lt;b&gt;">@holm &amp; søn</a></p>'
    )
    for shut in (
        '<p><a href="/x" title="a > @Mette Holm">@Mette Holm</a></p>',
        "<pre><code>@Mette Holm</code></pre>",
        "<blockquote><p>@Mette Holm</p></blockquote>",
    ):
        assert marks.linked(Markup(shut), urls) == shut  # noqa: S704


def viewer(person):
    return records.as_viewer(person)


def start(town, body, group="builders", **more):
    thread = actions.start(viewer(town.bob), town.groups[group].id, Opening(title="Gypsum", body=body, **more))
    return session.query(Post).filter_by(thread_id=thread.id).one()


def told(post):
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        tasks.tell()
    return {row.address.split("@")[0] for row in ordered("post") if row.thing == notices.thing(post.id)}


def test_only_who_reads_the_thread_is_named_and_told(town):
    for name in ("carol", "mia", "alice", "ole"):
        joining.set_mail_level(viewer(town.people[name]), town.builders, "digest")
    names = " ".join(f"@{town.people[name].name}," for name in ("carol", "dan", "pia", "olga", "nina"))
    post = start(town, names)
    assert post.mentions == [f"person:{town.carol.id}"]
    assert told(post) == {"carol"}
    assert "named" in letters.why(viewer(town.carol), queries.thread_for_task(post.thread_id), post)


def test_whom_an_edit_names_gets_the_letter_once(town):
    for name in ("carol", "mia", "alice", "ole"):
        joining.set_mail_level(viewer(town.people[name]), town.builders, "digest")
    post = start(town, "Who has some?")
    assert told(post) == set()
    actions.edit(viewer(town.bob), post.id, f"Who has some? @{town.carol.name}", post.body)
    assert told(post) == {"carol"}
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        actions.edit(viewer(town.bob), post.id, f"@{town.carol.name} @{town.mia.name}", post.body)
        assert told(post) == {"carol", "mia"}
        actions.edit(viewer(town.bob), post.id, "Nobody.", post.body)
    assert post.mentions is None
    assert session.query(Letter).filter_by(letter="post", person_id=town.carol.id).count() == 1


def test_the_list_offers_names_to_members_only_and_never_an_address(town, as_):
    path = f"/groups/{town.builders.id}/threads/names?q={town.carol.name[:4]}"
    page = as_(town.bob).get(path)
    assert f'data-name="{town.carol.name}"' in page.text
    assert "@" not in page.text
    assert "data-name" not in as_(town.bob).get(path[:-3]).text, "one letter would be the whole list"
    for name in ("pia", "dan", "olga", "nina"):
        assert "data-name" not in as_(town.people[name]).get(path).text, name
    assert "data-name" not in as_(town.bob).get(f"/groups/{town.builders.id}/threads/names?q=Olga").text


def test_a_name_leads_to_its_page_for_who_sees_that_and_is_text_for_others(town, as_):
    town.carol.show_name = True
    post = start(town, f"Ask @{town.carol.name}.", for_members=False)
    path = f"/threads/{post.thread_id}"
    link = f">@{town.carol.name}</a>"
    assert link in as_(town.mia).get(path).text
    assert link not in as_().get(path).text
    assert f"@{town.carol.name}" in as_().get(path).text
