"""What one does with one's tokens: make one, revoke one."""

import secrets
from datetime import timedelta

from netapp.api import policy, queries
from netapp.api.models import Token
from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer

# By this, programs that look for secrets in public code know one of ours.
PREFIX = "netapp_"
MOST = 20


@action
def make_token(viewer: Viewer, name: str, scopes: tuple[str, ...], days: int) -> str:
    """A new token, as it is shown this once."""
    require(policy.may_make_token(viewer))
    if len(queries.tokens(viewer)) >= MOST:
        raise Refused(_("You have %(most)s keys. Revoke one first.", most=MOST))
    token = PREFIX + secrets.token_urlsafe(32)
    row = Token(person_id=viewer.person_id, name=name, token_hash=queries.hashed(token), ends_in=token[-4:])
    row.scopes, row.expires_at = " ".join(scopes), clock.now() + timedelta(days=days)
    session.add(row)
    _write_down(viewer, "make token")
    return token


@action
def revoke_token(viewer: Viewer, token: Token) -> None:
    """It opens nothing from now on. Twice is harmless."""
    require(policy.may_revoke(viewer, token))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        _write_down(viewer, "revoke token")


def _write_down(viewer: Viewer, deed: str) -> None:
    log.write(viewer.person_id, deed, "person", viewer.person_id, "admin")
