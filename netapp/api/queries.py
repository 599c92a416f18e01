"""Tokens, read: one's own, and whom one that came with a request belongs to."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import bindparam, select

from netapp.api import policy
from netapp.api.models import Token
from netapp.core import clock
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.groups import queries as groups
from netapp.members.models import Person


class Bearer(NamedTuple):
    """Who asks by a token: its number and scopes, when it was last seen, and the person with what is left of rights."""

    token_id: int
    scopes: frozenset[str]
    seen_at: datetime | None
    viewer: Viewer


def tokens(viewer: Viewer) -> Sequence[Token]:
    """The viewer's own that are not revoked, the newest first; those that are late too."""
    mine = select(Token).where(Token.person_id == viewer.person_id, Token.revoked_at.is_(None))
    return session.scalars(mine.order_by(Token.id.desc())).all()


def get_token(viewer: Viewer, token_id: int) -> Token:
    found = session.get(Token, token_id)
    if found is None or not policy.may_revoke(viewer, found):
        raise NotVisible
    return found


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def bearer(token: str) -> Bearer | None:
    """Whom a token lets in, in one query; None when it is unknown, late or revoked."""
    found = _WHO.rows({"token_hash": hashed(token), "now": clock.now()})
    if not found:
        return None
    token_id, said, seen_at, person_id, name, email, language, zone = found[0][:8]
    standing, scopes = groups.standing_in(found), frozenset(said.split())
    viewer = Viewer(
        person_id=person_id,
        name=name,
        email=email,
        language=language,
        zone=zone,
        roles=MappingProxyType(dict(standing.roles)),
        pending=MappingProxyType(dict(standing.pending)),
    )
    return Bearer(token_id, scopes, seen_at, policy.narrowed(viewer, scopes))


_PERSON = (Person.id, Person.name, Person.email, Person.language, Person.zone)
_WHO = Prepared(
    groups.with_standing(
        select(Token.id, Token.scopes, Token.seen_at, *_PERSON)
        .join(Person, Person.id == Token.person_id)
        .where(
            Token.token_hash == bindparam("token_hash"),
            Token.revoked_at.is_(None),
            Token.expires_at > bindparam("now", type_=Token.expires_at.type),
            Person.erased_at.is_(None),
        )
    )
)
