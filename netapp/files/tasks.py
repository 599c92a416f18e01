"""Timed work: what nobody names any more goes, after a day in which somebody may still be at it."""

from datetime import timedelta
from itertools import islice

from netapp.core import clock
from netapp.core.db import transaction
from netapp.files import shelf, storage

AFTER = timedelta(days=1)
# So long that few locks are taken, so short that none is held for long.
_AT_ONCE = 200


def sweep() -> None:
    """First rows that no owner names, then contents that no row names."""
    before = clock.now() - AFTER
    with transaction():
        shelf.drop_unneeded(before)
    old = (name for name, since in storage.current().names() if since < before)
    while names := list(islice(old, _AT_ONCE)):
        with transaction():
            shelf.clear(names)
