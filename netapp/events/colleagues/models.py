"""Who comes along with somebody who signs up, as it was typed or chosen. Their sign-ups are rows as all others."""

from collections.abc import Sequence
from dataclasses import dataclass

# So many come along with one person.
MOST = 5


@dataclass(frozen=True)
class Brought:
    """(name, address) of each who was typed, and the numbers of colleagues who were chosen."""

    named: Sequence[tuple[str, str]] = ()
    mates: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.named) + len(self.mates)


NOBODY = Brought()
