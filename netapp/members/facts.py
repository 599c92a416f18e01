"""What happened to people, for floors above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonErased:
    """Name and address are gone from the person's row. `address` is what it was, to find what is kept by address."""

    person_id: int
    address: str | None


@dataclass(frozen=True)
class NameChanged:
    person_id: int
