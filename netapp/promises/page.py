"""What the pages of promises show, put together from the queries."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import url_for

from netapp.core import clock, languages, links, localtime, signed
from netapp.core.db import session
from netapp.core.errors import NotVisible, Refused
from netapp.core.languages import gettext as _
from netapp.core.paging import Page
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import page as meetings_page
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.forums import addresses
from netapp.forums import queries as forums
from netapp.groups import page as groups_page
from netapp.groups import reading as groups_reading
from netapp.groups import records
from netapp.members import queries as people
from netapp.members.models import Person
from netapp.promises import actions, letters, policy, queries, words
from netapp.promises.forms import AnswerForm
from netapp.promises.models import Promise, Way
from netapp.promises.queries import FILTERS, Line

ANSWERS = ("kept", "later", "dropped")
# Of more people and companies a list is made to choose from.
MOST_LINKS = 10


class Row(NamedTuple):
    """A promise in a list. `kind` and `icon` are those of its chip."""

    url: str
    text: str
    language: str | None
    owner: str
    state: str
    kind: str
    icon: str
    reason: str


class Told(NamedTuple):
    """An answer in the history of a promise."""

    said: str
    who: str
    when: str
    iso: str
    reason: str
    is_undone: bool


def rows(lines: Iterable[Line]) -> tuple[Row, ...]:
    return tuple(_row(one) for one in lines)


def _row(line: Line) -> Row:
    other = line.language if line.language != languages.current() else None
    url = url_for("promises.promise", promise_id=line.id)
    return Row(
        url,
        line.text,
        other,
        words.owner(line),
        *words.state(line),
        line.reason,
    )


def of_group(viewer: Viewer, group_id: int, args: Mapping[str, str]) -> dict[str, Any]:
    """A group's promises, narrowed to a state and to whose they are."""
    group = groups_reading.readable(viewer, group_id)
    languages.prefer(group.language)
    state = args.get("state", "") if args.get("state") in FILTERS else "open"
    whose = _whose(args)
    if whose is not None and whose[0] == "person" and not policy.may_see_names(viewer, group):
        whose = None
    begin = links.number(args.get("after")) or 0
    found = queries.of_group(viewer, group, state, whose, begin)
    asked: dict[str, Any] = {"group_id": group.id, "state": state, **({whose[0]: whose[1]} if whose else {})}
    more = url_for("promises.promises", **asked, after=begin + queries.PAGE) if len(found) > queries.PAGE else None
    shown = found[: queries.PAGE]
    is_plain, share = not args, queries.share(viewer, group)
    return {
        **groups_page.frame(viewer, group),
        "rows": rows(shown),
        "page": Page(shown, next_url=more, previous_url=url_for("promises.promises", **asked) if begin else None),
        "share": share,
        "percent": words.percent(share.percent),
        "offered": _offered(group.id, state, whose),
        **_owners(viewer, group, state, whose),
        "state": state,
        "here": url_for("promises.promises", group_id=group.id),
        "new_url": url_for("promises.new", group=group.id) if policy.may_make(viewer, group) else None,
        "noindex": not is_plain or group.read_key != PUBLIC,
        "canonical": links.absolute("promises.promises", group_id=group.id) if group.read_key == PUBLIC else "",
    }


def _whose(args: Mapping[str, str]) -> tuple[str, int] | None:
    """`?company=3`, or `?whose=company:3` as a list to choose from sends it."""
    kind, _colon, chosen = args.get("whose", "").partition(":")
    args = {kind: chosen} if chosen else args
    for kind in ("person", "company"):
        number = links.number(args.get(kind))
        if number is not None:
            return kind, number
    return None


def _offered(group_id: int, state: str, whose: tuple[str, int] | None) -> list[tuple[str, str, bool]]:
    own: dict[str, Any] = {whose[0]: whose[1]} if whose else {}
    return [
        (said, url_for("promises.promises", group_id=group_id, state=name, **own), name == state)
        for name, said in words.states().items()
    ]


