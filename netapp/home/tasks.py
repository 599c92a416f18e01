"""Timed work that gathers from everywhere: the weekly letter."""

import time

from netapp.core.db import reading, transaction
from netapp.home import digest

# How many letters are ordered in one transaction, and how long others may write between two of them, in seconds:
# on SQLite they try again all the time, and a pause that is too short would be none.
STEP = 500
PAUSE = 0.05


def send_digests() -> int:
    """Order the digests of those for whom it is past eight on their day; returns how many. Run it twice an hour.

    It looks for them without holding up who writes, and orders them in small steps. Whoever takes over from one that
    was killed between two steps orders the rest.
    """
    with reading():
        due = digest.due()
    ordered = 0
    for start in range(0, len(due), STEP):
        if start:
            time.sleep(PAUSE)
        with transaction():
            ordered += digest.order(due[start : start + STEP])
    return ordered
