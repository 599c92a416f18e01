"""Who may look into the outbox, and what of it."""

from netapp.core.viewer import Viewer


def may_read_outbox(viewer: Viewer, is_open_demo: bool) -> bool:
    """The site's administrators; everybody on a demo that only this machine can reach."""
    return viewer.is_admin or is_open_demo


def may_read_body(opens_door: bool, is_open_demo: bool) -> bool:
    """A letter that lets somebody in is shown to nobody else, not even to who runs the site."""
    return is_open_demo or not opens_door


def may_try_again(viewer: Viewer) -> bool:
    """One's own address."""
    return viewer.is_signed_in and bool(viewer.email)


def may_send_again(viewer: Viewer) -> bool:
    return viewer.is_admin
