"""Somebody of the demo at whose address letters come back: their organisers see it."""

from netapp.demo.place import Place
from netapp.mail import returning
from netapp.mail.reports import Failure

WHO = "Viggo Steenstrup"


def write(place: Place) -> None:
    address = place.people[WHO].email or ""
    returning.note(address, Failure("5.1.1", True, f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"))