def _owners(viewer: Viewer, group: Any, state: str, whose: tuple[str, int] | None) -> dict[str, Any]:
    """Links that narrow the list to somebody's, or where there are many a list to choose from; people for who may read
    their names.
    """
    known = policy.may_see_names(viewer, group)
    found = [one for one in queries.owners(viewer, group) if known or one[0] == "company"]
    choices = [(f"{kind}:{number}", name, whose == (kind, number)) for kind, number, name in found]
    if len(found) > MOST_LINKS or (len(found) < 2 and whose is None):
        return {"owners": [], "choices": choices if len(found) > MOST_LINKS else []}

    def at(**asked: Any) -> str:
        return url_for("promises.promises", group_id=group.id, state=state, **asked)

    everybody = (_("Everybody"), at(), whose is None)
    links = [(name, at(**{kind: number}), whose == (kind, number)) for kind, number, name in found]
    return {"owners": [everybody, *links], "choices": []}


def of_promise(viewer: Viewer, promise_id: int, form: AnswerForm | None = None, chosen: str = "") -> dict[str, Any]:
    promise = queries.get(viewer, promise_id)
    group = promise.group
    languages.prefer(group.language)
    speaks = queries.speaks(viewer, promise)
    may_answer = policy.may_answer(viewer, promise, speaks)
    last = queries.last_answer(promise.id)
    may_undo = last is not None and policy.may_undo(viewer, promise, last, speaks)
    may_edit = policy.may_edit(viewer, promise, speaks)
    return {
        **groups_page.frame(viewer, group),
        "noindex": group.read_key != PUBLIC or promise.for_members,
        "canonical": links.absolute("promises.promise", promise_id=promise.id) if group.read_key == PUBLIC else "",
        **_shown(viewer, promise),
        "may_answer": may_answer,
        "edit_url": url_for("promises.edit", promise_id=promise.id) if may_edit else None,
        "undo": last if may_undo and last is not None and last.kind != "back" else None,
        "form": form or (AnswerForm(days(viewer, group), when="weeks") if may_answer else None),
        "chosen": chosen if chosen in ANSWERS and may_answer else "",
        "here": url_for("promises.promise", promise_id=promise.id),
        "action": url_for("promises.answer", promise_id=promise.id),
    }


def asked(token: str) -> tuple[Person, Promise]:
    """Whom a letter's link names, and which promise; NotVisible once it is somebody else's to answer."""
    promise_id, person_id = signed.values(letters.TOKEN, token)
    person = session.get(Person, person_id) if person_id else None
    if person is None or person.erased_at is not None:
        raise NotVisible
    promise = queries.get(records.as_viewer(person), int(promise_id))
    return person, promise


def of_letter(person: Person, promise: Promise, form: AnswerForm | None, chosen: str, token: str) -> dict[str, Any]:
    """The page with the answer chosen and one button."""
    viewer = records.as_viewer(person)
    speaks = queries.speaks(viewer, promise)
    may_answer = policy.may_answer(viewer, promise, speaks)
    last = queries.last_answer(promise.id)
    may_undo = last is not None and policy.may_undo(viewer, promise, last, speaks)
    return {
        **_shown(viewer, promise),
        "group": promise.group,
        "may_answer": may_answer,
        "undo": last if may_undo and last is not None and last.kind != "back" else None,
        "form": form or (AnswerForm(days(viewer, promise.group), when="weeks") if may_answer else None),
        "chosen": chosen if chosen in ANSWERS and may_answer else "",
        "here": url_for("promises.by_letter", token=token),
        "action": url_for("promises.by_letter", token=token),
    }


