"""What search engines are told of a thread that everybody reads."""

import json
import re

from netapp.core.viewer import GUEST
from netapp.forums import actions, reading
from tests.forums.test_threads import reply, start, viewer


def told(answer):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    return json.loads(found[1]) if found else None


def test_a_question_is_told_with_the_answer_that_helped_and_a_discussion_with_what_was_said(app, town):
    question = start(town, kind="question", for_members=False, body="Who </script><b>has</b> some?")
    helped, other = reply(town, "carol", question), reply(town, "mia", question, "I don’t.")
    actions.mark_answer(viewer(town.bob), question.id, helped.id)
    talk = start(town, title="Tenders", for_members=False)
    gone = reply(town, "carol", talk, "Secret of mine.")
    actions.delete_post(viewer(town.carol), gone.id)
    asked = told(app.test_client().get(f"/threads/{question.id}"))
    assert asked["@type"] == "QAPage"
    asked = asked["mainEntity"]
    assert asked["text"].startswith("Who </script>")
    assert asked["answerCount"] == 2
    assert asked["acceptedAnswer"]["url"].endswith(f"/posts/{helped.id}")
    assert [one["text"] for one in asked["suggestedAnswer"]] == [other.body]
    said = told(app.test_client().get(f"/threads/{talk.id}"))
    assert (said["@type"], said["headline"], said["comment"]) == ("DiscussionForumPosting", "Tenders", [])


def test_members_threads_are_told_to_nobody(app, town, as_):
    thread = start(town)
    assert told(as_(town.carol).get(f"/threads/{thread.id}")) is None
    wide = start(town, for_members=False)
    assert told(as_(town.carol).get(f"/threads/{wide.id}")) is None
    shown = {line.author_id: line.shows_name for line in reading.lines(GUEST, wide.id, 1)}
    author = told(app.test_client().get(f"/threads/{wide.id}"))["author"]["name"]
    assert (author == town.bob.name) == shown[town.bob.id]
