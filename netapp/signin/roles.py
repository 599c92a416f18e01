"""The demo's roles: buttons that sign in as somebody, on a demo site that only this machine can reach."""

from collections.abc import Callable, Sequence

from flask import current_app

from netapp.core import site
from netapp.core.errors import NotVisible

Role = tuple[str, str, str, int]


def offered() -> Sequence[Role]:
    """(key, label, description, person's number) of each role; none at all where the buttons may not stand.

    The demo lends them as `app.extensions["demo_roles"]`, a function.
    """
    if not site.is_open_demo():
        return []
    known: Callable[[], Sequence[Role]] = current_app.extensions.get("demo_roles", list)
    return known()


def person_of(key: str) -> int:
    """The person who plays a role; NotVisible wherever the roles are not offered."""
    found = next((person_id for role, _label, _description, person_id in offered() if role == key), None)
    if found is None:
        raise NotVisible
    return found
