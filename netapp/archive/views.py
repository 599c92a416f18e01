"""The buttons that hand an archive over, and the page of administrators on which one is read back."""

from typing import IO

from flask import Blueprint, Response, send_file

from netapp.archive import network, taking
from netapp.core import clock
from netapp.core.access import signed_in
from netapp.core.viewer import current
from netapp.groups import queries as groups

blueprint = Blueprint("archive", __name__, template_folder="templates")


@blueprint.post("/groups/<int:group_id>/archive")
@signed_in
def take_network(group_id: int) -> Response:
    group = groups.get_run(current(), group_id)
    name = group.tail.removeprefix("-") or "group"
    return _file(network.take(current(), group), name)


@blueprint.post("/me/archive")
@signed_in
def take_out() -> Response:
    return _file(taking.take(current()), "my-data")


def _file(content: IO[bytes], name: str) -> Response:
    """As a download that nobody keeps on the way."""
    name = f"{name}-{clock.now():%Y-%m-%d}.zip"
    answer = send_file(content, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
