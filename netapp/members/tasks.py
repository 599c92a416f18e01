"""Timed work about people and companies: guests are forgotten after the days that the privacy page names (P1)."""

from datetime import timedelta

from netapp.core import clock, log, site
from netapp.core.db import transaction
from netapp.members import actions, companies, keeping, tending


def ask_companies() -> None:
    """Once a year the contacts of a company in the public directory are asked whether its page still holds."""
    with transaction():
        tending.ask_whether_they_hold(companies.today())


def erase_guests() -> None:
    """Forget guests whom no meeting, group or letter has needed for `site.guest_days`."""
    with transaction():
        since = clock.now() - timedelta(days=site.current().guest_days)
        for guest in keeping.unneeded_guests(since):
            log.write(None, "erase", "person", guest.id, "admin")
            actions.forget(guest)
