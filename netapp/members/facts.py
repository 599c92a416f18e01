"""What happened to people, for floors above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonErased:
    """Name and address are gone from the person's row. `address` is what it was, to find what is kept by address."""

    person_id: int
    address: str | None


@dataclass(frozen=True)
class PersonChanged:
    """Pages that name the person may say something else now: the name, whether it is shown, where they work."""

    person_id: int


@dataclass(frozen=True)
class CompaniesMerged:
    """One record of a company is part of another one now; its row goes at the end of the deed."""

    gone_id: int
    company_id: int
