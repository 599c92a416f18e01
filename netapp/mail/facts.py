"""What others may hear about letters: somebody has stopped a kind of them, or wants them again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stopped:
    """`address` wants no more letters about `scope` ("group:3", "meeting:7")."""

    address: str
    scope: str


@dataclass(frozen=True)
class Resumed:
    """`address` has taken that back."""

    address: str
    scope: str
