"""Sending once more what was kept or has failed."""

from sqlalchemy import update

from netapp.core import clock
from netapp.core.db import action, changed, locked
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.mail import policy, smtp
from netapp.mail.models import Letter


@action
def send_all(viewer: Viewer, state: str) -> int:
    """Queue all kept letters, or all failed ones, once more; the worker leaves out what no longer makes sense (M3)."""
    require(policy.may_send_again(viewer))
    if state not in {"kept", "failed"} or not smtp.is_set_up():
        raise Refused(_("Letters can be sent once the site has its mail settings."))
    again = update(Letter).where(Letter.state == state).values(**_afresh())
    return changed(again.execution_options(synchronize_session=False))


@action
def send_again(viewer: Viewer, letter_id: int) -> None:
    """Try a failed letter once more."""
    require(policy.may_send_again(viewer))
    letter = locked(Letter, letter_id)
    if letter.state != "failed":
        raise Refused(_("Only a letter that has failed can be tried again."))
    for name, value in _afresh().items():
        setattr(letter, name, value)


def _afresh() -> dict[str, object]:
    return {"state": "queued", "due_at": clock.now(), "attempts": 0, "done_at": None, "error": "", "source": None}
