"""Who carries away what, and who may bring an archive to this site. Pure."""

from netapp.core.viewer import Viewer


def may_take_out(viewer: Viewer) -> bool:
    """Everybody their own; a guest by the link in a letter, which names them."""
    return viewer.person_id is not None


def may_ask_by_mail(viewer: Viewer) -> bool:
    """Anybody, for whoever reads the address: only they can open the letter. Who is signed in has a button."""
    return viewer.is_guest or viewer.is_signed_in


def may_read_in(viewer: Viewer) -> bool:
    """Make a network of an archive: who runs the site."""
    return viewer.is_admin
