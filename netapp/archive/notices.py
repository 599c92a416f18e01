"""Who is told how to get what is kept of them."""

from netapp.core import clock, languages
from netapp.mail import outbox
from netapp.members import queries as people


def your_data(email: str) -> None:
    """To an address, known or not: the work is the same for both, and a letter to nobody does not leave (I4)."""
    person = people.person_by_email(email)
    language = (person.language if person else None) or languages.current()
    to = outbox.To(person.id if person else None, email, person.name if person else "", language)
    outbox.post("your_data", f"person:{to.person_id or 0}", to, occurrence=f"{clock.now():%Y-%m-%dT%H:%M:%S}")
