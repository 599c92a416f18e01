"""The picture that a provider keeps of somebody: copied when they say yes, never shown from there (P3)."""

from netapp.core import outbound
from netapp.core.db import action, unlocked
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.files.drawn import NoPicture
from netapp.members import pictures
from netapp.signin import policy, queries


def take(viewer: Viewer) -> None:
    """Copy the picture that waits for an answer; Refused when it can't be had. The question is not asked again."""
    identity = queries.offered_picture(viewer)
    url = identity.picture_url if identity else None
    if url is None:
        return
    with unlocked():
        small = _fetched(url)
    _answer(viewer, small)
    if small is None:
        raise Refused(_("The picture could not be fetched."))


@action
def decline(viewer: Viewer) -> None:
    """No, thank you: the address of the picture is forgotten."""
    require(policy.may_add_ways_in(viewer))
    _forget_offer(viewer)


@action
def drop(viewer: Viewer) -> None:
    """Take one's picture away again."""
    require(policy.may_add_ways_in(viewer))
    pictures.drop(viewer.person_id or 0)


@action
def _answer(viewer: Viewer, small: bytes | None) -> None:
    require(policy.may_add_ways_in(viewer))
    _forget_offer(viewer)
    if small is not None:
        pictures.keep(viewer.person_id or 0, small)


def _fetched(url: str) -> bytes | None:
    from netapp.files import shrinking

    try:
        return shrinking.square(outbound.fetch(url)).content
    except (outbound.Unreachable, NoPicture):
        return None


def _forget_offer(viewer: Viewer) -> None:
    for identity in queries.identities(viewer):
        identity.picture_url = None
