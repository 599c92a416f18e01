"""What other sites show of ours, and the pages on which the line of HTML for it is copied."""

from flask import Response, render_template, request

from netapp.core import kept
from netapp.core.access import public
from netapp.core.viewer import current
from netapp.events.feeds import embedding, frames
from netapp.events.feeds.frames import Choices
from netapp.events.views import blueprint


@blueprint.get("/frames/meetings")
@public
@kept.for_strangers
def site_frame() -> Response:
    return frames.of_site(Choices.read(request.args))


@blueprint.get("/frames/groups/<int:group_id>")
@public
@kept.for_strangers
def group_frame(group_id: int) -> Response:
    return frames.of_group(group_id, Choices.read(request.args))


@blueprint.get("/frames/meetings/<int:meeting_id>")
@public
@kept.for_strangers
def meeting_frame(meeting_id: int) -> Response:
    return frames.of_meeting(meeting_id, Choices.read(request.args))


@blueprint.get("/embed.js")
@public
def embed_script() -> Response:
    return frames.script()


@blueprint.get("/embed")
@public
@kept.page
def embed() -> str:
    return render_template("events/embed.html", **embedding.of_site(request.args))


@blueprint.get("/groups/<int:group_id>/embed")
@public
@kept.page
def embed_group(group_id: int) -> str:
    return render_template("events/embed.html", **embedding.of_group(current(), group_id, request.args))


@blueprint.get("/meetings/<int:meeting_id>/embed")
@public
@kept.page
def embed_meeting(meeting_id: int) -> str:
    return render_template("events/embed.html", **embedding.of_meeting(current(), meeting_id, request.args))
