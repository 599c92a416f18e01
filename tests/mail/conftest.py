"""A room that sends letters of every kind, and a mail server that keeps what it gets."""

import asyncio
import email
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from netapp.core.db import transaction
from netapp.core.letters import Letter, Order, Written
from netapp.mail import outbox
from netapp.mail.outbox import To

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
BODY = """{% extends "mail/_frame.EXT" %}
{% block body %}
{{ facts([(_("When"), "Tuesday"), (_("Where"), "Taastrup\\nGregersensvej 1"), (_("Error"), "")]) }}
{{ button(title, "https://net.example/meetings/7?a=1&b=2") }}
{% endblock %}
"""


@dataclass
class Room:
    """What the test's letters say. `said` is asked for each one; None means: no longer due."""

    says: Callable[[Order], Written | None]
    asked: list[Order] = field(default_factory=list)

    def prepare(self, order: Order) -> Written | None:
        self.asked.append(order)
        return self.says(order)


def written(**changes: Any) -> Written:
    plain = Written(context={"title": "Møde i Taastrup"}, reason="You get this because you follow Builders.")
    return replace(plain, **changes)


@pytest.fixture
def room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Two kinds of letters: "note", and "key", which opens a door."""
    room = Room(lambda order: written())
    known = {"note": Letter("note", room.prepare), "key": Letter("key", room.prepare, opens_door=True)}
    monkeypatch.setitem(app.extensions, "letters", known)
    monkeypatch.setitem(app.extensions, "readers of letters", {})
    texts = {}
    for name in known:
        texts[f"mail/{name}/subject.txt"] = "{{ title }}"
        texts |= {f"mail/{name}/body.{end}": BODY.replace("EXT", end) for end in ("txt", "html")}
    monkeypatch.setattr(
        app.jinja_env, "loader", ChoiceLoader([DictLoader(texts), app.jinja_env.loader or DictLoader({})])
    )
    return room


FAULTS = {
    "reject": "550 5.1.1 no such user",
    "policy": "550 5.7.1 not from you",
    "later": "451 4.3.0 try again later",
}


class Sink:
    """A mail server. Recipients choose faults by their name: reject 550, policy 550 5.7.1, later 451, drop the line."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, said: list[str]
    ) -> Any:
        session.host_name = hostname
        self.connections += 1
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        fault = FAULTS.get(address.partition("@")[0])
        if fault is None:
            envelope.rcpt_tos.append(address)
        return fault or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if envelope.rcpt_tos[0].startswith("drop@"):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "421 dropped"
        self.got.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one.original_content or b"", policy=default) for one in self.got]

    @property
    def readers(self) -> list[str]:
        return [one.rcpt_tos[0] for one in self.got]


def free_port() -> int:
    # aiosmtpd's port=0 does not work.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """The site's mail server."""
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings = replace(app.config["NETAPP"], smtp_url=f"smtp://127.0.0.1:{port}", mail_from="post@net.example")
    monkeypatch.setitem(app.config, "NETAPP", settings)
    yield sink
    controller.stop()


def to(name: str, language: str = "en") -> To:
    return To(None, f"{name}@reader.example", name.title(), language)


def order(*names: str, letter: str = "note", **options: Any) -> None:
    """Order a letter for each of these readers, and commit."""
    with transaction():
        outbox.post_many(letter, "meeting:7", [to(name) for name in names], **options)
