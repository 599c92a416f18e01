"""What an answer answers: which post, and the words of it that stand quoted above the answer."""

from collections.abc import Sequence
from typing import NamedTuple

from netapp.core import text
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import policy, queries
from netapp.forums.attaching.sent import Attached
from netapp.forums.attaching.shown import Shown
from netapp.forums.forms import ReplyForm
from netapp.forums.models import Thread

# What is quoted of a long post, as in its letter: the beginning says which one it was.
MOST_QUOTED = 280


class Answered(NamedTuple):
    """A post that is being answered, and who wrote it."""

    id: int
    name: str
    quote: str


def answered(viewer: Viewer, thread: Thread, post_id: int | None) -> Answered | None:
    """The post of this thread that the viewer wants to answer; None where none of that number stands there."""
    found = queries.seen_post(viewer, post_id) if post_id and policy.may_reply(viewer, thread) else None
    if found is None or found.thread_id != thread.id or found.is_gone:
        return None
    name = queries.name_of(found) or _("Somebody")
    return Answered(found.id, name, quoted(name, text.excerpt(found.body, MOST_QUOTED)))


def reply_form(begun: str, files: Sequence[Shown] = (), answered: Answered | None = None) -> ReplyForm:
    """The form under a thread, with what the viewer has begun to write, the files of it, and what that answers."""
    body = with_quote(begun, answered.quote) if answered else begun
    return ReplyForm(posted=False, body=body).with_files(Attached(lambda: files))


def quoted(name: str, said: str) -> str:
    """As a letter has it, so that it reads well where nothing is drawn; the script of the page writes the same."""
    lines = [f"{name}:", *said.splitlines()]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines)


def with_quote(body: str, quote: str) -> str:
    """What has been written already, and the quote below it once."""
    if quote in body:
        return body
    return f"{body.rstrip()}\n\n{quote}\n" if body.strip() else f"{quote}\n"
