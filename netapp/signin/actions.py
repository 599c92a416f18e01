"""Deeds at the doors: asking for a link, pressing its button, leaving, ending a session elsewhere."""

from typing import Any

from sqlalchemy import delete, update

from netapp.core import clock, languages, links, log
from netapp.core.db import action, locked, session, transaction
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.members.models import Person, new_key
from netapp.signin import accounts, notices, opened, policy, queries, roles
from netapp.signin.models import Identity, Link, Session
from netapp.signin.opened import Opened


@action
def send_link(viewer: Viewer, email: str, next: str = "") -> None:
    """Write to an address, known or not, and do the same work for both (I4)."""
    require(policy.may_sign_in(viewer))
    notices.sign_in_link(email, next)


@action
def send_again(viewer: Viewer, link: Link) -> None:
    """A new link instead of one that was used or came too late, to the same address."""
    require(policy.may_sign_in(viewer) and policy.may_send_again(link))
    notices.again(link)


@action
def open_link(viewer: Viewer, token: str) -> Opened | None:
    """Press the button behind a link: once, within 15 minutes, in any browser. None when that is over (I4)."""
    link = locked(Link, queries.link(token).id)
    require(policy.may_open(viewer, link))
    if not link.is_open:
        return None
    link.used_at = clock.now()
    if link.purpose == "address":
        _confirm_address(link)
        return Opened(link.next or "/me", said=_("Your e-mail address is confirmed."))
    if link.purpose == "undo-address":
        _take_address_back(link)
        return Opened("/sign-in", said=_("Your address is %(email)s again. Please sign in.", email=link.email))
    person = _person_behind(link)
    link.person_id = person.id
    return opened.to(viewer, person, "mail", link.next)


@action
def play(viewer: Viewer, role: str, next: str = "") -> Opened:
    """Sign in as one of the demo's roles; NotVisible on any other site."""
    require(policy.may_sign_in(viewer))
    return opened.to(viewer, queries.person(roles.person_of(role)), "demo", notices.way_on(next) or "/")


def admin_link(email: str) -> str:
    """Make this person an administrator of the site, and return a link that signs them in once, within 15 minutes.

    For whoever runs the site, at its command line: no right is asked, since who can read the database has them all.
    """
    with transaction():
        person = members.known_person(email)
        person.is_admin = True
        log.write(person.id, "become administrator", "person", person.id, "admin")
        return links.absolute("signin.link", token=queries.token(notices.link("sign-in", email, "/")))


@action
def ask_to_confirm(viewer: Viewer, email: str) -> None:
    """Write to an address that the viewer wants as their own. An address that has an owner gets a letter that says so.

    The answer is the same for both, so that nobody learns who is known here.
    """
    require(policy.may_add_ways_in(viewer))
    owner = people.person_by_email(email)
    if owner is None or owner.id == viewer.person_id:
        notices.confirm_address(people.me(viewer).id, email)
    else:
        notices.address_taken(owner, people.me(viewer).id)


@action
def sign_out(viewer: Viewer) -> None:
    """End the session of this browser; twice is harmless."""
    require(policy.may_sign_in(viewer))
    if viewer.session_id is not None:
        _end(Session.id == viewer.session_id)


@action
def end_session(viewer: Viewer, row: Session) -> None:
    """Sign out on another device; it is out with its next click."""
    require(policy.may_end(viewer, row))
    _end(Session.id == row.id)


@action
def end_other_sessions(viewer: Viewer) -> None:
    require(policy.may_add_ways_in(viewer))
    _end((Session.person_id == viewer.person_id) & (Session.id != viewer.session_id))


def _person_behind(link: Link) -> Person:
    """Who the link lets in: the person of its address, made now when nobody has it yet."""
    if link.purpose == "sign-in":
        return members.known_person(link.email, language=languages.current())
    person = queries.person(link.person_id or 0)
    if person.email != link.email:
        raise Refused(_("Your address has changed since this letter was sent. Please sign in again."))
    person.email_confirmed_at = person.email_confirmed_at or clock.now()
    account = accounts.Account(**link.data["account"])
    accounts.keep(person, account)
    notices.account_joined(person, account.issuer)
    return person


def _confirm_address(link: Link) -> None:
    person, owner = queries.person(link.person_id or 0), people.person_by_email(link.email)
    if owner is not None and owner.id != person.id:
        raise Refused(_("This address can't be confirmed here. Sign in with it instead."))
    before = person.email
    person.email, person.email_confirmed_at = link.email, clock.now()
    log.write(person.id, "confirm address", "person", person.id, "admin")
    if before and before != link.email:
        notices.address_changed(person, before)


def _take_address_back(link: Link) -> None:
    """As it was before: whoever changed the address may be a stranger, and is put out with all that they have brought.

    That may be an account elsewhere which they connected first, so none stays. Nor does a person that the address has
    been given to since, be it because a stranger had it invited: the link has come to it, so both are the same reader.

    Of several changes the first that is undone counts: links to the addresses after it are over.
    """
    person, owner = queries.person(link.person_id or 0), people.person_by_email(link.email)
    if owner is not None and owner.id != person.id:
        if owner.created_at < link.created_at:
            raise Refused(
                _("This address belongs to another account by now. Sign in there and change its address first.")
            )
        log.write(person.id, "erase", "person", owner.id, "admin")
        members.forget(owner)
        session.flush()
    person.email, person.email_confirmed_at = link.email, clock.now()
    person.calendar_key = new_key()
    _end(Session.person_id == person.id)
    own = Link.person_id == person.id
    session.execute(update(Link).where(own, Link.id > link.id, Link.used_at.is_(None)).values(used_at=clock.now()))
    session.execute(delete(Identity).where(Identity.person_id == person.id))
    log.write(person.id, "undo address", "person", person.id, "admin")


def _end(which: Any) -> None:
    session.execute(update(Session).where(which, Session.ended_at.is_(None)).values(ended_at=clock.now()))
