"""A thread that everybody reads, for search engines (JSON-LD): schema.org's DiscussionForumPosting, or QAPage."""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from netapp.core import links, pieces, text
from netapp.core.languages import gettext as _
from netapp.forums import addresses, reading
from netapp.forums.models import Thread
from netapp.forums.reading import Line

# An engine shows a line or two; whoever wants the whole opens the page.
MOST_SAID = 500


@pieces.remembered
def thread(row: tuple[Any, ...], lines: tuple[Line, ...]) -> Markup:
    """The first page of it, safe inside a script element; "" where its first post is gone. Never for members only.

    `row`: as reading.Read has it.
    """
    it = reading.Read(row, None, "", None).thread
    stand = [line for line in lines if not line.deleted_at and not line.hidden_at and line.position]
    if not stand or stand[0].position != 1:
        return Markup("")
    first, others = stand[0], stand[1:]
    document = _question(it, first, others) if it.kind == "question" else _posting(it, first, others)
    said = json.dumps({"@context": "https://schema.org", **document}, ensure_ascii=False)
    return Markup(said.replace("<", "\\u003c"))  # noqa: S704 ("<" can't end the element)


def _posting(it: Thread, first: Line, others: Sequence[Line]) -> dict[str, Any]:
    url = addresses.absolute(it)
    return {
        "@type": "DiscussionForumPosting",
        "@id": url,
        "headline": it.title,
        "inLanguage": it.language,
        "isPartOf": _forum(it),
        **_said(first, url),
        "commentCount": it.posts - 1,
        "comment": [{"@type": "Comment", **_said(line)} for line in others],
    }


def _question(it: Thread, first: Line, others: Sequence[Line]) -> dict[str, Any]:
    """What the asker has marked as the answer is the accepted one; all others are suggestions."""
    url = addresses.absolute(it)
    answers = {line.id: {"@type": "Answer", **_said(line), "upvoteCount": line.thanks + line.agree} for line in others}
    question: dict[str, Any] = {"@type": "Question", "@id": url, "name": it.title, **_said(first, url)}
    question["answerCount"] = it.posts - 1
    if it.answer_id in answers:
        question["acceptedAnswer"] = answers.pop(it.answer_id)
    question["suggestedAnswer"] = list(answers.values())
    return {"@type": "QAPage", "inLanguage": it.language, "isPartOf": _forum(it), "mainEntity": question}


def _forum(it: Thread) -> dict[str, Any]:
    return {
        "@type": "WebPage",
        "name": it.group.name,
        "url": links.absolute("forums.threads", group_id=it.group_id),
    }


def _said(line: Line, url: str = "") -> dict[str, Any]:
    """Who said what, and when; by name only who shows it to everybody."""
    name = line.name if line.shows_name else ""
    found = {
        "url": url or addresses.absolute_of_post(line.id),
        "text": text.excerpt(line.body, MOST_SAID),
        "author": {"@type": "Person", "name": name or (_("A member") if line.author_id else _("Former member"))},
        "datePublished": f"{line.published_at.isoformat(timespec='seconds')}Z",
    }
    if line.edited_at:
        found["dateModified"] = f"{line.edited_at.isoformat(timespec='seconds')}Z"
    return found
