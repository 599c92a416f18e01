"""Naming people and companies: who is meant, who is told, who is offered, and where a name leads."""

from datetime import timedelta

import pytest
import time_machine
from markupsafe import Markup

from netapp.core import clock
from netapp.core.db import session
from netapp.core.facts import announce
from netapp.forums import actions, letters, marking, notices, queries, tasks
from netapp.forums.actions import Opening
from netapp.forums.mentioning import marks
from netapp.forums.mentioning.marks import Known
from netapp.forums.models import Post, Revision
from netapp.forums.moderation import actions as moderation
from netapp.groups import joining
from netapp.mail import stopping
from netapp.mail.models import Letter
from netapp.members import actions as members
from netapp.members.facts import CompaniesMerged
from tests.forums.saying import company, is_due, viewer
from tests.support.visitors import letters as ordered
from tests.support.visitors import written

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


def start(town, body, group="builders", **more):
    thread = actions.start(viewer(town.bob), town.groups[group].id, Opening(title="Gypsum", body=body, **more))
    return session.query(Post).filter_by(thread_id=thread.id).one()


def quiet(town):
    """Members of the network who get nothing but what names them."""
    for name in ("carol", "mia", "alice", "ole"):
        joining.set_mail_level(viewer(town.people[name]), town.builders, "digest")


def told(post):
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        tasks.tell()
    return {row.address.split("@")[0] for row in ordered("post") if row.thing == notices.thing(post.id)}


def test_only_who_reads_the_thread_is_named_and_told(town):
    quiet(town)
    names = " ".join(f"@{town.people[name].name}," for name in ("carol", "dan", "pia", "olga", "nina"))
    post = start(town, names)
    assert post.mentions == [f"person:{town.carol.id}"]
    assert told(post) == {"carol"}
    assert "named" in letters.why(viewer(town.carol), queries.thread_for_task(post.thread_id), post)


def test_whom_an_edit_names_gets_the_letter_once(town):
    quiet(town)
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


@pytest.mark.parametrize("typed", ["Åse", "åse", "ås", "Lykke", "Østergård", "øst"])
def test_names_with_northern_letters_are_offered_however_they_are_typed(town, as_, typed):
    town.carol.name = "Åse Lykke Østergård"
    session.commit()
    page = as_(town.bob).get(f"/groups/{town.builders.id}/threads/names", query_string={"q": typed}).text
    assert 'data-name="Åse Lykke Østergård"' in page


def test_a_name_with_northern_letters_is_known_in_small_ones(town):
    town.carol.name = "Åse Lykke Østergård"
    session.commit()
    post = start(town, "Do you know, @åse lykke østergård?")
    assert post.mentions == [f"person:{town.carol.id}"]


def test_a_name_leads_to_its_page_for_who_sees_that_and_is_text_for_others(town, as_):
    town.carol.show_name = True
    post = start(town, f"Ask @{town.carol.name}.", for_members=False)
    path = f"/threads/{post.thread_id}"
    link = f">@{town.carol.name}</a>"
    assert link in as_(town.mia).get(path).text
    assert link not in as_().get(path).text
    assert f"@{town.carol.name}" in as_().get(path).text


def test_who_answers_for_a_named_company_is_told_in_its_name_if_they_read_it(town, as_):
    quiet(town)
    firm = company(town, "Holm & Søn ApS", carol="contact", ole="contact", alice="employee", olga="contact")
    other = company(town, "Elsewhere", olga="contact")
    post = start(town, f"Who asks @{firm.name}? Or @{other.name}, @Nobody ApS?")
    assert post.mentions == [f"company:{firm.id}"], "nobody of the group works at the other one"
    assert told(post) == {"carol", "ole"}
    (row,) = [row for row in ordered("post") if row.person_id == town.carol.id]
    letter = written(row)
    assert "Holm & Søn ApS is named in it, for which you answer" in letter.text
    assert f">@Holm &amp; Søn ApS</a>? Or @{other.name}," in letter.html
    assert f'/companies/{firm.id}-holm-son-aps">@Holm &amp; Søn ApS</a>' in as_(town.bob).get(posts_page(post)).text


def posts_page(post):
    return f"/threads/{post.thread_id}"


