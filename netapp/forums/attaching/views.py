"""The files of posts, and where those are sent that are pasted or dropped into what is being written."""

from flask import render_template
from werkzeug.wrappers import Response

from netapp.core.access import public, signed_in
from netapp.core.viewer import current
from netapp.files import answers, uploads
from netapp.forums import drafting
from netapp.forums.attaching import actions, queries, sent
from netapp.forums.attaching.sent import Attached
from netapp.forums.views import blueprint

Answer = str | Response


@blueprint.get("/posts/files/<int:attached_id>/<seal>")
@public
def file(attached_id: int, seal: str) -> Answer:
    """As long kept as the page on which it stands: what is said in a group is not left on a machine that others use."""
    response = answers.answer(queries.get(current(), attached_id, seal))
    del response.headers["Cache-Control"]
    return response


@blueprint.post("/groups/<int:group_id>/threads/files")
@uploads.takes
@signed_in
def opening_files(group_id: int) -> Answer:
    return _list(sent.taken(actions.keep_for_opening, current(), group_id, drafting.at_group(group_id), always=True))


@blueprint.post("/threads/<int:thread_id>/files")
@uploads.takes
@signed_in
def answer_files(thread_id: int) -> Answer:
    return _list(sent.taken(actions.keep_for_answer, current(), thread_id, drafting.at_thread(thread_id), always=True))


@blueprint.post("/posts/<int:post_id>/files")
@uploads.takes
@signed_in
def edit_files(post_id: int) -> Answer:
    return _list(sent.taken(actions.keep_for_edit, current(), post_id, drafting.at_post(post_id), post_id, always=True))


def _list(attached: Attached) -> Answer:
    """What there is now, as a piece of the form."""
    return render_template("forums/_attached.html", attached=attached)
