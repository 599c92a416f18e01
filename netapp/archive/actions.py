"""What people ask this room for by mail."""

from netapp.archive import notices, policy
from netapp.core import limits
from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer


def ask_by_mail(viewer: Viewer, email: str) -> None:
    """Write to an address how its reader gets what is kept of them; nobody learns whether it is known (I4)."""
    limits.spend("my data", email, 3, limits.HOUR)
    limits.spend("my data", limits.network(), 60, limits.HOUR)
    _ask(viewer, email)


@action
def _ask(viewer: Viewer, email: str) -> None:
    require(policy.may_ask_by_mail(viewer))
    notices.your_data(email)
