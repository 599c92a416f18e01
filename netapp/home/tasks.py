"""Timed work that gathers from everywhere: the weekly letter."""

from netapp.core.db import transaction
from netapp.home import digest


def send_digests() -> int:
    """Order the digests of those for whom it is Monday past eight; returns how many. Run it twice an hour."""
    with transaction():
        return digest.order(digest.readers())
