"""Articles: written from a meeting, read by whoever reads the group, changed without losing a word."""

import html
import io
import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import delete, select

from netapp.core import clock
from netapp.core.db import session
from netapp.core.facts import announce
from netapp.core.letters import Order
from netapp.core.letters import get as prepared
from netapp.files.models import File
from netapp.forums.models import Forum, Thread
from netapp.groups import joining, records
from netapp.groups.models import Membership
from netapp.members import actions as members
from netapp.members.facts import CompaniesMerged
from netapp.news import actions, writing
from netapp.news.models import Article, ArticleRevision
from netapp.news.writing import Draft, Text
from netapp.notes.models import Note
from tests.forums.saying import company
from tests.support import drawings
from tests.support.visitors import letters, written

SAID = {"kind": "news", "title": "Wood <wins>", "lead": "In a word.", "body": "We met. **Good.**", "language": "en"}
SAID |= {"author": "Ole Olesen", "company": "", "alt": "", "credit": "", "line": ""}


def article(town, group=None, by="ole", publishes=True, **values) -> Article:
    """As somebody who may has written it."""
    said = {"title": "Wood wins", "lead": "In a word.", "body": "We met.", **values.pop("text", {})}
    viewer = records.as_viewer(town.people[by])
    draft = Draft(text=Text(**said), language=values.pop("language", "en"), author=viewer.name, **values)
    made = actions.write(viewer, (group or town.builders).id, draft, publishes=publishes)
    session.commit()
    return made


def seen(page):
    """What the form says that its reader has seen."""
    return re.search(r'name="seen" value="(\w*)"', page.text)[1]


def test_an_article_is_drafted_from_the_notes_of_its_meeting_by_one_click(town, as_):
    """Their words as they were published, for whoever reads them; no others."""
    meeting = town.meeting(days=-3, state="held", bodies={"en": "Come all."})
    edition = {
        "sections": [{"key": "a", "heading": "Heat", "body": "There is **too much** of it."}],
        "parts": [
            {"key": "b", "kind": "promise", "text": "Ask the dairy"},
            {"key": "c", "kind": "decision", "text": "We go on"},
        ],
    }
    session.add(Note(meeting_id=meeting.id, language="en", state="published", audience="participants", shown=edition))
    session.commit()
    ole = as_(town.ole)
    assert f"/articles/new?meeting={meeting.id}" in ole.get(f"/meetings/{meeting.id}/notes").text
    form = ole.get(f"/articles/new?meeting={meeting.id}").text
    said = html.unescape(re.search(r"<textarea[^>]*name=\"body\"[^>]*>(.*?)</textarea>", form, re.DOTALL)[1]).strip()
    assert said.replace("\r", "") == (
        "## Heat\n\nThere is **too much** of it.\n\n## Decisions\n\n- We go on\n\n## Promises\n\n- Ask the dairy"
    )
    unread = as_(town.carol).get(f"/articles/new?meeting={meeting.id}").text
    assert ("too much" in unread, "Come all." in unread) == (False, True), "who did not come reads no notes of these"


def test_an_article_is_drafted_from_its_meeting_and_published(town, as_):
    meeting = town.meeting(days=-3, state="held", head_count=20, place="Taastrup", bodies={"en": "We **meet**."})
    ole, bob, guest = as_(town.ole), as_(town.bob), as_()
    form = ole.get(f"/articles/new?meeting={meeting.id}").text
    for fact in ("Kick-off", "Taastrup · 20 participants", "We **meet**.", "Ole Olesen"):
        assert fact in form, fact
    assert f"/articles/new?meeting={meeting.id}" in ole.get(f"/meetings/{meeting.id}").text
    made = ole.post(f"/articles/new?meeting={meeting.id}", SAID | {"do": "save"})
    path = made.location
    draft = session.query(Article).one()
    assert (draft.state, draft.meeting_id, draft.author_id) == ("draft", meeting.id, town.ole.id)
    assert [one.get(path).status_code for one in (ole, bob, guest, as_(town.mia))] == [200, 404, 404, 200]
    assert "Wood" not in bob.get(f"/groups/{town.builders.id}/articles").text
    assert bob.post(f"/articles/{draft.id}/publication").status_code == 404
    assert ole.post(f"/articles/{draft.id}/publication").location == path
    page = guest.get(path).text
    for part in ("Wood &lt;wins&gt;", "<strong>Good.</strong>", "Builders", "Kick-off", "linkedin.com/sharing"):
        assert part in page, part
    assert "Ole Olesen" not in page, "who shows his name to nobody"
    assert "Ole Olesen" in bob.get(path).text
    assert "Edit" not in re.search("<main.*</main>", bob.get(path).text, re.DOTALL)[0]
    for place in (f"/meetings/{meeting.id}", f"/networks/{town.builders.id}", "/", "/articles", "/search?q=wood"):
        assert "Wood" in guest.get(place).text, place
    document = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert (document["@type"], document["headline"], document["author"]["name"]) == (
        "NewsArticle",
        "Wood <wins>",
        "Builders",
    )
    assert '<meta property="og:type" content="article">' in page
    assert page.count('property="og:type"') == page.count('property="og:image"') == 1


