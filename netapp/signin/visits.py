"""A visit to a provider, from the button here to the way back: what it was for waits on the server (I3)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from sqlalchemy import delete

from netapp.config import Provider
from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.signin import accounts, notices, policy, sessions
from netapp.signin.models import Attempt
from netapp.signin.opened import Opened

# Authlib and what it brings are a quarter of the whole start: they are loaded by the sites that have a provider.
if TYPE_CHECKING:
    from netapp.signin import oidc

LONGEST = timedelta(minutes=10)


def begin(viewer: Viewer, provider: Provider, next: str = "", is_joining: bool = False) -> Opened:
    """Off to the provider's own page; back to ours, with a sentence, when the provider can't be asked."""
    from netapp.signin import oidc

    visit = oidc.begin(provider)
    if visit is None:
        said = oidc.unreachable(provider)
        return _at_the_settings(said) if is_joining else _at_the_door(notices.way_on(next), said)
    url, state = visit
    _set_out(viewer, state, next, is_joining)
    return Opened(url)


def end(viewer: Viewer, provider: Provider) -> Opened:
    """The visitor is back. The network is asked between two transactions, never in one."""
    from netapp.signin import oidc

    state = oidc.own_state(provider)
    attempt = _come_back(viewer, state) if state else None
    if attempt is None:
        return _at_the_door("", _("That took too long, or was begun in another browser. Please try again."))
    answer = oidc.finish(provider)
    if attempt.person_id is not None:
        return _joined(viewer, attempt, answer)
    if answer.claims is None:
        return _at_the_door(attempt.next, answer.trouble)
    opened = accounts.arrive(viewer, answer.claims, attempt.next)
    return opened or _at_the_door(attempt.next, _asked_by_mail(provider), "wait")


@action
def _set_out(viewer: Viewer, state: str, next: str, is_joining: bool) -> None:
    require(policy.may_add_ways_in(viewer) if is_joining else policy.may_sign_in(viewer))
    person_id = viewer.person_id if is_joining else None
    session.add(Attempt(state_hash=sessions.hashed(state), next=notices.way_on(next), person_id=person_id))


@action
def _come_back(viewer: Viewer, state: str) -> Attempt | None:
    """What the visit was for; it is used up by asking. None for a state that is used, unknown or too old."""
    require(policy.may_sign_in(viewer))
    found = session.execute(
        delete(Attempt)
        .where(Attempt.state_hash == sessions.hashed(state))
        .returning(Attempt.next, Attempt.person_id, Attempt.created_at)
    ).one_or_none()
    if found is None or clock.now() - found.created_at > LONGEST:
        return None
    return Attempt(next=found.next, person_id=found.person_id, created_at=found.created_at)


def _joined(viewer: Viewer, attempt: Attempt, answer: "oidc.Answer") -> Opened:
    if answer.claims is None:
        return _at_the_settings(answer.trouble)
    if viewer.person_id != attempt.person_id:
        return _at_the_door("", _("You were signed out in the meantime. Please try again."))
    return accounts.join(viewer, answer.claims)


def _asked_by_mail(provider: Provider) -> str:
    return _(
        "The e-mail address from %(provider)s is already in use here. We have written to it: "
        "press the button in the letter to go on.",
        provider=provider.name,
    )


def _at_the_door(next: str, said: str, kind: str = "stop") -> Opened:
    return Opened(url_for("signin.door", next=next or None), said=said, kind=kind)


def _at_the_settings(said: str) -> Opened:
    return Opened(url_for("signin.devices"), said=said, kind="stop")
