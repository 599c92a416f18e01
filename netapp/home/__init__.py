"""The room that gathers: the front page, one's own page, settings, the site's pages, what machines ask for.

It owns no tables. Nobody imports it; it asks everybody else.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    """The pages that belong to no single room."""
    from netapp.home import admin_views, desk_views, machine_views, own_views, text_views, views  # noqa: F401

    return views.blueprint
