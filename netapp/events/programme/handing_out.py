"""What there is to read about an item of a programme: files that organisers give to who reads the meeting."""

from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import policy, queries
from netapp.events.programme import queries as programme_queries
from netapp.events.programme import settling
from netapp.events.programme.models import MOST_HANDOUTS, Handout
from netapp.files import shelf
from netapp.files.documents import Document


@action
def add(viewer: Viewer, meeting_id: int, item_id: int, title: str, document: Document, name: str) -> Handout:
    """A document under this title, or else under its own name."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    item = programme_queries.get_item(meeting, item_id)
    if len(item.handouts) >= MOST_HANDOUTS:
        raise Refused(_("There are %(most)s files and links already. Take one away first.", most=MOST_HANDOUTS))
    file = shelf.keep_document(document, name, viewer.person_id, "handout")
    files = [one for one in item.handouts if one.file_id is not None]
    made = Handout(title=title or file.name.rpartition(".")[0] or file.name, position=0, url="", file=file)
    item.handouts = [*files, made, *(one for one in item.handouts if one not in files)]
    for position, one in enumerate(item.handouts):
        one.position = position
    settling.settle(meeting, programme_queries.fresh_items(meeting))
    return made


@action
def remove(viewer: Viewer, meeting_id: int, item_id: int, handout_id: int) -> None:
    """A file with its content, or a link."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_plan(viewer, meeting))
    handout = programme_queries.get_handout(programme_queries.get_item(meeting, item_id), handout_id)
    file_id = handout.file_id
    session.delete(handout)
    session.flush()
    shelf.drop(file_id)
    settling.settle(meeting, programme_queries.fresh_items(meeting))
