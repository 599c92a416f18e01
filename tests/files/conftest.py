"""A company, for the files that it owns."""

from tests.members.conftest import bobbins  # noqa: F401