def test_members_write_and_moderators_publish(town, as_):
    bob = as_(town.bob)
    bob.post(f"/articles/new?group={town.builders.id}", SAID | {"author": "Bob Bobsen", "do": "publish"})
    assert session.query(Article).count() == 0, "what can't be published leaves no draft behind"
    made = bob.post(f"/articles/new?group={town.builders.id}", SAID | {"author": "Somebody Else", "do": "save"})
    one = session.query(Article).one()
    assert (one.author_id, one.author_name, one.created_by) == (None, "Somebody Else", town.bob.id)
    assert as_(town.carol).get(made.location).status_code == 404
    edit = f"/articles/{one.id}/edit"
    assert bob.post(edit, SAID | {"body": "More.", "do": "save", "seen": seen(bob.get(edit))}).status_code == 303
    assert bob.post(f"/articles/{one.id}/publication").status_code == 403
    as_(town.mia).post(f"/articles/{one.id}/publication")
    assert bob.get(edit).status_code == 403, "others read it by now"
    as_(town.mia).post(f"/articles/{one.id}/withdrawal")
    assert [as_(one).get(made.location).status_code for one in (None, town.carol, town.bob)] == [404, 404, 200]
    session.execute(delete(Membership).where(Membership.person_id == town.bob.id))
    session.commit()
    assert bob.get(made.location).status_code == 404, "who is in the group no more has no draft in it"
    assert as_(town.nina).get(f"/articles/new?group={town.builders.id}").status_code == 404


def test_the_second_writer_is_shown_both_and_readers_hear_what_changed(town, as_):
    one = article(town)
    ole, mia, guest, edit = as_(town.ole), as_(town.mia), as_(), f"/articles/{one.id}/edit"
    before = seen(ole.get(edit))
    assert seen(mia.get(edit)) == before
    first = SAID | {"title": "Wood wins", "body": "We met twice.", "line": "Twice, not once.", "seen": before}
    assert ole.post(edit, first).status_code == 303
    page = guest.get(f"/articles/{one.id}").text
    assert "We met twice." in page
    assert "Twice, not once." in page
    clash = mia.post(edit, SAID | {"title": "Wood wins", "body": "We met thrice.", "seen": before})
    assert clash.status_code == 200
    assert "We met thrice." in clash.text, "nothing that was typed is lost"
    assert "We met twice." in clash.text
    slip = SAID | {"title": "Wood wins", "body": "We met thrice.", "seen": seen(clash)}
    updated = session.get_one(Article, one.id).updated_at
    assert mia.post(edit, slip).status_code == 303
    again = session.get_one(Article, one.id)
    assert (again.updated_at, again.updated_line) == (updated, "Twice, not once."), "a slip of the pen is no news"
    assert [row.body for row in session.scalars(select(ArticleRevision).order_by(ArticleRevision.id))] == [
        "We met.",
        "We met twice.",
    ]
    history = ole.get(f"/articles/{one.id}/history").text
    assert "<del>We met twice.</del>" in history
    assert "<ins>We met thrice.</ins>" in history
    assert as_(town.bob).get(f"/articles/{one.id}/history").status_code == 403
    spaces = SAID | {"title": "Wood wins", "body": "We  met thrice. ", "line": "Spaces.", "seen": seen(ole.get(edit))}
    ole.post(edit, spaces)
    assert session.get_one(Article, one.id).updated_line == "Twice, not once.", "readers see no difference"


