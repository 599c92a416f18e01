"""Saving what was written in a section: merged when others have saved since, and beside theirs when both are about the
same lines (X5). Nothing that was sent is ever lost: each text is a revision.
"""

from dataclasses import dataclass
from typing import NamedTuple

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.notes import merging, policy, queries
from netapp.notes.models import LONGEST_BODY, MOST_REVISIONS, Revision, RevisionState, Section, Writing


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A section's text as it was sent. `base`: the revision that it was written upon. `settles`: that of a clash whose
    both versions its writer has looked at.
    """

    body: str
    base: int
    token: str
    settles: int | None = None


class Saved(NamedTuple):
    """The section now has `body`, its revision `revision`; `sent` is that of what was sent. In a `clash` it is theirs,
    and `both` has the lines of both.
    """

    revision: int
    body: str
    sent: int
    clash: bool = False
    both: str = ""


@action
def save(viewer: Viewer, section_id: int, given: Sent) -> Saved:
    """The same token again is answered as the first time, and changes nothing."""
    meeting, section, helps = queries.locked_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    known = queries.sent(section_id, given.token)
    if known is not None:
        return _again(section, known)
    if len(given.body) > LONGEST_BODY:
        raise Refused(_("That is too long for one section. Make another one below."), "body")
    if section.numbered >= MOST_REVISIONS:
        raise Refused(_("This section was saved too often. Make another one below."), "body")
    base = queries.revision(section_id, given.base)
    merged = merging.merge(base.body if base else "", section.body, given.body)
    if merged.clash:
        kept = _keep(viewer, section, given.body, "clash", given.token)
        session.flush()
        return Saved(section.revision, section.body, kept.number, True, merged.text[:LONGEST_BODY])
    _settle(section_id, given.settles)
    if merged.text == section.body:
        # Nothing is new in it; the token is known from now on all the same.
        kept = _keep(viewer, section, given.body, "sent", given.token)
        session.flush()
        return Saved(section.revision, section.body, kept.number)
    if merged.text == given.body:
        kept = _keep(viewer, section, given.body, "text", given.token)
    else:
        kept = _keep(viewer, section, given.body, "sent", given.token)
        _keep(viewer, section, merged.text, "text", f"{given.token}+")
    section.body, section.revision, section.changed_at = merged.text, section.numbered, clock.now()
    session.flush()
    return Saved(section.revision, section.body, kept.number)


@action
def restore(viewer: Viewer, section_id: int, number: int, token: str) -> Saved:
    """An earlier text is the section's again, as a new revision."""
    meeting, section, helps = queries.locked_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    wanted = queries.revision(section_id, number)
    if wanted is None:
        raise Refused(_("There is no such version."))
    _settle(section_id, number)
    if wanted.body != section.body and queries.sent(section_id, token) is None:
        _keep(viewer, section, wanted.body, "text", token)
        section.body, section.revision, section.changed_at = wanted.body, section.numbered, clock.now()
    session.flush()
    return Saved(section.revision, section.body, section.revision)


@action
def settle(viewer: Viewer, section_id: int, number: int) -> None:
    """Leave the text as it stands; what was beside it is a version among others."""
    meeting, _section, helps = queries.locked_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    _settle(section_id, number)
    session.flush()


@action
def be_here(viewer: Viewer, section_id: int) -> None:
    """Say that one is writing in it."""
    meeting, section, helps = queries.get_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    assert viewer.person_id is not None, "a guest writes nothing"
    session.merge(Writing(note_id=section.note_id, person_id=viewer.person_id, section_id=section_id, at=clock.now()))
    session.flush()


def _keep(viewer: Viewer, section: Section, body: str, state: RevisionState, token: str) -> Revision:
    section.numbered += 1
    made = Revision(
        section_id=section.id,
        number=section.numbered,
        state=state,
        body=body,
        token=token,
        person_id=viewer.person_id,
        at=clock.now(),
    )
    session.add(made)
    return made


def _settle(section_id: int, number: int | None) -> None:
    clash = queries.revision(section_id, number) if number is not None else None
    if clash is not None and clash.state == "clash":
        clash.state = "settled"


def _again(section: Section, known: Revision) -> Saved:
    if known.state == "clash":
        return Saved(section.revision, section.body, known.number, True, f"{section.body}\n{known.body}")
    return Saved(section.revision, section.body, known.number)
