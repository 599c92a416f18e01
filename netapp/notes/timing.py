"""How long somebody counts as writing who has not been heard of. Pure."""

from datetime import timedelta

PRESENT = timedelta(seconds=20)
