"""What happened to people, for floors above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonErased:
    """Name and address are gone from the person's row; they are told as they were, to find what is kept by them."""

    person_id: int
    address: str | None
    name: str = ""


@dataclass(frozen=True)
class PersonChanged:
    """Pages that name the person may say something else now: the name, whether it is shown, where they work."""

    person_id: int


@dataclass(frozen=True)
class CompaniesMerged:
    """One record of a company is part of another one now; its row goes at the end of the deed."""

    gone_id: int
    company_id: int
