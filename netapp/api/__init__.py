"""The JSON API: meetings, sign-ups and groups for programs, with a person's token or none; and webhooks.

The nouns are *token* and *webhook*. Nothing is decided here: the same queries, forms and deeds answer as for the pages,
and a token's scopes only narrow what its person may do. Nobody imports this room.
"""

from functools import cache

from flask import Blueprint, Flask


def init_app(app: Flask) -> None:
    """Under its addresses, what goes wrong is told as problem+json."""
    from netapp.api import telling

    telling.init_app(app)


@cache
def blueprint() -> Blueprint:
    """The same for each app of this process: what is described once is put into it once."""
    from netapp.api import group_views, meeting_views, sign_up_views, views
    from netapp.api.webhooks import views as webhook_views  # noqa: F401

    for views_of in (group_views, meeting_views, sign_up_views):
        views_of.ROUTES.into(views.blueprint)
    return views.blueprint
