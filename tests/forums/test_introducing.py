"""A new member finds two lines about themselves, publishes them by one press, or never sees them again."""

from datetime import timedelta

from netapp.core import clock
from netapp.core.db import session
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.introducing import actions as introducing
from netapp.forums.introducing import queries, words
from netapp.forums.introducing.queries import Known
from netapp.forums.models import Post, Thread
from netapp.groups import joining, memberships
from netapp.groups.models import Membership
from netapp.members.models import CompanyLine, PersonLine
from tests.forums.saying import company, later, look_first, viewer


def test_a_draft_is_two_lines_whatever_the_site_knows(town):
    nothing = Known("Ann Berg", "", (), ())
    assert words.draft(nothing) == "I am Ann Berg.\n\nI look forward to meeting you."
    assert words.title(nothing) == "Hello from Ann Berg"
    all_of_it = Known("Ann Berg", "Genbyg", ("Old bricks", "Windows"), ("Gypsum",))
    assert words.draft(all_of_it) == (
        "I am Ann Berg of Genbyg. Happy to help with: Old bricks; Windows.\n\nLooking for: Gypsum."
    )
    assert words.title(all_of_it) == "Hello from Ann Berg, Genbyg"


def new(town, name="bob", days=3, group=None):
    """Somebody came in so long ago."""
    key = {"group_id": (group or town.builders).id, "person_id": town.people[name].id}
    session.query(Membership).filter_by(**key).update({"joined_at": clock.now() - timedelta(days=days)})
    session.commit()


def test_a_new_member_publishes_a_draft_of_what_is_known_by_one_press(town, as_):
    firm = company(town, "Genbyg & Co", bob="contact")
    line = CompanyLine(company_id=firm.id, about="offer", rank=0, said="Old bricks", folded="old bricks")
    session.add_all([line, PersonLine(person_id=town.bob.id, about="seek", rank=0, said="A warehouse")])
    new(town)
    bob, path = as_(town.bob), f"/groups/{town.builders.id}/introduction"
    page = bob.get("/me").text
    assert "Say hello to Builders" in page
    assert "I am Bob Bobsen of Genbyg &amp; Co. Happy to help with: Old bricks.\n\nLooking for: A warehouse." in page
    assert bob.post(path, {"body": " "}).status_code == 200, "an empty one is asked for a line"
    body = "I am Bob."
    for _twice in range(2):
        assert bob.post(path, {"body": body}).status_code == 303
    thread = session.query(Thread).one()
    assert (thread.kind, thread.title, thread.created_by) == (
        "introduction",
        "Hello from Bob Bobsen, Genbyg & Co",
        town.bob.id,
    )
    assert "Say hello" not in bob.get("/me").text
    post = session.query(Post).one()
    actions.delete_post(viewer(town.bob), post.id)
    assert "Say hello" in bob.get("/me").text, "what was taken back within ten minutes is offered again"


def test_what_is_put_away_never_comes_back(town, as_):
    new(town)
    bob = as_(town.bob)
    assert "Say hello" not in bob.get("/me").text, "the page asks first where he works"
    town.bob.welcomed_at = clock.now()
    session.commit()
    assert "Say hello" in bob.get("/me").text
    answer = bob.post(f"/groups/{town.builders.id}/introduction/removal")
    assert answer.status_code == 303
    assert "Say hello" not in bob.get("/me").text
    joining.leave(viewer(town.bob), town.builders)
    memberships.move(town.builders, town.bob.id, "ask", town.bob.id)
    session.commit()
    assert queries.offered(viewer(town.bob)) is None
    assert introducing.introduce(viewer(town.bob), town.builders.id, "After all").posts == 1


def test_only_who_is_new_in_a_network_is_offered_to_say_who_they_are(town):
    def offered(name):
        found = queries.offered(viewer(town.people[name]))
        return found.name if found else None

    assert offered("carol") is None, "nobody knows when she came"
    new(town, "carol")
    new(town, "bob", group=town.energy)
    new(town, "mia", days=61)
    new(town, "pia"), new(town, "ivan"), new(town, "dan")
    assert {name: offered(name) for name in ("carol", "bob", "mia", "pia", "ivan", "dan", "nina")} == {
        "carol": "Builders",
        **dict.fromkeys(("bob", "mia", "pia", "ivan", "dan", "nina")),
    }
    actions.start(viewer(town.carol), town.builders.id, Opening(title="Me", body="I am.", kind="introduction"))
    assert offered("carol") is None, "who has done it by themselves"


def test_an_introduction_waits_where_what_newcomers_write_does_and_names_nobody_without_a_name(town, as_):
    look_first(town)
    new(town)
    assert not introducing.introduce(viewer(town.bob), town.builders.id, "I am Bob.").posts
    with later(days=1):
        assert queries.offered(viewer(town.bob)) is None
    new(town, "carol")
    town.carol.name = ""
    session.commit()
    carol = as_(town.carol)
    assert "Say hello" not in carol.get("/me").text
    assert "Tell your name first" in carol.post(f"/groups/{town.builders.id}/introduction", {"body": "Hi"}).text


def test_forms_speak_the_networks_language_to_who_has_not_chosen_one(town, as_):
    town.builders.language, town.bob.language = "da", ""
    session.commit()
    bob, at = as_(town.bob), f"/groups/{town.builders.id}"
    draft = bob.get(f"{at}/introduction").text
    assert 'lang="da"' in draft
    assert "Jeg hedder Bob Bobsen" in draft
    new_thread = bob.get(f"{at}/threads/new").text
    assert "Spørgsmål" in new_thread
    assert "Question" not in new_thread
    bob.post(f"{at}/introduction", data={"body": "Hej."})
    assert session.query(Thread).filter_by(kind="introduction").one().title.startswith("Hej fra Bob")
