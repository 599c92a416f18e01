"""The form of a new promise, the fastest that there is: a line, whose, and by when; and the form that changes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from netapp.core import languages, links, text
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page as meetings_page
from netapp.events import queries as meetings
from netapp.forums import addresses
from netapp.forums import queries as forums
from netapp.groups import page as groups_page
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.promises import owning, page, policy, queries, words
from netapp.promises.actions import Wish
from netapp.promises.forms import PromiseForm
from netapp.promises.models import LONGEST, Promise

ORGANISERS = "organisers"


@dataclass(frozen=True)
class Begun:
    """Where a new promise is made: at a meeting, of a post, or in a group. `of`: for actions.make."""

    group: Group
    of: dict[str, int | None]
    language: str
    about: str
    said: str
    author_id: int | None
    way_back: str


def begun(viewer: Viewer, args: Mapping[str, str]) -> Begun:
    """NotVisible for what the viewer does not see, Forbidden for who may make none there."""
    meeting_id, post_id = links.number(args.get("meeting")), links.number(args.get("from_post"))
    if post_id:
        found = _of_post(viewer, post_id)
    elif meeting_id:
        found = _at_meeting(viewer, meeting_id)
    else:
        group = groups.get_readable(viewer, links.number(args.get("group")) or 0)
        way_back = url_for("promises.promises", group_id=group.id)
        found = Begun(group, {"meeting_id": None, "post_id": None}, group.language, "", "", None, way_back)
    languages.prefer(found.group.language)
    require(policy.may_make(viewer, found.group))
    return found


def _of_post(viewer: Viewer, post_id: int) -> Begun:
    post = forums.get_post(viewer, post_id)
    if post.is_gone:
        raise NotVisible
    of, thread = {"meeting_id": None, "post_id": post.id}, post.thread
    said = text.excerpt(post.body, LONGEST - 1)
    way_back = addresses.of_post(post.id)
    return Begun(thread.group, of, thread.language, thread.title, said, post.author_id, way_back)


def _at_meeting(viewer: Viewer, meeting_id: int) -> Begun:
    meeting = meetings.get_published(viewer, meeting_id)
    of, about = {"meeting_id": meeting.id, "post_id": None}, meetings_page.title(meeting)
    return Begun(meeting.group, of, meeting.language, about, "", None, meetings_page.url(meeting))


def form_of(viewer: Viewer, begun: Begun) -> PromiseForm:
    """With what is likely: a post's words and its writer, the group's next meeting."""
    ready = page.days(viewer, begun.group)
    owners = _owners(viewer, begun.group, **begun.of)
    likely = f"person:{begun.author_id or viewer.person_id}"
    return PromiseForm(
        owners,
        ready,
        text=begun.said,
        owner=likely,
        when="next" if "next" in ready else "weeks",
    )


def of_form(viewer: Viewer, begun: Begun, form: PromiseForm) -> dict[str, Any]:
    return {
        **groups_page.frame(viewer, begun.group),
        "form": form,
        "about": (begun.about, begun.way_back) if begun.about else None,
        "may_name_anybody": policy.may_name_anybody(viewer, begun.group),
        "list_url": url_for("promises.promises", group_id=begun.group.id),
        "promise": None,
    }


def wish_of(begun: Begun | Promise, form: PromiseForm) -> Wish:
    assert form.chosen is not None, "the form has been looked at"
    return Wish(form.text.data or "", begun.language, form.chosen, **form.whose)


def editing(viewer: Viewer, promise_id: int) -> tuple[Promise, PromiseForm]:
    promise = queries.get(viewer, promise_id)
    languages.prefer(promise.group.language)
    require(policy.may_edit(viewer, promise, queries.speaks(viewer, promise)))
    owners = _owners(viewer, promise.group, meeting_id=promise.meeting_id, post_id=promise.post_id)
    whose = _value(promise)
    if whose not in {value for some in owners.values() for value, _label in some}:
        # Whose it is already can be sent back, also where the others don't know them.
        line = queries.named(viewer, [promise.id])[promise.id]
        owners = {**owners, "": [*owners.get("", []), (whose, words.owner(line))]}
    form = PromiseForm(
        owners, page.days(viewer, promise.group), text=promise.text, owner=whose, day=promise.due, before=promise.text
    )
    return promise, form


def of_edit(viewer: Viewer, promise_id: int, form: PromiseForm) -> dict[str, Any]:
    promise = queries.get(viewer, promise_id)
    return {
        **groups_page.frame(viewer, promise.group),
        "form": form,
        "about": (promise.text, url_for("promises.promise", promise_id=promise.id)),
        "may_name_anybody": policy.may_name_anybody(viewer, promise.group),
        "list_url": url_for("promises.promises", group_id=promise.group_id),
        "promise": promise,
    }


def is_other(promise: Promise, form: PromiseForm) -> bool:
    """Whether the form says somebody else."""
    return bool(form.email.data) or form.owner.data != _value(promise)


def _value(promise: Promise) -> str:
    if promise.person_id is not None:
        return f"person:{promise.person_id}"
    return f"company:{promise.company_id}" if promise.company_id is not None else ORGANISERS


def _owners(
    viewer: Viewer, group: Group, meeting_id: int | None, post_id: int | None
) -> dict[str, list[tuple[str, str]]]:
    """For a list with headings: oneself and the organisers, who came, companies, the others."""
    found = owning.offered(viewer, group, meeting_id, post_id)
    first = [(f"person:{viewer.person_id}", _("I, %(name)s", name=viewer.name) if viewer.name else _("I"))]
    shown: dict[str, list[tuple[str, str]]] = {"": [*first, (ORGANISERS, _("The organisers"))]}
    each = [(one, (f"person:{one.id}", f"{one.name}, {one.company}" if one.company else one.name)) for one in found]
    others = [(one, said) for one, said in each if one.id != viewer.person_id]
    companies = sorted({(one.company, one.company_id) for one in found if one.company_id})
    shown[_("Who came")] = [said for one, said in others if one.came]
    shown[_("Companies")] = [(f"company:{number}", name) for name, number in companies]
    shown[_("Members")] = [said for one, said in others if not one.came]
    return {heading: some for heading, some in shown.items() if some}
