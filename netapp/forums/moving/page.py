"""The pages of moving, merging and splitting: first the choice, then who will read it, then the button."""

from typing import Any

from flask import request, url_for

from netapp.core import text
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.forums import addresses, reading
from netapp.forums import queries as forums
from netapp.forums import words as forums_words
from netapp.forums.attaching import shown
from netapp.forums.models import ON_A_PAGE, Thread
from netapp.forums.moving import actions, policy, queries, words
from netapp.forums.moving.forms import MergeForm, MoveForm, SplitForm
from netapp.groups import page as groups_page

SHOWN_OF_POST = 160


def of_move(viewer: Viewer, thread_id: int) -> tuple[MoveForm, dict[str, Any]]:
    """Which group; once one is chosen, what that means."""
    thread = _thread(viewer, thread_id, "move")
    groups = queries.moderated(viewer)
    asked = request.form if request.method == "POST" else request.args if "group" in request.args else None
    form = MoveForm(groups, sent=asked, posted=False, group=thread.group_id, for_all=False)
    chosen = next((group for group in groups if asked is not None and group.id == form.group.data), None)
    about = _about(viewer, thread)
    if chosen is not None:
        for_members = not (form.for_all.data and forums_words.wider(chosen))
        change = actions.change_of(thread, chosen, for_members=for_members)
        is_same = (chosen.id, for_members) == (thread.group_id, thread.for_members)
        form.seen.data = change.mark
        about |= {"chosen": chosen, "said": words.said(change), "is_same": is_same, "for_members": for_members}
    return form, about | {"wider": forums_words.wider(chosen) if chosen else ""}


def of_merge(viewer: Viewer, thread_id: int) -> tuple[MergeForm, dict[str, Any]]:
    """Into which thread; once one is chosen, what that means."""
    thread = _thread(viewer, thread_id, "merge")
    word = text.one_line(request.args.get("q", ""))[:60]
    asked = request.form if request.method == "POST" else request.args if "into" in request.args else None
    found = list(queries.latest(viewer, thread, word))
    into = _chosen(viewer, thread, str(asked.get("into", ""))) if asked is not None else None
    if into is not None and into not in found:
        found.append(into)
    form = MergeForm(found, sent=asked, posted=False)
    about = _about(viewer, thread) | {"word": word, "groups": {one.id: one.group.name for one in found}}
    if into is not None:
        change = actions.change_of(thread, into.group, for_members=into.for_members)
        form.seen.data = change.mark
        # As words: what a refusal has undone, no page can ask any more.
        chosen = {"id": into.id, "title": into.title, "group": into.group.name}
        about |= {"chosen": chosen, "said": words.said(change)}
    return form, about


def of_split(viewer: Viewer, thread_id: int) -> tuple[SplitForm, dict[str, Any]]:
    """The posts of a page of it, without the first one of the thread."""
    thread = _thread(viewer, thread_id, "split")
    last = reading.pages(thread.posts)
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else last
    if not 1 <= number <= last:
        raise NotVisible
    lines = [one for one in reading.lines(viewer, thread.id, number) if (one.position or 0) > 1]
    form = SplitForm([(one.id, _excerpt(one)) for one in lines])
    urls = [url_for("forums.split", thread_id=thread.id, page=one) for one in (number - 1, number + 1)]
    names = {one.id: one.name for one in lines}
    return form, _about(viewer, thread) | {
        "names": names,
        "earlier_url": urls[0] if number > 1 else None,
        "later_url": urls[1] if number < last else None,
        "on_a_page": ON_A_PAGE,
    }


def after(viewer: Viewer, thread: Thread, group_id: int) -> str:
    """The thread, where who has moved it still reads it; else the list of the group that it was in."""
    seen = forums.seen_among(viewer, [thread.id])
    return addresses.of(thread) if seen else addresses.of_group(group_id)


def _thread(viewer: Viewer, thread_id: int, deed: str) -> Thread:
    thread = forums.get(viewer, thread_id)
    require(deed in policy.offers(viewer, thread))
    return thread


def _chosen(viewer: Viewer, thread: Thread, number: str) -> Thread | None:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    into = forums.get(viewer, int(number))
    require(policy.may_merge(viewer, thread, into))
    return into if into.id != thread.id else None


def _about(viewer: Viewer, thread: Thread) -> dict[str, Any]:
    return {
        **groups_page.frame(viewer, thread.group),
        "thread": thread,
        "back": addresses.of(thread),
        "threads_url": addresses.of_group(thread.group_id),
        "chosen": None,
        "said": [],
        "is_same": False,
    }


def _excerpt(line: reading.Line) -> str:
    """What it says; a post of files alone is known by their names."""
    if line.deleted_at or line.hidden_at:
        return "…"
    return text.excerpt(line.body, SHOWN_OF_POST) or ", ".join(one.name for one in shown.read(line.files))
