"""Who may have tokens, and what a token leaves of its person's rights. Pure."""

from dataclasses import replace
from types import MappingProxyType

from netapp.api.models import Token
from netapp.core.viewer import Viewer

READ, SIGN_UP, ORGANISE = "read", "sign_up", "organise"
SCOPES = (READ, SIGN_UP, ORGANISE)


def may_make_token(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def may_revoke(viewer: Viewer, token: Token) -> bool:
    return viewer.person_id == token.person_id


def narrowed(viewer: Viewer, scopes: frozenset[str]) -> Viewer:
    """The same person with what the scopes leave: a plain member where they organise, unless the token may too.

    An administrator's rights, and groups opened by the logged step, are for who sits at the screen.
    """
    roles = viewer.roles if ORGANISE in scopes else dict.fromkeys(viewer.roles, "member")
    return replace(viewer, roles=MappingProxyType(dict(roles)), is_admin=False, entered=frozenset(), calendar_key="")
