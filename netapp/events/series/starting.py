"""A new series from the form of a new meeting."""

from netapp.core.viewer import Viewer
from netapp.events.scheduling import Draft
from netapp.events.series import actions
from netapp.events.series.forms import RepeatingForm
from netapp.events.series.models import Series


def begin(viewer: Viewer, group_id: int, draft: Draft, form: RepeatingForm, pressed: str | None) -> Series:
    repeating = form.repeating()
    assert repeating is not None, "it has been looked at"
    is_draft = pressed != "publish"
    return actions.begin(viewer, group_id, draft, repeating, tell=bool(form.tell.data), is_draft=is_draft)
