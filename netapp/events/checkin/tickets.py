"""What of the day stands in letters and on the page of who has a seat: a code for the door."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from netapp.core import qr
from netapp.core.letters import Picture
from netapp.events.checkin import links
from netapp.events.checkin import queries as checkin
from netapp.events.models import Meeting, SignUp


class Ticket(NamedTuple):
    """Nothing of it where there is nothing to show: a code only where the meeting has a place, and until it is over."""

    url: str = ""

    @property
    def number(self) -> str:
        """Of the code's picture in a letter."""
        return f"{self.url.rpartition('/')[2]}@ticket"

    @property
    def pictures(self) -> Sequence[Picture]:
        return [Picture(self.number, qr.picture(self.url))] if self.url else []

    @property
    def code(self) -> Markup | None:
        return qr.drawn(self.url) if self.url else None


def of(meeting: Meeting, sign_up: SignUp | None) -> Ticket:
    if sign_up is None or sign_up.state != "going" or meeting.state == "cancelled" or meeting.is_over:
        return Ticket()
    has_place = bool(meeting.place or meeting.address or not meeting.online_url)
    return Ticket(links.ticket_url(sign_up.id) if has_place and checkin.has_seat(meeting, sign_up) else "")
