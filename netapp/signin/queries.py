"""Links, providers' accounts and sessions, read."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import bindparam, select

from netapp.config import Provider
from netapp.core import clock, signed
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.members.models import Person
from netapp.signin import policy, sessions
from netapp.signin.models import Identity, Link, Session


def providers() -> tuple[Provider, ...]:
    """Those that the settings name, LinkedIn first."""
    known: tuple[Provider, ...] = current_app.config["NETAPP"].providers
    return known


def provider(key: str) -> Provider:
    found = next((one for one in providers() if one.key == key), None)
    if found is None:
        raise NotVisible
    return found


def link(token: str) -> Link:
    """The link that a token names; NotVisible when we did not make it, or the row is gone."""
    match signed.values("link", token):
        case [int(link_id), str(nonce)]:
            found = session.get(Link, link_id)
            if found is not None and found.data.get("nonce") == nonce:
                return found
    raise NotVisible


def token(link: Link) -> str:
    """What stands in the letter. It is made from the row again each time, so that no letter has to keep it."""
    return signed.token("link", link.id, link.data["nonce"])


def has_led_here(viewer: Viewer, link: Link) -> bool:
    """Whether the viewer is whom this link has already let in: a button pressed twice."""
    return link.used_at is not None and viewer.is_signed_in and viewer.person_id == link.person_id


def identity(issuer: str, subject: str) -> Identity | None:
    return session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def identities(viewer: Viewer) -> Sequence[Identity]:
    """The viewer's accounts at providers."""
    return session.scalars(select(Identity).where(Identity.person_id == viewer.person_id).order_by(Identity.id)).all()


def get_identity(viewer: Viewer, identity_id: int) -> Identity:
    found = session.get(Identity, identity_id)
    if found is None or not policy.may_remove(viewer, found):
        raise NotVisible
    return found


def offered_picture(viewer: Viewer) -> Identity | None:
    """The account whose picture the viewer has not yet taken or declined."""
    return session.scalar(_OFFERED, {"person_id": viewer.person_id}) if viewer.is_signed_in else None


_OFFERED = (
    select(Identity)
    .where(Identity.person_id == bindparam("person_id"), Identity.picture_url.is_not(None))
    .order_by(Identity.id)
    .limit(1)
)


def devices(viewer: Viewer) -> Sequence[Session]:
    """Where the viewer is signed in now, the latest used first."""
    chosen = select(Session).where(Session.person_id == viewer.person_id, sessions.is_good(clock.now()))
    return session.scalars(chosen.order_by(Session.seen_at.desc(), Session.id.desc())).all()


def get_device(viewer: Viewer, session_id: int) -> Session:
    found = session.get(Session, session_id)
    if found is None or not policy.may_end(viewer, found):
        raise NotVisible
    return found


def person(person_id: int) -> Person:
    """Somebody who has not been erased."""
    found = session.get(Person, person_id)
    if found is None or found.erased_at is not None:
        raise NotVisible
    return found


def name_of(issuer: str) -> str:
    """A provider as people know it; the host's name for one that the settings no longer hold."""
    known = next((one.name for one in providers() if one.issuer == issuer), None)
    return known or issuer.partition("://")[2].partition("/")[0]


def ways_in(viewer: Viewer) -> Sequence[tuple[Identity, str]]:
    """The viewer's accounts at providers, each with the provider's name."""
    return [(identity, name_of(identity.issuer)) for identity in identities(viewer)]


def free_providers(viewer: Viewer) -> Sequence[Provider]:
    """Those by which the viewer can't sign in yet."""
    taken = {identity.issuer for identity in identities(viewer)}
    return [one for one in providers() if one.issuer not in taken]


def shown_with(viewer: Viewer, link: Link) -> dict[str, object]:
    """What the page of a link says: whose it is and what is joined. Nothing of that when it opens nothing any more."""
    if not link.is_open:
        return {"email": "", "provider": "", "may_open": True}
    account = link.data.get("account", {})
    return {
        "email": link.email,
        "provider": name_of(account["issuer"]) if account else "",
        "may_open": policy.may_open(viewer, link),
    }