def act(viewer: Viewer, promise_id: int, form: AnswerForm, way: Way) -> Promise:
    """What the pressed button says; anything else is Refused."""
    answer, seen = form.answer.data, form.seen.data
    if answer == "kept":
        return actions.keep(viewer, promise_id, way=way, seen=seen)
    if answer == "dropped":
        return actions.drop(viewer, promise_id, form.reason.data or "", way=way, seen=seen)
    if answer == "reopened":
        return actions.reopen(viewer, promise_id, way=way, seen=seen)
    if answer == "undo":
        return actions.undo(viewer, promise_id, form.number.data or 0)
    if answer == "later":
        if form.chosen is None:
            raise Refused(_("Choose a day."), "day")
        return actions.postpone(viewer, promise_id, form.chosen, way=way, seen=seen)
    raise Refused(_("Choose one of the buttons."))


def answering(viewer: Viewer, promise_id: int) -> AnswerForm:
    """The form that was sent."""
    return AnswerForm(days(viewer, queries.get(viewer, promise_id).group))


def written_down(promise: Promise, viewer: Viewer) -> str:
    """What is said when one was made."""
    if promise.person_id == viewer.person_id or (promise.person_id is None and promise.company_id is None):
        return _("Written down. A reminder comes before the day.")
    return _("Written down. Whose it is gets a letter in ten minutes, and a reminder before the day.")


def noted(promise: Promise, answer: str | None) -> str:
    """What is said after a button was pressed."""
    if answer == "undo":
        return _("Taken back.")
    said = {"kept": _("Noted: it is done. Thank you."), "dropped": _("Noted: it will not be done.")}
    said["later"] = _("Noted: by %(day)s. You will be reminded.", day=languages.date_long(promise.due))
    return said.get(answer or "", _("Noted."))


def days(viewer: Viewer, group: Any) -> dict[str, date]:
    """Those to choose from; the day of the group's next meeting before them, where there is one."""
    ready = words.ahead(queries.today(group.zone))
    coming = meetings.meetings(viewer).where(Meeting.group_id == group.id, Meeting.state == "published")
    found = session.scalar(coming.where(Meeting.starts_at > clock.now()).order_by(Meeting.starts_at).limit(1))
    return {"next": found.starts_local.date(), **ready} if found is not None else ready


def _shown(viewer: Viewer, promise: Promise) -> dict[str, Any]:
    line = queries.named(viewer, [promise.id])[promise.id]
    return {
        "promise": promise,
        "row": _row(line),
        "day": languages.date_long(promise.due),
        "wrote": _wrote(viewer, promise, line),
        "meeting": _meeting(viewer, promise),
        "post": _post(viewer, promise),
        "history": _history(promise, line.knows),
    }


def _wrote(viewer: Viewer, promise: Promise, line: Line) -> str:
    maker = people.people([promise.made_by] if promise.made_by else []).get(promise.made_by or 0)
    day = languages.date_short(localtime.to_local(promise.made_at, promise.group.zone))
    name = maker.name if maker and line.knows else ""
    return _("%(name)s, %(day)s", name=name, day=day) if name else day


def _meeting(viewer: Viewer, promise: Promise) -> tuple[str, str] | None:
    if promise.meeting_id is None:
        return None
    seen = meetings.meetings(viewer).where(Meeting.id == promise.meeting_id)
    found = session.scalar(seen)
    return (meetings_page.title(found), meetings_page.url(found)) if found else None


def _post(viewer: Viewer, promise: Promise) -> tuple[str, str] | None:
    found = forums.seen_post(viewer, promise.post_id) if promise.post_id else None
    return (found.thread.title, addresses.of_post(found.id)) if found and not found.is_gone else None


def _history(promise: Promise, knows: bool) -> list[Told]:
    found = []
    for answer, name in queries.answers(promise):
        local = localtime.to_local(answer.at, promise.group.zone)
        who = name if knows else ""
        said = words.history(answer.kind, answer.due)
        found.append(
            Told(
                said,
                who,
                languages.date_short(local),
                local.date().isoformat(),
                answer.reason,
                answer.undone_at is not None,
            )
        )
    return found
