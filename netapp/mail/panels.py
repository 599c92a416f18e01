"""What the outbox lends to one's own page and settings: that letters to one's address come back."""

from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import Viewer
from netapp.mail import returning, words


def returned(viewer: Viewer) -> Markup | None:
    found = returning.of(viewer)
    if found is None:
        return None
    since = words.moment(found.stopped_at)
    return pieces.part("mail/_returned.html", address=found.address, since=since, why=words.why(found.status))
