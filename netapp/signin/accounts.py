"""Providers' accounts: somebody arrives with one, joins one to their own, or takes it off again.

An account is known by issuer and subject. An equal e-mail address opens nothing: the stored address is asked (I2).
"""

from dataclasses import asdict, dataclass

from sqlalchemy import update

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import queries as people
from netapp.members.models import Person
from netapp.signin import notices, opened, policy, queries
from netapp.signin.models import Identity, Session
from netapp.signin.opened import Opened


@dataclass(frozen=True)
class Account:
    """A provider's account and where its picture is, as kept while its owner is being asked."""

    issuer: str
    subject: str
    picture: str | None = None


@dataclass(frozen=True)
class Claims:
    """What a provider has said, checked. `is_verified`: the provider says that it has checked the address."""

    account: Account
    door: str
    name: str = ""
    email: str | None = None
    is_verified: bool = False
    language: str | None = None


@action
def arrive(viewer: Viewer, claims: Claims, next: str) -> Opened | None:
    """Sign in with a provider's account. None: the address belongs to somebody, and a letter has asked them."""
    require(policy.may_sign_in(viewer))
    # The address before the account: the same account may be arriving elsewhere, and makes both at once. Asked the
    # other way round, it could be unknown still, and its address somebody's already.
    owner = people.person_by_email(claims.email) if claims.email else None
    identity = queries.identity(claims.account.issuer, claims.account.subject)
    if identity is not None:
        _use(identity, claims)
        return opened.to(viewer, queries.person(identity.person_id), claims.door, next)
    if owner is not None:
        notices.is_it_yours(owner, next, asdict(claims.account))
        return None
    person = _new_person(claims)
    keep(person, claims.account)
    return opened.to(viewer, person, claims.door, next)


@action
def join(viewer: Viewer, claims: Claims) -> Opened:
    """Add a provider's account to one's own, from the settings."""
    require(policy.may_add_ways_in(viewer))
    person, account = people.me(viewer), claims.account
    identity = queries.identity(account.issuer, account.subject)
    if identity is not None and identity.person_id != person.id:
        other = queries.person(identity.person_id)
        if other.email is not None:
            return Opened(
                "/me/devices", said=_("This account signs in somebody else here. Remove it there first."), kind="stop"
            )
        _leave_behind(identity, other)
        identity = None
    if identity is None:
        keep(person, account)
        notices.account_joined(person, account.issuer)
    return Opened("/me/devices", said=_("You can now sign in this way, too."))


@action
def remove(viewer: Viewer, identity: Identity) -> None:
    """Take a provider's account off; the last way in stays."""
    require(policy.may_remove(viewer, identity))
    person = people.me(viewer)
    if person.email_confirmed_at is None and len(queries.identities(viewer)) < 2:
        raise Refused(_("This is your only way in. Confirm an e-mail address first."))
    session.delete(identity)
    log.write(person.id, "remove account", "person", person.id, "admin")
    notices.account_removed(person, identity.issuer)


def keep(person: Person, account: Account) -> None:
    """The account is this person's from now on; joins the transaction."""
    if queries.identity(account.issuer, account.subject) is not None:
        raise Refused(_("This account already signs in somebody here."))
    identity = Identity(person_id=person.id, issuer=account.issuer, subject=account.subject, used_at=clock.now())
    identity.picture_url = account.picture
    session.add(identity)
    session.flush()
    log.write(person.id, "join account", "person", person.id, "admin")


def _use(identity: Identity, claims: Claims) -> None:
    identity.used_at = clock.now()
    if identity.picture_url is not None:  # Not answered yet; providers' addresses of pictures expire.
        identity.picture_url = claims.account.picture


def _new_person(claims: Claims) -> Person:
    """A person with the address if the provider has checked it; else the address is asked by mail."""
    person = Person(name=claims.name, language=claims.language)
    session.add(person)
    if claims.email and claims.is_verified:
        person.email, person.email_confirmed_at = claims.email, clock.now()
    session.flush()
    if claims.email and not claims.is_verified:
        notices.confirm_address(person.id, claims.email)
    return person


def _leave_behind(identity: Identity, other: Person) -> None:
    """Move an account off a person who has no address: made by signing in that way before this person was known."""
    session.execute(update(Session).where(Session.person_id == other.id).values(ended_at=clock.now()))
    log.write(other.id, "lose account", "person", other.id, "admin")
    session.delete(identity)
    session.flush()
