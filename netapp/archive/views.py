"""The buttons that hand an archive over."""

from flask import Blueprint
from flask import Response as FlaskResponse

from netapp.archive import network
from netapp.core import clock
from netapp.core.access import signed_in
from netapp.core.viewer import current
from netapp.groups import queries as groups

blueprint = Blueprint("archive", __name__, template_folder="templates")


@blueprint.post("/groups/<int:group_id>/archive")
@signed_in
def take_network(group_id: int) -> FlaskResponse:
    group = groups.get_run(current(), group_id)
    response = FlaskResponse(network.take(current(), group), mimetype="application/zip")
    name = f"{group.tail.removeprefix('-') or 'group'}-{clock.now():%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
