"""Files of posts in a network's archive and in a take-out: each comes through as it was, and only with its post."""

from netapp.core import archives, clock
from netapp.core.db import session
from netapp.files import shelf
from netapp.files.models import File
from netapp.files.receiving import judged
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.attaching import actions as attaching
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Post, Thread
from netapp.groups import records
from tests.archive.conftest import rows, taken
from tests.support import drawings

CSV = "fraktion;ton\ntræ;12\n".encode()


def test_files_come_through_with_their_posts_and_what_is_only_begun_stays(town, read):
    bob = records.as_viewer(town.bob)
    chosen = [judged(drawings.picture(size=(60, 40)), "hall.png"), judged(CSV, "liste.csv")]
    attaching.keep_for_opening(bob, town.builders.id, chosen)
    thread = actions.start(bob, town.builders.id, Opening(title="Gypsum?", body="Who has some?"))
    attaching.keep_for_answer(bob, thread.id, [judged(b"%PDF-1.4 begun", "begun.pdf")])
    attaching.keep_for_answer(records.as_viewer(town.carol), thread.id, [judged(CSV, "hidden.csv")])
    hidden = actions.reply(records.as_viewer(town.carol), thread.id, "Hidden soon")
    session.get(Post, hidden.id).hidden_at = clock.now()
    session.query(PostFile).filter_by(name="hall.png").one().alt = "The hall"
    session.commit()
    files = taken(town.alice, town.builders)
    assert [(row["name"], row["alt"], row["post_id"]) for row in rows(files, "post-files")] == [
        ("hall.png", "The hall", 1),
        ("liste.csv", "", 1),
    ]
    group = read(files)
    session.expire_all()
    found = (
        session.query(PostFile, File).join(File, File.id == PostFile.file_id).join(Post, Post.id == PostFile.post_id)
    )
    found = found.join(Thread, Thread.id == Post.thread_id).filter(Thread.group_id == group.id)
    (hall, hall_file), (table, table_file) = found.order_by(PostFile.rank).all()
    assert (hall.name, hall.alt, hall_file.media_type, hall_file.width) == ("hall.png", "The hall", "image/webp", 60)
    assert (table.name, table_file.media_type, shelf.content_of(table_file)) == ("liste.csv", "text/csv", CSV)


def test_ones_own_lie_in_the_take_out_and_others_do_not(town):
    bob, carol = records.as_viewer(town.bob), records.as_viewer(town.carol)
    thread = actions.start(bob, town.builders.id, Opening(title="Gypsum?", body="Who has some?"))
    for who, name in ((bob, "bobs.csv"), (carol, "carols.csv")):
        attaching.keep_for_answer(who, thread.id, [judged(CSV + name.encode(), name)])
        actions.reply(who, thread.id, "Here")
    session.commit()
    found = {
        sheet.name.rpartition("-")[2]: sheet.content for sheet in archives.sheets(bob) if sheet.name[:6] == "files/"
    }
    assert found == {"bobs.csv": CSV + b"bobs.csv"}
