"""Notes of a meeting: written together from its programme, published to who may read them, and what closes a meeting.

A *section* is the unit that is saved; each save is a *revision*. A *part* is a decision, promise, wish or lesson.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    """The pages of notes."""
    from netapp.notes import views, writing_views  # noqa: F401
    from netapp.notes.boards import views as board_views  # noqa: F401

    return views.blueprint
