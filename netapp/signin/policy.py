"""Rights at the doors. Pure."""

from netapp.core.viewer import Viewer
from netapp.signin.models import Identity, Link, Session


def may_sign_in(_viewer: Viewer) -> bool:
    """Anybody, and who is signed in may do so as somebody else. Signing in gives no membership (A4)."""
    return True


def may_open(viewer: Viewer, link: Link) -> bool:
    """Whoever holds the link. Confirming an address takes being signed in as well, as the person who typed it.

    Otherwise a stranger could have the owner of an address confirm it for the stranger's account, and wait there
    for the owner to sign in by mail.
    """
    return link.purpose != "address" or viewer.person_id == link.person_id


def may_send_again(link: Link) -> bool:
    """A new one for the same address; not of what was open for a week, and is over then."""
    return link.purpose != "undo-address"


def may_add_ways_in(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def may_remove(viewer: Viewer, identity: Identity) -> bool:
    return viewer.person_id == identity.person_id


def may_end(viewer: Viewer, row: Session) -> bool:
    return viewer.person_id == row.person_id