def test_a_member_of_the_network_above_is_named_where_they_read_and_stops_that_for_good(town):
    quiet(town)
    everybody = f"@{town.carol.name} @{town.mia.name} @{town.olga.name}"
    for more in ({"group": "energy", "for_members": True}, {"group": "inner", "for_members": True}):
        if more["group"] == "inner":
            town.member(town.inner, "bob")
        post = start(town, everybody, **more)
        assert post.mentions == ([f"person:{town.mia.id}"] if more["group"] == "energy" else None)
    assert start(town, everybody, "secret", for_members=False).mentions is None, "only its members read that group"
    joining.set_mail_level(viewer(town.carol), town.builders, "nothing")
    assert told(start(town, f"@{town.carol.name}", "inner", for_members=False)) == {"alice"}
    quiet(town)
    post = start(town, everybody, "inner", for_members=False)
    assert post.mentions == [f"person:{town.carol.id}", f"person:{town.mia.id}"]
    assert told(post) == {"carol", "mia"} | {"alice"}, "who is in it gets each post"
    row = next(row for row in ordered("post") if row.person_id == town.carol.id)
    assert "because you are named in it" in written(row).text
    stopping.stop(stopping.link(row.address, letters.scope(town.inner.id)).rpartition("/")[2])
    assert not is_due(row)


def test_who_blocks_mutes_wants_nothing_or_has_gone_hears_nothing_and_who_is_paused_hears_it(town):
    quiet(town)
    seen = start(town, "Hello.")
    moderation.block(viewer(town.ole), seen.id)
    marking.watch(viewer(town.mia), seen.thread_id, "mute")
    joining.set_mail_level(viewer(town.alice), town.builders, "nothing")
    theirs = actions.reply(viewer(town.carol), seen.thread_id, "Hm.")
    moderation.pause(viewer(town.mia), theirs.id, 3, "unkind")
    names = [f"@{town.people[name].name}" for name in ("carol", "mia", "alice", "ole")]
    post = actions.reply(viewer(town.bob), seen.thread_id, " ".join(names))
    assert len(post.mentions) == 4
    assert told(post) == {"carol"}


def test_the_name_of_who_is_erased_goes_and_who_is_called_otherwise_is_led_to_no_more(town, as_):
    quiet(town)
    text = f"@{town.carol.name} and @{town.ole.name}, please."
    post = start(town, "Who?")
    actions.edit(viewer(town.bob), post.id, text, "Who?")
    actions.edit(viewer(town.bob), post.id, text + " Soon.", text)
    town.ole.name = "Ole Berg"
    members.erase(viewer(town.carol), town.carol)
    session.commit()
    assert post.body == "@… and @Ole Olesen, please. Soon."
    assert [one.body for one in session.query(Revision).order_by(Revision.id)] == [
        "Who?",
        "@… and @Ole Olesen, please.",
    ]
    assert post.mentions == [f"person:{town.ole.id}"]
    page = as_(town.mia).get(posts_page(post)).text
    assert "@Ole Olesen, please" in page
    assert "Ole Berg" not in page
    assert start(town, "@Carol Carolsen @Ole Berg").mentions == [f"person:{town.ole.id}"]


def test_what_names_one_record_of_a_company_names_the_other_when_they_are_one(town):
    firm, same = company(town, "Holm", carol="contact"), company(town, "Holm ApS", ole="contact")
    post = start(town, "@Holm, @Holm ApS!")
    assert len(post.mentions) == 2
    announce(CompaniesMerged(firm.id, same.id))
    assert post.mentions == [f"company:{same.id}"]


def test_a_members_page_takes_six_statements_whatever_its_posts_name_and_lead_to(town, as_, count_queries, made_anew):
    firm = company(town, "Holm & Søn ApS", carol="contact")
    for name in ("alice", "carol"):
        town.people[name].show_name = True
    post = start(town, f"@{town.carol.name} of @{firm.name}", for_members=False)
    town.meeting().thread_id = post.thread_id
    session.commit()
    mia, path, counts = as_(town.mia), posts_page(post), {}
    for posts in (1, 20):
        for number in range(1, posts):
            who = "bob" if number % 2 else "ole"
            named = town.people[("alice", "carol", "mia")[number % 3]].name
            actions.reply(viewer(town.people[who]), post.thread_id, f"Nr {number}, @{named}, @{firm.name}")
        mia.get(path)
        with count_queries() as counted:
            page = mia.get(path).text
        assert page.count("</a>, <a") == posts - 1
        assert "About the meeting" in page
        counts[posts] = len(counted.statements)
    assert counts == {1: 6, 20: 6}, counted.statements