def test_a_translation_stands_beside_its_source_and_says_its_language(town, as_):
    one = article(town)
    ole, path = as_(town.ole), f"/articles/{one.id}/translations/da"
    page = ole.get(path).text
    assert "We met." in page
    assert ole.get(f"/articles/{one.id}/translations/en").status_code == 404
    sent = {"title": "Træ vinder", "lead": "", "body": "Vi mødtes.", "alt": "", "seen": seen(ole.get(path))}
    assert ole.post(path, sent).status_code == 303
    assert 'lang="da"' in as_(None, language="da").get(f"/articles/{one.id}?lang=da").text
    assert "Vi mødtes." in as_().get(f"/articles/{one.id}?lang=da").text
    finnish = as_().get(f"/articles/{one.id}?lang=fi").text
    assert '<article class="stack" lang="en">' in finnish
    assert 'hreflang="da">Dansk</a>' in finnish
    assert "Træ <mark>vinder</mark>" in as_().get("/search?q=vinder&lang=da").text
    listed = as_().get("/articles/language/da").text
    assert "Wood wins" in listed
    assert "Wood wins" not in as_().get("/articles/language/sv").text
    stale = ole.post(path, sent | {"body": "Vi sås."})
    assert stale.status_code == 200
    assert "Vi sås." in stale.text
    taken = ole.post(path, {"do": "take away", "seen": seen(stale)})
    assert taken.status_code == 303
    assert session.get_one(Article, one.id).languages == ["en"]


def test_a_case_waits_for_its_companys_yes(town, as_):
    about = company(town, "Moelven", carol="contact", bob="employee")
    ole, guest = as_(town.ole), as_()
    case = SAID | {"kind": "case", "company": str(about.id), "do": "publish"}
    made = ole.post(f"/articles/new?group={town.builders.id}", case)
    one = session.query(Article).one()
    assert one.state == "asked"
    assert [as_(who).get(made.location).status_code for who in (None, town.bob, town.carol, town.mia)] == [404] * 3 + [
        200
    ]
    (letter,) = letters("case_asked")
    assert letter.address == "carol@carols.example"
    said = written(letter)
    assert "Moelven" in said.subject
    link = re.search(r"http://[^/]+(/approvals/[\w.-]+)", said.text)[1]
    page = guest.get(link).text
    assert "<strong>Good.</strong>" in page
    assert session.get_one(Article, one.id).state == "asked", "looking changes nothing"
    assert guest.post(link, {"do": "change", "line": ""}).status_code == 200
    assert guest.post(link, {"do": "change", "line": "Not **that** good."}).status_code == 303
    assert session.get_one(Article, one.id).state == "draft"
    assert guest.post(link, {"do": "yes", "seen": seen_of(page)}).status_code == 200, "it is not asked any more"
    assert "We met." not in guest.get(link).text, "a draft is its writers'"
    (told,) = letters("case_answered")
    assert "Not **that** good." in written(told).text
    assert "Not **that** good." in ole.get(made.location).text
    edit = f"/articles/{one.id}/edit"
    ole.post(edit, case | {"body": "We met, quite well.", "seen": seen(ole.get(edit))})
    assert guest.post(link, {"do": "yes", "seen": seen_of(page)}).status_code == 200, "that was another text"
    assert session.get_one(Article, one.id).state == "asked"
    assert guest.post(link, {"do": "yes", "seen": seen_of(guest.get(link).text)}).status_code == 303
    published = session.get_one(Article, one.id)
    assert (published.state, published.approved_by) == ("published", town.carol.id)
    assert "quite well" in guest.get(made.location).text
    for body in ("We met badly.", "We met."):
        ole.post(edit, case | {"body": body, "do": "save", "seen": seen(ole.get(edit))})
    assert len(letters("case_asked")) == 1, "several changes are one letter"
    assert "less than an hour ago" in ole.post(f"/articles/{one.id}/publication", follow_redirects=True).text
    assert guest.get(made.location).status_code == 404, "what it says now is the company's to look at"
    session.execute(delete(Membership).where(Membership.person_id == town.carol.id))
    session.commit()
    assert guest.get(link).status_code == 200, "she answers for the company, in the group or not"
    about.is_public = False
    announce(CompaniesMerged(about.id, company(town, "Other", bob="contact").id))
    session.commit()
    assert guest.get(link).status_code == 404, "who answers for it now is somebody else"


