"""Meetings of every kind, and who comes.

The noun is *meeting*. A meeting belongs to a group, whose readers it has; people sign up, wait for a
seat, withdraw; what changes is told by letter and in calendars. Sign-ups are counted by one function.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    """The pages and feeds of meetings."""
    from netapp.events import (  # noqa: F401
        approval_views,
        by_hand_views,
        colleague_views,
        feed_views,
        frame_views,
        import_views,
        poll_views,
        programme_views,
        question_views,
        sign_up_views,
        syndication_views,
        travel_views,
        views,
    )

    return views.blueprint
