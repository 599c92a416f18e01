"""Rights at the doors. Pure."""

from collections.abc import Iterable

from netapp.config import Config, is_loopback, site_host
from netapp.core.viewer import Viewer
from netapp.signin.models import Identity, Link, Session

# Any of these says that the visitor came through somebody else's machine, whatever address we see.
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"})


def may_sign_in(viewer: Viewer) -> bool:
    """Anybody, and who is signed in may do so as somebody else. Signing in gives no membership (A4)."""
    return isinstance(viewer, Viewer)


def may_open(viewer: Viewer, link: Link) -> bool:
    """Whoever holds the link. Confirming an address takes being signed in as well, as the person who typed it.

    Otherwise a stranger could have the owner of an address confirm it for the stranger's account, and wait there
    for the owner to sign in by mail.
    """
    return link.purpose != "address" or viewer.person_id == link.person_id


def may_add_ways_in(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def may_remove(viewer: Viewer, identity: Identity) -> bool:
    return viewer.person_id == identity.person_id


def may_end(viewer: Viewer, row: Session) -> bool:
    return viewer.person_id == row.person_id


def may_play_roles(config: Config, is_demo: bool, remote: str | None, host: str, headers: Iterable[str]) -> bool:
    """Whether the buttons that sign in as somebody stand here: only on a demo that nobody but this machine can reach.

    `host` is the Host header: a page elsewhere whose name is made to lead to 127.0.0.1 still says its own name there.
    """
    is_direct = FORWARDED.isdisjoint(name.lower() for name in headers)
    is_here = is_loopback(remote or "") and is_loopback(site_host(f"//{host}"))
    return is_demo and config.is_loopback and is_here and is_direct
