"""Who runs the site, and who has a page of their own."""

from netapp.core.viewer import Viewer


def may_run_site(viewer: Viewer) -> bool:
    """Its name, its legal pages, its administrators. That opens no group (A3)."""
    return viewer.is_admin


def may_change_own(viewer: Viewer) -> bool:
    return viewer.is_signed_in
