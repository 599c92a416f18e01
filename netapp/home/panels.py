"""What this room lends: to the page that stops letters, which ones a digest's link stops."""

from markupsafe import Markup, escape

from netapp.core.languages import gettext as _


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page behind a digest's link."""
    _address, scope = asked
    if scope.partition(":")[0] != "digest":
        return None
    return escape(_("This is the weekly digest of your networks."))
