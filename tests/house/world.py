"""A town in which every address leads somewhere: for each parameter of each route there is a made object.

A scene is a set of things that belong together (a group, a meeting in it, a membership, a sign-up, the links that its
letters hold); scenes.py makes them. `World.rows()` turns the map of addresses into requests, one for each scene that an
address can be about.
"""

import base64
import contextvars
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from netapp.core.db import session
from tests.house import programs
from tests.house.companies import PNG
from tests.house.hidden import Hidden
from tests.house.scenes import MISSING
from tests.support.visitors import ORIGIN, Visitor

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
# Who asks, and where they stand; see tests/town.py.
ROLES: Mapping[str, str | None] = {
    "guest": None,
    "newcomer": "nina",
    "pending": "pia",
    "invited": "ivan",
    "left": "dan",
    "removed": "rita",
    "member": "carol",
    "moderator": "mia",
    "organiser": "ole",
    "elsewhere": "olga",
    "admin": "adam",
    "insider": "bob",
    "owner": "alice",
}
# The two who are in the secret groups; everybody else must not learn that there are any.
INSIDERS = frozenset({"insider", "owner"})

# What is typed where an empty form would only be shown again.
TYPED: Mapping[str, Mapping[str, str]] = {
    "api.tokens": {"name": "Screen", "days": "30"},
    "api.webhooks": {"url": "https://hooks.example/y", "meeting_held": "y"},
    "archive.ask": {"email": "new@news.example"},
    "events.add_person": {"name": "Gerd", "email": "gerd@gerds.example"},
    "events.answer": {"answer": "yes"},
    "events.answer_poll": {"do": "none"},
    "events.answer_poll_as_guest": {"do": "none", "name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"},
    "events.cancel": {"reason": "Snow."},
    "events.choose_time": {"time": "1", "do": "publish"},
    "events.doors": {"name": "Front"},
    "events.end_poll": {"reason": "Snow."},
    "events.marks": {"marks": "[]"},
    "events.invite": {"addresses": "new@news.example"},
    "events.poll_answer": {"do": "none"},
    "events.new_question": {"text": "Food?", "kind": "text"},
    "events.question": {"text": "Food?", "kind": "text"},
    "events.questions": {"days": "20"},
    "events.ready_question": {"ready": "food"},
    "events.import_chosen": {"do": "draft"},
    "events.hand_out": {"handout_title": "Slides"},
    "events.item": {"title": "Heat", "day": "0", "kind": "talk"},
    "events.move_item": {"to": "down"},
    "events.new_item": {"title": "Heat", "day": "0", "kind": "talk"},
    "events.programme": {"written": "13:00 Welcome"},
    "events.record": {"head_count": "7"},
    "events.move_place": {"do": "take out", "person": "1"},
    "events.open_screen": {"do": "anew"},
    "events.room": {"tables": "1", "rounds": "1", "anew": "y"},
    "events.turn_clock": {"do": "next", "seen": "0-off"},
    "events.cancel_series": {"reason": "Snow."},
    "events.join_series_as_guest": {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"},
    "events.series_answer": {"answer": "all"},
    "events.rides": {"do": "leave"},
    "events.rides_by_letter": {"do": "leave"},
    "events.travel": {"notes": "By train.", "rides": "yes"},
    "events.opinion": {"mark": "4", "words": "Longer breaks."},
    "events.reminders": {"days_0": "7", "hour_0": "9", "text_0_en": "Bring boots."},
    "events.new_message": {"states": "going", "subject": "Boots", "body": "Bring boots."},
    "events.change_message": {"states": "going", "subject": "Boots", "body": "Bring boots."},
    "events.sign_up_as_guest": {"name": "Gerd", "company": "Gerds", "email": "gerd@gerds.example"},
    "forums.edit": {"body": "Say **more**.", "seen": "Say **x**."},
    "forums.flag": {"why": "unkind"},
    "forums.ruling": {"do": "hide", "why": "unkind"},
    "forums.introduction": {"body": "I am somebody."},
    "forums.keep_answer": {"body": "Perhaps."},
    "forums.keep_opening": {"title": "Bricks", "body": "Who"},
    "forums.new": {"title": "Bricks?", "body": "Who has some?", "kind": "question"},
    "forums.react": {"kind": "thanks"},
    "forums.reply": {"body": "We have."},
    "forums.rules": {"tags": "One, Two"},
    "forums.title": {"title": "Bricks!"},
    "forums.watch": {"watch": "follow"},
    "forums.move": {"group": "1", "seen": "0"},
    "forums.merge": {"into": "1", "seen": "0"},
    "forums.split": {"title": "Apart"},
    "forums.vote_by_letter": {"choice": "1"},
    "promises.answer": {"answer": "kept"},
    "promises.by_letter": {"answer": "kept"},
    "promises.edit": {"text": "Send more", "owner": "organisers", "day": "2026-12-24", "before": ""},
    "promises.new": {"text": "Send it", "owner": "organisers", "when": "week"},
    "events.talk": {"title": "Parking?", "body": "Where?", "kind": "discussion"},
    "groups.ask": {"name": "Gerd", "email": "gerd@gerds.example"},
    "groups.come": {"name": "Gerd", "email": "gerd@gerds.example"},
    "groups.give": {"office": "moderator"},
    "groups.start_network": {"like": "business", "name": "New", "language": "en"},
    "groups.enter": {"reason": "A complaint."},
    "groups.follow": {"email": "new@news.example"},
    "groups.invite": {"addresses": "new@news.example"},
    "groups.links": {"label": "At the fair", "ends": "30"},
    "groups.correct_row": {"email": "put@right.example", "name": "Right"},
    "groups.mail_level": {"mail_level": "digest"},
    "home.make_administrator": {"email": "carol@carols.example"},
    "members.own_picture": {"picture-kept": base64.b64encode(bytes.fromhex(PNG)).decode()},
    "members.edit_company": {"name": "Bobbins & Sons", "kind": "company", "language": "en"},
    "mail.attempts": {"state": "kept"},
    "news.approval": {"do": "change", "line": "Less."},
    "news.edit": {"kind": "news", "title": "News", "author": "Bob", "body": "Said.", "language": "en", "company": ""},
    "news.look": {"text": "3 May 2018"},
    "news.new": {"kind": "news", "title": "News", "author": "Bob", "body": "Said.", "language": "en", "company": ""},
    "news.talk": {"title": "Really?", "body": "Is it?", "kind": "discussion"},
    "news.translation": {"title": "Nyheder", "body": "Sagt."},
    "groups.funding": {"statement_en": "Paid by us"},
    "signin.address": {"email": "new@news.example"},
    "signin.name": {"name": "Somebody"},
    "signin.send_link": {"email": "new@news.example"},
}


@dataclass(frozen=True)
class Row:
    """One request. `about` is the scene's name, "" where the address is about nothing."""

    method: str
    rule: str
    about: str
    endpoint: str
    path: str

    @property
    def said(self) -> str:
        return f"{self.method} {self.rule}" + (f" ({self.about})" if self.about else "")


# Which scenes an address can be about, by the first of these parameters that it has.
SCENES: Mapping[str, tuple[str, ...]] = {
    "meeting_id": ("open", "draft", "inner", "secret", "hidden"),
    "poll_id": ("open", "inner", "secret", "hidden"),
    "series_id": ("open", "inner", "secret", "hidden"),
    "date_id": ("open", "inner", "secret", "hidden"),
    "thread_id": ("open", "inner", "secret", "hidden"),
    "post_id": ("open", "inner", "secret", "hidden"),
    "attached_id": ("open", "inner", "secret", "hidden"),
    "article_id": ("open", "draft", "inner", "secret", "hidden"),
    "funder_id": ("open", "inner", "secret", "hidden"),
    "group_id": ("open", "inner", "secret", "hidden"),
    "token": ("open", "secret"),
    "door": ("open", "secret"),
    "letter_id": ("open", "secret"),
    "company_id": ("open", "private", "hidden"),
    "person_id": ("open", "hidden"),
}
# Parameters that no thing is behind.
PLAIN: Mapping[str, Any] = {
    "tail": "-x",
    "month": "2026-12",
    "year": 2026,
    "number": 1,
    "filename": "js/app.js",
    "kind": "csv",
    "form": "atom",
    "figure": "quiet",
    "by": "year",
    "word": "2026",
    "language": "da",
}
PROVIDER = {"signin.visit", "signin.callback", "signin.join_account"}


class World(Hidden):
    """The town, filled, and who asks in it."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app
        self.cookies = {role: self._cookie(name) for role, name in ROLES.items()}
        self.programs = {role: programs.token_of(self.town.people[name]) for role, name in ROLES.items() if name}
        self.client = app.test_client(use_cookies=False)

    def ask(
        self,
        role: str,
        method: str,
        path: str,
        data: Mapping[str, str] | None = None,
        origin: Mapping[str, str] = ORIGIN,
        **headers: str,
    ) -> TestResponse:
        """What this role's browser gets; it keeps nothing from one request to the next."""
        session.rollback()
        known = {"Accept-Language": "en", **headers, **(origin if method == "POST" else {})}
        if self.cookies[role]:
            known["Cookie"] = f"netapp={self.cookies[role]}"
        if path.startswith("/api/v1"):
            known.pop("Cookie", None)
            return self._ask_as_program(role, method, path, known)
        # A request within the test's own app context would inherit its `g`, and in it the last viewer.
        context = contextvars.Context()
        return context.run(self.client.open, path, method=method, data=data, headers=known, buffered=True)

    def _ask_as_program(self, role: str, method: str, path: str, headers: dict[str, str]) -> TestResponse:
        """With a token that may do whatever its person may; what is sent is known by the address."""
        if role in self.programs:
            headers |= {"Authorization": f"Bearer {self.programs[role]}", "If-Match": "*"}
        try:
            endpoint = self.app.url_map.bind("localhost").match(path.partition("?")[0], method)[0]
        except HTTPException:
            endpoint = ""
        sent = None if method == "GET" else programs.sent(endpoint, self.scenes["open"].values)
        said: dict[str, Any] = {"method": method, "json": sent, "headers": headers, "buffered": True}
        return contextvars.Context().run(self.client.open, path, **said)

    def rows(self, method: str | None = None) -> Iterator[Row]:
        """Every address with every method that its view answers to, in the order of the addresses."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            for one in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                if method in {None, one}:
                    yield from self.rows_of(rule, one)

    def rows_of(self, rule: Rule, method: str) -> Iterator[Row]:
        """A parameter that nothing was made for is a KeyError: make something."""
        about = next(
            (SCENES[name] for name in SCENES if name in rule.arguments), ("open",) if rule.arguments else ("",)
        )
        for name in about:
            if name and name not in self.scenes:
                continue
            values = {one: self.value(rule.endpoint, one, name) for one in rule.arguments}
            built = rule.build(values, append_unknown=False)
            assert built, f"{rule.rule} can't be built from {values}"
            yield Row(method, rule.rule, name if set(rule.arguments) - set(PLAIN) else "", rule.endpoint, built[1])

    def value(self, endpoint: str, parameter: str, scene: str) -> Any:
        if parameter == "key":
            return "linkedin" if endpoint in PROVIDER else self.scenes["open"].values["key"]
        if parameter in PLAIN:
            return PLAIN[parameter]
        made = self.scenes[scene]
        if parameter != "token" and parameter not in made.values:
            made = self.scenes["open"]
        return made.of(endpoint, parameter)

    def nothing(self, row: Row, rule: Rule) -> str:
        """The same address about something that was never there."""
        values = {one: self.value(row.endpoint, one, row.about) for one in rule.arguments}
        numbers = {one: MISSING for one in values if one.endswith("_id")}
        return str(rule.build({**values, **numbers}, append_unknown=False)[1])  # type: ignore[index]

    def rule(self, row: Row) -> Rule:
        return next(rule for rule in self.app.url_map.iter_rules(row.endpoint) if rule.rule == row.rule)

    def _cookie(self, name: str | None) -> str:
        if name is None:
            return ""
        visitor = Visitor(self.app, self.town.people[name])
        cookie = visitor.client.get_cookie("netapp")
        assert cookie is not None
        return str(cookie.value)


def told(answer: TestResponse) -> str:
    """All that an answer says, in small letters; an archive and a table are opened."""
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    # How often a token was used before tells nothing of what it reads.
    headers = re.sub(r"(?m)^RateLimit: .*$", "", str(answer.headers))
    return f"{answer.status}\n{headers}\n{body.decode(errors='replace')}".lower()


def outcome(app: Flask, answer: TestResponse) -> str:
    """A word for what came of a request: the status, "door" (sign in first), or "refused" (one sentence said no)."""
    if answer.status_code == 303:
        if answer.location.startswith("/sign-in"):
            return "door"
        if any(kind == "stop" for kind, _said in flashes(app, answer)):
            return "refused"
    return str(answer.status_code)


def flashes(app: Flask, answer: TestResponse) -> list[tuple[str, str]]:
    """What the next page would say first: (kind, sentence)."""
    found = re.search(r"netapp=([^;]+)", answer.headers.get("Set-Cookie", ""))
    serializer: Any = app.session_interface
    signer = serializer.get_signing_serializer(app)
    content = signer.loads(found[1]) if found else {}
    return [(str(kind), str(said)) for kind, said in content.get("_flashes", [])]


class Snapshot:
    """An SQLite database as it stands, to be put back after each request that writes."""

    def __init__(self, app: Flask) -> None:
        self.live = sqlite3.connect(app.config["NETAPP"].database_url.removeprefix("sqlite:///"))
        self.kept = sqlite3.connect(":memory:")
        self.live.backup(self.kept)
        self.version = self._version()
        found = self.kept.execute("PRAGMA table_list").fetchall()
        tables = [name for _, name, kind, *_ in found if kind == "table" and not name.startswith("sqlite_")]
        self.rows = {table: self._rows(self.kept, table) for table in tables}

    def has_changed(self) -> bool:
        return self._version() != self.version

    def changed(self) -> set[str]:
        """The tables that do not hold the same any more, whatever changed them; a revision alone is no change."""
        return {table for table, rows in self.rows.items() if self._rows(self.live, table) != rows}

    def put_back(self) -> None:
        if self.has_changed():
            self.kept.backup(self.live)
            self.version = self._version()

    def close(self) -> None:
        self.live.close()
        self.kept.close()

    def _rows(self, connection: sqlite3.Connection, table: str) -> list[Any]:
        columns = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
        shown = ", ".join(f'"{name}"' for name in columns if name != "revision")
        return connection.execute(f'SELECT {shown} FROM "{table}"').fetchall()

    def _version(self) -> int:
        return int(self.live.execute("PRAGMA data_version").fetchone()[0])
