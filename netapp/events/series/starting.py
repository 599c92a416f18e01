"""A new series from the form of a new meeting."""

from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events.scheduling import Draft
from netapp.events.series import actions
from netapp.events.series.forms import RepeatingForm
from netapp.events.series.models import Series


def begin(viewer: Viewer, group_id: int, draft: Draft, form: RepeatingForm, pressed: str | None) -> Series:
    repeating = form.repeating()
    assert repeating is not None, "it has been looked at"
    if pressed != "publish":
        raise Refused(_("A series is published at once. Look at its dates in the preview first."), "repeats")
    return actions.begin(viewer, group_id, draft, repeating, tell=bool(form.tell.data))
