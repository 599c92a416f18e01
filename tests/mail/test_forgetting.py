"""Old letters go by themselves."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session, transaction
from netapp.mail import tasks
from netapp.mail.models import Letter


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [
        ("sent", 89, False),
        ("sent", 91, True),
        ("missed", 91, True),
        ("kept", 91, True),
        ("failed", 91, False),
        ("failed", 181, True),
        ("queued", 400, False),
    ],
)
def test_a_letter_stays_as_long_as_the_privacy_page_says(app: Flask, state, days, goes) -> None:
    then = clock.now() - timedelta(days=days)
    done = None if state == "queued" else then
    row = Letter(key="k", letter="note", thing="meeting:7", address="ada@reader.example", language="en", state=state)
    row.created_at = row.due_at = then
    row.done_at = done
    with transaction():
        session.add(row)
    assert tasks.forget_old() == int(goes)
    assert (session.scalar(select(Letter.id)) is None) == goes