def seen_of(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_a_picture_says_what_it_shows_and_is_read_as_its_article(town, as_):
    ole, where = as_(town.ole), f"/articles/new?group={town.builders.id}"
    png = drawings.picture(size=(1200, 700))

    def sent(**more):
        return SAID | {"picture": (io.BytesIO(png), "hall.png"), "do": "publish", **more}

    refused = ole.post(where, sent(), content_type="multipart/form-data")
    assert refused.status_code == 200
    assert "don’t see it" in refused.text
    assert session.query(Article).count() == 0
    made = ole.post(where, sent(alt="A hall of wood", credit="Gerd"), content_type="multipart/form-data")
    page, guest = ole.get(made.location).text, as_()
    picture = re.search(r'<img src="(/articles/\d+/picture/\w+)" alt="A hall of wood"', page)[1]
    assert "Picture: Gerd" in page
    assert guest.get(picture).mimetype == "image/webp"
    assert re.search(rf'property="og:image" content="http[^"]*{picture}"', guest.get(made.location).text)
    one = session.query(Article).one()
    ole.post(f"/articles/{one.id}/withdrawal")
    assert [as_(who).get(picture).status_code for who in (None, town.bob, town.ole)] == [404, 404, 200]
    ole.post(
        f"/articles/{one.id}/edit", SAID | {"drops_picture": "y", "seen": seen(ole.get(f"/articles/{one.id}/edit"))}
    )
    assert session.query(File).count() == 0
    ole.post(f"/articles/{one.id}/publication")
    assert ole.post(f"/articles/{one.id}/discarding").status_code == 403, "it has been read"


def test_dates_are_pointed_out_and_stop_nobody(town, as_):
    town.meeting(title="Kick-off", starts_local=datetime(2014, 10, 21, 13), state="held")
    ole, wrong = as_(town.ole), SAID | {"body": "Tirsdag den 21. november mødtes vi."}
    preview = ole.post(f"/articles/new?group={town.builders.id}", wrong | {"do": "preview"}).text
    assert "“Tirsdag den 21. november”" in preview
    assert "“Kick-off”, Tuesday, 21 October 2014" in preview
    live = ole.post(
        f"/groups/{town.builders.id}/articles/dates", {"text": "den 21. oktober 2014, den 22. oktober 2014"}
    )
    assert "“22. oktober 2014”: there is no meeting" in live.text
    assert "“21. oktober 2014”" not in live.text
    assert ole.post(f"/articles/new?group={town.builders.id}", wrong | {"do": "publish"}).status_code == 303


def test_the_archive_goes_by_year_tag_and_language_and_its_addresses_stay(town, as_, count_queries):
    session.add(Forum(group_id=town.builders.id, tags=["Circular economy", "Wood"]))
    session.commit()
    years = (2014, 2015, 2015)
    for number, year in enumerate(years):
        one = article(town, text={"title": f"News {number}"}, tags=["Circular economy"] if number else [])
        one.published_at = datetime(year, 6, 1 + number, 12, tzinfo=UTC)
    hidden = article(town, town.energy, by="mia", text={"title": "Of Energy"})
    assert hidden.is_published
    town.energy.read_key = f"g:{town.energy.id}"
    session.commit()
    guest, group = as_(), f"/groups/{town.builders.id}/articles"
    assert titles(guest.get(group)) == ["News 2", "News 1", "News 0"]
    assert titles(guest.get(f"{group}/year/2015")) == ["News 2", "News 1"]
    assert titles(guest.get("/articles/year/2014")) == ["News 0"]
    assert titles(guest.get(f"{group}/tag/circular-economy")) == ["News 2", "News 1"]
    assert titles(guest.get("/articles/tag/circular-economy")) == ["News 2", "News 1"]
    assert titles(guest.get(f"{group}/tag/wood")) == []
    assert titles(as_(town.bob).get("/articles"))[0] == "Of Energy"
    odd = ("year/20155", "tag/Wood", "language/xx", "year/²²²²", "place/x")
    assert [guest.get(f"{group}/{one}").status_code for one in odd] == [404] * 5
    atom = ET.fromstring(guest.get(f"{group}.atom").data)
    assert [one.text for one in atom.iterfind(".//{*}entry/{*}title")] == ["News 2", "News 1", "News 0"]
    feed = guest.get("/articles.json").json
    assert [one["title"] for one in feed["items"]] == ["News 2", "News 1", "News 0"]
    key = town.bob.calendar_key
    own = guest.get(f"/feeds/{key}/groups/{town.energy.id}/articles.json")
    assert [one["title"] for one in own.json["items"]] == ["Of Energy"]
    assert guest.get(f"/groups/{town.energy.id}/articles.atom").status_code == 404
    sitemap = guest.get("/sitemap.xml").text
    assert sitemap.count("/articles/") >= 3
    assert f"/articles/{hidden.id}-" not in sitemap
    for number in range(18):
        article(town, text={"title": f"More {number}"})
    first = guest.get(group)
    onward = re.search(r'href="([^"]*after=[^"]*)"', first.text)[1]
    assert [len(titles(page)) for page in (first, guest.get(onward))] == [20, 1]
    assert set(titles(first)).isdisjoint(titles(guest.get(onward)))


def titles(page):
    return re.findall(r'<h2><a href="/articles/\d+[^"]*"[^>]*>([^<]+)</a></h2>', page.text)


def test_one_and_a_hundred_cost_the_same(town, as_, count_queries, made_anew):
    one, guest = article(town), as_()
    group = f"/groups/{town.builders.id}/articles"

    def cost(path):
        guest.get(path)
        with count_queries() as counted:
            assert guest.get(path).status_code == 200
        return len(counted.statements)

    before = [cost(path) for path in (f"/articles/{one.id}", group, "/articles", f"{group}.atom", "/")]
    for number in range(12):
        article(town, text={"title": f"More {number}"})
    assert [cost(path) for path in (f"/articles/{one.id}", group, "/articles", f"{group}.atom", "/")] == before
    assert before == [2, 4, 3, 3, 3], "of these one is what the site says of itself"


def test_what_is_said_about_it_is_a_thread(town, as_):
    one = article(town)
    bob, path = as_(town.bob), f"/articles/{one.id}/thread"
    assert path in bob.get(f"/articles/{one.id}").text
    talk = {"title": "Wood wins", "body": "Did it?", "kind": "discussion"}
    thread = bob.post(path, talk).location
    assert "About the article" in bob.get(thread).text
    assert "1 post" in bob.get(f"/articles/{one.id}").text
    assert "1 post" not in as_().get(f"/articles/{one.id}").text, "what members say stays among them"
    as_(town.carol).post(path, talk | {"body": "It did."})
    assert [(row.posts, row.title) for row in session.query(Thread)] == [(2, "Wood wins")]
    assert as_(town.nina).get(path).status_code == 403


def test_who_pays_stands_under_each_article(town, as_):
    alice, path = as_(town.alice), f"/groups/{town.builders.id}/funding"
    said = {"statement_en": "Co-funded by the European Union", "statement_da": "Medfinansieret af EU", "name": "EU"}
    sent = said | {"emblem": (io.BytesIO(drawings.logo()), "eu.png")}
    assert alice.post(path, sent, content_type="multipart/form-data").status_code == 303
    one, guest = article(town, town.energy, by="mia"), as_()
    page = guest.get(f"/articles/{one.id}").text
    assert "Co-funded by the European Union" in page
    emblem = re.search(r'src="(/funders/\d+/\w+)" alt="EU"', page)[1]
    assert guest.get(emblem).mimetype == "image/webp"
    ole = as_(town.ole)
    shown = ole.post(path, {**said, "name": "Region"})
    assert shown.status_code == 303
    number = re.search(r"name_(\d+)", ole.get(path).text)[1]
    ole.post(path, {**said, "name": "", f"drop_{number}": "y"})
    assert "/funders/" not in guest.get(f"/articles/{one.id}").text
    assert "Region" in guest.get(f"/articles/{one.id}").text
    assert as_(town.bob).get(path).status_code == 403
    assert as_(town.mia).get(f"/groups/{town.energy.id}/funding").status_code == 404, "its network's stands there"


def test_the_weekly_letter_names_what_is_new_to_read(town):
    for name in ("bob", "carol"):
        joining.set_mail_level(records.as_viewer(town.people[name]), town.builders, "digest")
    session.execute(delete(Membership).where(Membership.person_id == town.carol.id))
    one, now = article(town), clock.now()
    article(town, text={"title": "Draft"}, publishes=False)
    data = {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=1)).isoformat()}

    def told(person):
        return prepared("digest").prepare(Order(person.id, person.email, person.name, "en", data))

    assert [line["title"] for line in told(town.bob).context["articles"]] == [one.title]
    assert told(town.carol) is None


def test_an_erased_author_leaves_the_article_and_no_name(town, as_):
    one = article(town, by="mia")
    town.mia.show_name = True
    session.commit()
    guest = as_()
    assert "Mia Miasen" in guest.get(f"/articles/{one.id}").text
    members.erase(records.as_viewer(town.mia), town.mia)
    assert "Mia Miasen" not in guest.get(f"/articles/{one.id}").text
    assert guest.get(f"/articles/{one.id}").status_code == 200


@pytest.mark.parametrize(
    ("before", "now", "lines"),
    [
        ("a\nb", "a\nc", [(" ", "a"), ("-", "b"), ("+", "c")]),
        ("-- a", "++ b", [("-", "-- a"), ("+", "++ b")]),
        ("same", "same", []),
    ],
)
def test_versions_are_compared_line_by_line(before, now, lines):
    from netapp.news import writing_page

    assert list(writing_page.compared(before, now)) == lines


def test_spaces_make_no_other_text():
    assert writing.is_same(Text(title="a", body="b  c\n"), Text(title="a ", body="b c"))
    assert not writing.is_same(Text(title="a", body="b c"), Text(title="a", body="b d"))
    assert clock.now()
