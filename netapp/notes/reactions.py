"""What follows for notes from what becomes of people and companies. Nobody asked for it."""

from sqlalchemy import delete, select, update

from netapp.core.db import session
from netapp.events.models import Meeting
from netapp.groups import revisions
from netapp.members.facts import CompaniesMerged, PersonErased
from netapp.notes.models import Note, Part, Revision, Writing


def forget_person(fact: PersonErased) -> None:
    """What they have written stays, by somebody without a name; what they were to do is the organisers' (P1)."""
    session.execute(delete(Writing).where(Writing.person_id == fact.person_id))
    session.execute(update(Revision).where(Revision.person_id == fact.person_id).values(person_id=None))
    session.execute(update(Part).where(Part.person_id == fact.person_id).values(person_id=None))
    session.execute(update(Part).where(Part.made_by == fact.person_id).values(made_by=None))


def company_merged(fact: CompaniesMerged) -> None:
    """What the one record is to do is the other's from now on."""
    session.execute(update(Part).where(Part.company_id == fact.gone_id).values(company_id=fact.company_id))
    groups = select(Meeting.group_id).join(Note, Note.meeting_id == Meeting.id).join(Part, Part.note_id == Note.id)
    revisions.touch_all(session.scalars(groups.where(Part.company_id == fact.company_id).distinct()))
