"""Who is written to at the doors: links that open something, and word of what was opened."""

import secrets
from datetime import timedelta
from typing import Any

from netapp.core import clock, languages, links
from netapp.core.db import session
from netapp.mail import outbox
from netapp.members import queries as people
from netapp.members.models import Person
from netapp.signin import queries
from netapp.signin.models import Link, Purpose

GOOD_FOR = timedelta(minutes=15)
# For so long a changed address can be taken back by who reads the mail at the old one.
UNDO_FOR = timedelta(days=7)

_LETTERS: dict[Purpose, str] = {"sign-in": "sign_in", "join-account": "join_account", "address": "confirm_address"}


def sign_in_link(email: str, next: str) -> None:
    """To an address, known or not; the work is the same for both (I4)."""
    _post(link("sign-in", email, next))


def is_it_yours(person: Person, next: str, account: dict[str, Any]) -> None:
    """To the owner of an address: is the provider's account that brought it yours (I2)?"""
    _post(link("join-account", person.email or "", next, person.id, account=account))


def confirm_address(person_id: int, email: str) -> None:
    """To an address that somebody who is signed in wants as theirs."""
    _post(link("address", email, person_id=person_id))


def again(old: Link) -> None:
    """The same once more, instead of a link that was used or came too late."""
    kept = {name: value for name, value in old.data.items() if name != "nonce"}
    _post(link(old.purpose, old.email, old.next, None if old.purpose == "sign-in" else old.person_id, **kept))


def address_taken(owner: Person, by: int) -> None:
    """To the owner of an address that somebody else typed as theirs; at most once an hour."""
    outbox.post("address_taken", f"person:{by}", _to(owner), occurrence=f"{clock.now():%Y-%m-%dT%H}")


def address_changed(person: Person, before: str) -> None:
    """To the address that was a person's until now; who reads it there can take it back for a week."""
    undo = link("undo-address", before, person_id=person.id)
    undo.expires_at = clock.now() + UNDO_FOR
    to = outbox.To(person.id, before, person.name, person.language or languages.current())
    outbox.post("address_changed", f"link:{undo.id}", to, link=undo.id)


def account_joined(person: Person, issuer: str) -> None:
    _tell(person, "account_joined", issuer)


def account_removed(person: Person, issuer: str) -> None:
    _tell(person, "account_removed", issuer)


def link(purpose: Purpose, email: str, next: str = "", person_id: int | None = None, **data: Any) -> Link:
    """A new link; only a local path is kept as the way on (I3)."""
    row = Link(
        purpose=purpose,
        email=email.strip().lower(),
        person_id=person_id,
        next=way_on(next),
        data={**data, "nonce": secrets.token_urlsafe(16)},
        expires_at=clock.now() + GOOD_FOR,
    )
    session.add(row)
    session.flush()
    return row


def way_on(next: str | None) -> str:
    """A path to go to after signing in, or nothing: never another site, never back to the door."""
    if not next or len(next) > 500 or not links.is_local_path(next) or next.startswith("/sign-"):
        return ""
    return next


def _post(row: Link) -> None:
    person = queries.person(row.person_id) if row.person_id else people.person_by_email(row.email)
    language = (person.language if person else None) or languages.current()
    to = outbox.To(person.id if person else None, row.email, person.name if person else "", language)
    outbox.post(_LETTERS[row.purpose], f"link:{row.id}", to, link=row.id)


def _tell(person: Person, letter: str, issuer: str) -> None:
    if person.email and person.email_confirmed_at:
        occurrence = f"{clock.now():%Y-%m-%dT%H:%M:%S}"  # Each time anew: it may be somebody else's doing.
        outbox.post(letter, f"person:{person.id}", _to(person), occurrence=occurrence, issuer=issuer)


def _to(person: Person) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or languages.current())
