"""A meeting with few seats, many members with a session each, and what became of them."""

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session as Orm

from netapp.core import clock
from netapp.core.db import session
from netapp.events.models import Meeting, SignUp
from netapp.groups.models import Membership
from netapp.mail.models import Letter
from netapp.members.models import Affiliation, Company, Person
from netapp.signin.models import Session
from tests.support.servers import Racer
from tests.town import Town

THREADS = 24


class Room:
    """One meeting, `members` who are signed in (person number → cookie), and the site's database."""

    def __init__(self, app: Flask, members: int, seats: int | None, **more: Any) -> None:
        self.app = app
        with app.app_context():
            town = Town()
            group = town.group("builders")
            meeting = town.meeting(group, seats=seats, **more)
            self.meeting_id = meeting.id
            people = [Person(name=f"Racer {number}", email=f"racer{number}@race.example") for number in range(members)]
            for person in people:
                person.signed_in_at = person.email_confirmed_at = clock.now()
            session.add_all(people)
            session.flush()
            tokens = {person.id: secrets.token_urlsafe(32) for person in people}
            expires = clock.now() + timedelta(days=1)
            for number, token in tokens.items():
                token_hash = hashlib.sha256(token.encode()).hexdigest()
                session.add(Session(person_id=number, token_hash=token_hash, expires_at=expires))
                session.add(Membership(group_id=group.id, person_id=number, state="active"))
            session.commit()
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            self.cookies = {
                number: str(signer.dumps({"_user_id": token, "_fresh": True})) for number, token in tokens.items()
            }

    @property
    def numbers(self) -> list[int]:
        return sorted(self.cookies)

    def another(self, seats: int, **more: Any) -> None:
        """Another meeting for the same people."""
        with self.app.app_context():
            before = session.get_one(Meeting, self.meeting_id)
            self.meeting_id = Town().meeting(before_group(before), seats=seats, **more).id

    def sign_up(self, port: int, numbers: Sequence[int]) -> None:
        """All at once; each must be told that it was done."""
        self._all(port, [(number, "signup") for number in numbers])

    def sign_up_in_threes(self, port: int, numbers: Sequence[int]) -> None:
        """Each with two colleagues whom nobody else brings."""
        path = f"/meetings/{self.meeting_id}/signup"
        pairs = ("name_1", "email_1", "name_2", "email_2")
        threes = [(path, self.cookies[n], {f"with_{one}": f"{one}.{n}@race.example" for one in pairs}) for n in numbers]
        answers = race(port, threes)
        assert answers == {303: len(numbers)}, answers

    def take_part(self, port: int, noun: str, modes: Sequence[tuple[int, str]]) -> None:
        """Sign up ("signup") or change over ("way"), each in this mode."""
        path = f"/meetings/{self.meeting_id}/{noun}"
        answers = race(port, [(path, self.cookies[number], {"mode": mode}) for number, mode in modes])
        assert answers == {303: len(modes)}, answers

    def work_together(self) -> None:
        """All of them at one company, for which each answers."""
        with self.app.app_context():
            company = Company(name="Racers", folded="racers")
            session.add(company)
            session.flush()
            since = clock.now().date()
            theirs = {"company_id": company.id, "since": since, "role": "contact"}
            session.add_all(Affiliation(person_id=number, **theirs) for number in self.numbers)
            session.commit()

    def swap(self, port: int, pairs: Sequence[tuple[int, int]], coming: Sequence[int]) -> Counter[int]:
        """(who leaves, who goes instead), each asked for by who leaves; and newcomers among them."""
        path = f"/meetings/{self.meeting_id}"
        swaps: list[Any] = [
            (f"{path}/swaps", self.cookies[one], {"leaver": str(one), "comer": str(other)}) for one, other in pairs
        ]
        return race(port, [*swaps, *((f"{path}/signup", self.cookies[number]) for number in coming)])

    def _all(self, port: int, deeds: Sequence[tuple[int, str]]) -> None:
        answers = race(port, [(f"/meetings/{self.meeting_id}/{noun}", self.cookies[number]) for number, noun in deeds])
        assert answers == {303: len(deeds)}, answers

    def sign_up_and_withdraw(self, port: int, coming: Sequence[int], going: Sequence[int]) -> None:
        """Newcomers and those who leave, mixed."""
        self._all(port, [*((number, "signup") for number in coming), *((number, "withdrawal") for number in going)])

    def sign_ups(self) -> list[SignUp]:
        """In the order of joining."""
        with self.app.app_context():
            rows = session.scalars(
                sa.select(SignUp).where(SignUp.meeting_id == self.meeting_id).order_by(SignUp.turn, SignUp.id)
            ).all()
            session.expunge_all()
            return list(rows)

    def letters(self) -> Counter[tuple[str, int | None]]:
        """How many of each kind to whom."""
        with self.app.app_context():
            rows = session.execute(
                sa.select(Letter.letter, Letter.person_id).where(Letter.thing == f"meeting:{self.meeting_id}")
            ).all()
            return Counter((letter, person_id) for letter, person_id in rows)


def before_group(meeting: Meeting) -> Any:
    from netapp.groups.models import Group

    return Orm.object_session(meeting).get_one(Group, meeting.group_id)  # type: ignore[union-attr]


def race(
    port: int, requests: Sequence[tuple[str, str] | tuple[str, str, Mapping[str, str]]], **fields: str
) -> Counter[int]:
    """Post (path, cookie), each with these fields, or with fields of its own as well, from many threads, each with a
    connection of its own, all let go at one moment.
    """
    answers: Counter[int] = Counter()
    lock, gate = threading.Lock(), threading.Barrier(THREADS)

    def run(mine: Sequence[Any]) -> None:
        with Racer(port) as racer:
            gate.wait()
            for path, cookie, *own in mine:
                status = racer.post(path, cookie, **{**fields, **(own[0] if own else {})})
                with lock:
                    answers[status] += 1

    threads = [threading.Thread(target=run, args=(requests[start::THREADS],)) for start in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
