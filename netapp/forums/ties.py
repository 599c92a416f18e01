"""What higher floors have tied to threads and posts: the meeting that a thread is about, or that a post became.

The thing holds the key (a meeting its `thread_id` and `post_id`); a thread knows none of them. So that a thread's page
needs no statement where nothing is tied, each kind lends two things: columns, which go into the statements that the
page asks anyway and find the numbers of what is tied, and `shown`, which names them for a viewer, in one statement for
all of the page, and only where there are any. `offer` is what may be made of a post by one click. A new kind (a
promise, a card) is one `Tie`, lent in `create_app`; it makes its thing from `?from_post=` as the meeting's form does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import ColumnElement, String, Text, cast, func, literal

from netapp.core.viewer import Viewer
from netapp.forums.models import Thread


class Shown(NamedTuple):
    """Something that is tied, for who may see it. `about`, `became`: a few words before its title."""

    about: str
    became: str
    title: str
    language: str
    when: str
    url: str
    icon: str


class Offer(NamedTuple):
    """What may be made of a post: the page of its form takes `from_post`."""

    word: str
    icon: str
    endpoint: str


@dataclass(frozen=True)
class Tie:
    """`of_thread`, `of_post`: from the column of a number to a select of the numbers of what is tied to it; None where
    nothing of the kind is.
    """

    kind: str
    of_thread: Callable[[Any], Any]
    of_post: Callable[[Any], Any] | None
    shown: Callable[[Viewer, Sequence[int]], Mapping[int, Shown]]
    offer: Callable[[Viewer, Thread], Offer | None]


def lend(app: Flask, tie: Tie) -> None:
    app.extensions.setdefault("ties of threads", []).append(tie)


def column_of_thread(thread_id: Any) -> ColumnElement[str]:
    """All that is tied to a thread, as one text: "meeting:7"."""
    return _column([(tie.kind, tie.of_thread(thread_id)) for tie in _all()])


def column_of_post(post_id: Any) -> ColumnElement[str]:
    return _column([(tie.kind, tie.of_post(post_id)) for tie in _all() if tie.of_post])


def named(viewer: Viewer, said: Iterable[str]) -> Mapping[str, Shown]:
    """What these columns name, as far as the viewer may see it."""
    ids: dict[str, set[int]] = defaultdict(set)
    for one in {one for each in said for one in each.split()}:
        kind, _colon, number = one.partition(":")
        ids[kind].add(int(number))
    found: dict[str, Shown] = {}
    for tie in _all() if ids else ():
        shown = tie.shown(viewer, sorted(ids[tie.kind])) if ids[tie.kind] else {}
        found |= {f"{tie.kind}:{number}": one for number, one in shown.items()}
    return found


def among(names: Mapping[str, Shown], said: str) -> tuple[Shown, ...]:
    return tuple(names[one] for one in sorted(said.split()) if one in names)


def offers(viewer: Viewer, thread: Thread) -> tuple[Offer, ...]:
    """What the viewer may make of the thread's posts."""
    made = () if viewer.is_guest else (tie.offer(viewer, thread) for tie in _all())
    return tuple(one for one in made if one is not None)


def _all() -> Sequence[Tie]:
    found: Sequence[Tie] = current_app.extensions.get("ties of threads", ())
    return found


def _column(chosen: Sequence[tuple[str, Any]]) -> ColumnElement[str]:
    said: Any = cast(literal(""), Text)
    for kind, select in chosen:
        (number,) = select.selected_columns
        each = func.aggregate_strings(literal(f"{kind}:") + cast(number, String), " ")
        said = said + " " + func.coalesce(select.with_only_columns(each).scalar_subquery(), "")
    return func.trim(said) if chosen else said
