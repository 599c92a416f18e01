"""The pictures of people. Their other pages are one's own page and settings, which `home` gathers; companies have
theirs in company_views.py.
"""

from flask import Blueprint, Response

from netapp.core.access import signed_in
from netapp.core.viewer import current
from netapp.members import pictures

blueprint = Blueprint("members", __name__, template_folder="templates")


@blueprint.get("/people/<int:person_id>/picture-<digest>.webp")
@signed_in
def picture(person_id: int, digest: str) -> Response:
    return pictures.answer(pictures.get(current(), person_id, digest))
