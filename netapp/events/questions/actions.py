"""What organisers do with a meeting's questions: ask one more, change, move or drop one, and say how long answers stay.

A question that has been answered is never changed or dropped before it was said what becomes of the answers.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from netapp.core.db import action, session
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.languages import use
from netapp.core.viewer import Viewer
from netapp.events import policy, queries
from netapp.events.models import Meeting, SignUp
from netapp.events.questions import answers, models
from netapp.events.questions.models import MOST_QUESTIONS, WITH_CHOICES, Choice, Question, QuestionKind
from netapp.groups import revisions

# What becomes of answers: kept as a line of text, forgotten, or meant otherwise ("as:3", the third new choice from 0).
NOTE, DROP, AS = "note", "drop", "as:"
Fates = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A question as an organiser has written it: its texts by language, and those of each choice."""

    kind: QuestionKind
    texts: dict[str, str]
    choices: Sequence[dict[str, str]] = ()
    needed: bool = False
    for_organisers: bool = False
    most: int | None = None


class Lost(NamedTuple):
    """Answers that would mean nothing any more: how they read, how many, and the new choice that is most likely meant.

    `key` is the old choice's, "" for all answers to a question.
    """

    key: str
    said: str
    many: int
    likely: int | None = None


class AtStake(Exception):
    """People have answered, and nobody has said yet what becomes of it; the view asks."""

    def __init__(self, lost: Sequence[Lost], choices: Sequence[str]) -> None:
        super().__init__("answers are at stake")
        self.lost, self.choices = lost, choices


class Stale(Exception):
    """Somebody else has changed the question since the form was opened; `theirs` is what stands now (X5)."""

    def __init__(self, theirs: Question) -> None:
        super().__init__("changed by somebody else")
        self.theirs = theirs


@action
def ask(viewer: Viewer, meeting_id: int, written: Written) -> Question:
    """One more question, after the others."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    every = list(models.read(meeting.questions))
    if len(every) >= MOST_QUESTIONS:
        raise Refused(_("A meeting asks at most %(most)s questions: more would not be answered.", most=MOST_QUESTIONS))
    made = _made(meeting, written, None)
    _write(meeting, [*every, made])
    return made


@action
def change(viewer: Viewer, meeting_id: int, key: str, written: Written, *, seen: str, fates: Fates) -> Question:
    """Another text, kind or choices. `seen` is the stamp of what the form showed."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    every = list(models.read(meeting.questions))
    before = found(every, key)
    if seen != stamp(before):
        raise Stale(before)
    after = _made(meeting, written, before)
    _settle(meeting, before, after, fates)
    _write(meeting, [after if one.key == key else one for one in every])
    return after


@action
def drop(viewer: Viewer, meeting_id: int, key: str, fates: Fates) -> None:
    """Ask it no more. Twice is harmless."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    every = list(models.read(meeting.questions))
    before = next((one for one in every if one.key == key), None)
    if before is not None:
        _settle(meeting, before, None, fates)
        _write(meeting, [one for one in every if one.key != key])


@action
def place(viewer: Viewer, meeting_id: int, key: str, *, up: bool) -> None:
    """One place up or down; who is first or last stays."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    every = list(models.read(meeting.questions))
    at = every.index(found(every, key))
    to = at - 1 if up else at + 1
    if 0 <= to < len(every):
        every[at], every[to] = every[to], every[at]
        _write(meeting, every)


