"""Writing a letter: ask its room whether it is still due, and fill its templates in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from netapp.core import languages, letters, links, site, text
from netapp.core.letters import Order, Part, Picture, Written
from netapp.mail import stopping


@dataclass(frozen=True)
class Finished:
    """A letter in words. `stop` is the scope that its link stops, None for the answer to one's own deed.

    `answers`, `follows`, `reply_to` and `by_hand` are as in letters.Written.
    """

    order: Order
    subject: str
    text: str
    html: str
    sender: str
    site_name: str
    stop: str | None = None
    stop_url: str | None = None
    calendar: Part | None = None
    ended: Part | None = None
    answers: str | None = None
    follows: Sequence[str] = ()
    reply_to: str = ""
    by_hand: bool = False
    pictures: Sequence[Picture] = ()


class Missed(Exception):
    """The letter is no longer due (M3); the text says why in a word, for the outbox's page."""


def write(name: str, order: Order) -> Finished:
    """The letter as it reads at this moment; raises Missed. Only reads: it may be asked again after a failure."""
    with languages.use(order.language):
        written = letters.get(name).prepare(order)
        if written is None:
            raise Missed("no longer due")
        if written.stop and not written.even_if_stopped and stopping.is_stopped(order.address, written.stop):
            raise Missed("stopped")
        return _filled(name, order, written)


def _filled(name: str, order: Order, written: Written) -> Finished:
    site_name = site.current().name
    stop_url = stopping.link(order.address, written.stop) if written.stop else None
    context = {
        **written.context,
        "to": order,
        "language": languages.current(),
        "reason": written.reason,
        "sender": written.sender or site_name,
        "site_name": site_name,
        "site_url": links.absolute("home.front"),
        "stop_url": stop_url,
    }
    subject = text.one_line(_said(f"mail/{name}/subject.txt", context))
    context["subject"] = subject
    return Finished(
        order=order,
        subject=subject[:300],
        text=_tidy(_render(f"mail/{name}/body.txt", "mail/_parts.txt", context)),
        html=_render(f"mail/{name}/body.html", "mail/_parts.html", context).strip() + "\n",
        sender=written.sender,
        site_name=site_name,
        stop=written.stop,
        stop_url=stop_url,
        calendar=written.calendar,
        ended=written.ended,
        answers=written.answers,
        follows=written.follows,
        reply_to=written.reply_to,
        by_hand=written.by_hand,
        pictures=written.pictures,
    )


def _render(template: str, parts: str, context: Mapping[str, Any]) -> str:
    """Every letter finds `button`, `link` and `facts` in its hands, for HTML or for text, and imports nothing."""
    made = current_app.jinja_env.get_template(parts).module
    tools = {tool: getattr(made, tool) for tool in ("button", "link", "facts")}
    return _said(template, {**context, **tools})


def _said(template: str, context: Mapping[str, Any]) -> str:
    """Without what the layout of a page needs."""
    return current_app.jinja_env.get_template(template).render(context)


def _tidy(body: str) -> str:
    """Text without the empty lines that conditions leave behind."""
    body = re.sub(r"[ \t]+$", "", body.replace("\r\n", "\n").replace("\r", "\n"), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
