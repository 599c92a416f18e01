"""Posts with files, for the tests of them."""

from netapp.core.db import session
from netapp.files.receiving import judged
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching import queries
from netapp.groups import records
from tests.support import drawings

CSV = "fraktion;ton\ntræ;12\n".encode()


def viewer(person):
    return records.as_viewer(person)


def picture(name="hall.png"):
    return judged(drawings.picture(size=(60, 40)), name)


def begun(town):
    """Bob's thread."""
    made = actions.start(viewer(town.bob), town.builders.id, Opening(title="Who has gypsum?", body="We need some."))
    session.commit()
    return made


def answered(town, thread):
    """Carol's answer, with a picture and a table."""
    attaching.keep_for_answer(viewer(town.carol), thread.id, [picture(), judged(CSV, "liste.csv")])
    made = actions.reply(viewer(town.carol), thread.id, "See the hall.")
    session.commit()
    return made


def files(post):
    return queries.of_posts([post.id])[post.id]
