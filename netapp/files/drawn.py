"""What a picture that came in has become, or why it has not; shrinking.py makes it, and is slow to import."""

from typing import Literal, NamedTuple

Why = Literal["svg", "heic", "pixels", "unknown"]


class NoPicture(Exception):
    """The bytes are not a picture that we read, whatever their name says; `why` is what they are instead."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Drawn(NamedTuple):
    """A picture as it is kept: WebP, its size in pixels, and whether it needs a dark ground to be seen."""

    content: bytes
    width: int
    height: int
    is_light: bool
