"""Meetings of every kind, and who comes.

The noun is *meeting*. A meeting belongs to a group, whose readers it has; people sign up, wait for a
seat, withdraw; what changes is told by letter and in calendars. Sign-ups are counted by one function.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    """The pages and feeds of meetings."""
    from netapp.events import sign_up_views, views  # noqa: F401
    from netapp.events.approval import views as approval_views  # noqa: F401
    from netapp.events.by_hand import views as by_hand_views  # noqa: F401
    from netapp.events.checkin import views as checkin_views  # noqa: F401
    from netapp.events.colleagues import views as colleague_views  # noqa: F401
    from netapp.events.feedback import views as feedback_views  # noqa: F401
    from netapp.events.feeds import frame_views, syndication_views  # noqa: F401
    from netapp.events.feeds import views as feed_views  # noqa: F401
    from netapp.events.hybrid import views as hybrid_views  # noqa: F401
    from netapp.events.importing import views as import_views  # noqa: F401
    from netapp.events.messages import views as message_views  # noqa: F401
    from netapp.events.polls import views as poll_views  # noqa: F401
    from netapp.events.printing import views as printing_views  # noqa: F401
    from netapp.events.programme import views as programme_views  # noqa: F401
    from netapp.events.questions import views as question_views  # noqa: F401
    from netapp.events.reminders import views as reminder_views  # noqa: F401
    from netapp.events.rooms import views as room_views  # noqa: F401
    from netapp.events.series import views as series_views  # noqa: F401
    from netapp.events.talking import views as talking_views  # noqa: F401
    from netapp.events.travel import views as travel_views  # noqa: F401

    return views.blueprint