@action
def keep(viewer: Viewer, meeting_id: int, days: int) -> None:
    """Answers are deleted so many days after the meeting. Not longer than people were told when they answered."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, meeting))
    if days > meeting.answer_days and _answered(meeting):
        raise Refused(
            _(
                "People have answered, and were told %(days)s days: it can only become shorter.",
                days=meeting.answer_days,
            ),
            "days",
        )
    meeting.answer_days = days
    revisions.touch(meeting.group_id)


def copy(source: Meeting, to: Meeting) -> None:
    """The same questions for another meeting, with their keys, so that answers can go along when somebody is moved."""
    to.questions, to.answer_days = source.questions, source.answer_days


def stamp(question: Question) -> str:
    """Names the version of a question that a form shows."""
    return hashlib.sha256(json.dumps(question.row(), sort_keys=True).encode()).hexdigest()[:16]


def found(every: Sequence[Question], key: str) -> Question:
    for one in every:
        if one.key == key:
            return one
    raise NotVisible


def made(row: Mapping[str, Any], **more: Any) -> Question:
    """A question from its texts, with keys of its own."""
    choices = tuple(Choice(_key(), texts) for texts in row["choices"])
    return Question(**{"key": _key(), "kind": row["kind"], "texts": row["texts"], "choices": choices, **more})


def _write(meeting: Meeting, every: Sequence[Question]) -> None:
    meeting.questions = [one.row() for one in every] or None
    revisions.touch(meeting.group_id)


def _made(meeting: Meeting, written: Written, before: Question | None) -> Question:
    """A choice whose words are as before is the same choice."""
    known = {one.texts.get(meeting.language): one.key for one in before.choices} if before else {}
    lines = written.choices if written.kind in WITH_CHOICES else ()
    return Question(
        key=before.key if before else _key(),
        kind=written.kind,
        texts=written.texts,
        choices=tuple(Choice(known.get(line[meeting.language]) or _key(), line) for line in lines),
        needed=written.needed and not written.for_organisers,
        for_organisers=written.for_organisers,
        most=written.most if written.kind == "number" else None,
    )


def _settle(meeting: Meeting, before: Question, after: Question | None, fates: Fates) -> None:
    """Do with the answers what was said, else ask (AtStake)."""
    rows = [row for row in _answered(meeting) if before.key in (row.answers or {})]
    if after is not None and rows:
        _refuse_too_late(meeting, before, after)
    lost = _lost(meeting, before, after, [(row.answers or {})[before.key] for row in rows])
    new = [one.key for one in after.choices] if after else []
    if any(not _is_fate(fates.get(one.key, ""), len(new) if one.key else 0) for one in lost):
        main = meeting.language
        raise AtStake(lost, list(after.choices_in(main, main).values()) if after and lost[0].key else [])
    gone = {one.key for one in lost}
    for row in rows:
        row.answers = _settled(meeting, before, after, row.answers or {}, gone, fates) or None


def _refuse_too_late(meeting: Meeting, before: Question, after: Question) -> None:
    """What people were promised, or organisers have written among themselves, stays so."""
    if before.for_organisers and not after.for_organisers:
        raise Refused(
            _("What organisers have filled in would be shown to those whom it is about. Ask a new question instead."),
            "for_organisers",
        )
    taken = answers.taken(meeting, before.key)
    if after.most is not None and after.most < taken:
        raise Refused(_("%(taken)s are taken already: the limit can't be lower.", taken=taken), "most")


def _settled(
    meeting: Meeting, before: Question, after: Question | None, said: dict[str, Any], gone: set[str], fates: Fates
) -> dict[str, Any]:
    value, rest = said[before.key], {key: one for key, one in said.items() if key != before.key}
    if "" in gone:
        return _noted(meeting, before, rest, value) if fates[""] == NOTE else rest
    assert after is not None
    stays: list[str] = []
    for one in value if isinstance(value, list) else [value] if before.choices else []:
        fate = fates[one] if one in gone else ""
        if fate == NOTE:
            rest = _noted(meeting, before, rest, one)
        elif fate != DROP:
            stays.append(after.choices[int(fate.removeprefix(AS))].key if fate else one)
    if not before.choices:
        return said
    kept = list(dict.fromkeys(stays))
    return {**rest, before.key: kept if after.kind == "several" else kept[0]} if kept else rest


def _lost(meeting: Meeting, before: Question, after: Question | None, said: Sequence[Any]) -> list[Lost]:
    """What would mean nothing any more, of these answers."""
    if not said:
        return []
    is_same = after is not None and (after.kind == before.kind or (before.kind, after.kind) == ("choice", "several"))
    if after is None or not is_same:
        return [Lost("", "", len(said))]
    stay, lost = {one.key for one in after.choices}, []
    words = before.choices_in(meeting.language, meeting.language)
    fresh = {number for number, one in enumerate(after.choices) if one.key not in words}
    for number, (key, text) in enumerate(words.items()):
        many = sum(key in value if isinstance(value, list) else key == value for value in said)
        if key not in stay and many:
            lost.append(Lost(key, text, many, number if number in fresh else None))
    return lost


def _is_fate(given: str, choices: int) -> bool:
    number = given.removeprefix(AS)
    return given in {NOTE, DROP} or (given != number and number in map(str, range(choices)))


def _noted(meeting: Meeting, question: Question, said: dict[str, Any], value: Any) -> dict[str, Any]:
    main = meeting.language
    with use(main):
        line = f"{question.text_in(main, main)[1]} {answers.in_words(question, value, main, main)}"
    return answers.noted(said, line)


def _answered(meeting: Meeting) -> Sequence[SignUp]:
    return session.scalars(
        select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.answers.is_not(None)).order_by(SignUp.turn)
    ).all()


def _key() -> str:
    return f"q{secrets.token_hex(4)}"
