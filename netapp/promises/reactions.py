"""What follows for promises from what happens to people, companies and groups (S7). Nobody asked for it."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import contains_eager

from netapp.core import clock
from netapp.core.db import session
from netapp.groups import revisions
from netapp.groups.facts import Left
from netapp.groups.models import Group
from netapp.members.facts import CompaniesMerged, PersonChanged, PersonErased
from netapp.promises import notices
from netapp.promises.models import Promise, PromiseAnswer


def give_back_of_leaver(fact: Left) -> None:
    """What they had still promised in this group is the organisers' again; what they promised for a company is its."""
    _give_back(fact.person_id, Promise.group_id == fact.group_id)


def forget_person(fact: PersonErased) -> None:
    """The same in every group; what is settled stays settled, by somebody without a name (P1)."""
    _give_back(fact.person_id)


def company_merged(fact: CompaniesMerged) -> None:
    """Promises of the one record are the other's from now on."""
    touched = session.scalars(select(Promise.group_id).where(Promise.company_id == fact.gone_id).distinct()).all()
    for column in (Promise.company_id, PromiseAnswer.was_company_id):
        session.execute(update(column.class_).where(column == fact.gone_id).values({column.key: fact.company_id}))
    revisions.touch_all(touched)


def person_changed(fact: PersonChanged) -> None:
    """Pages that name the person say something else now."""
    groups = select(Promise.group_id).where(Promise.person_id == fact.person_id).distinct()
    revisions.touch_all(session.scalars(groups))


def _give_back(person_id: int, *which: ColumnElement[bool]) -> None:
    chosen = select(Promise).join(Promise.group).options(contains_eager(Promise.group))
    mine = Promise.person_id == person_id, Promise.state == "open"
    found = session.scalars(chosen.where(*mine, *which).order_by(Promise.id).with_for_update(of=Promise)).all()
    # No answer that is taken back makes it theirs again.
    before = PromiseAnswer.promise_id.in_(select(Promise.id).where(*which))
    session.execute(
        update(PromiseAnswer).where(PromiseAnswer.was_person_id == person_id, before).values(was_person_id=None)
    )
    by_group: dict[int, tuple[Group, list[Promise]]] = {}
    now = clock.now()
    for promise in found:
        answer = PromiseAnswer(promise_id=promise.id, kind="back", at=now, was_state="open", was_due=promise.due)
        answer.was_company_id = promise.company_id
        session.add(answer)
        promise.person_id = None
        promise.turn += 1
        by_group.setdefault(promise.group_id, (promise.group, []))[1].append(promise)
    for group, promises in by_group.values():
        notices.back(group, promises, f"{person_id}:{now.timestamp()}", person_id)
        revisions.touch(group.id)
