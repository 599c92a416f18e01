"""Paging: one more row than fits is read, so that the next page is known without counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a long list and the addresses of the neighbours; None at the ends."""

    rows: Sequence[T]
    next_url: str | None = None
    previous_url: str | None = None
