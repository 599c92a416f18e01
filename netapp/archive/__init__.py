"""What people carry away: a network as one archive, for its organisers.

It owns no tables: each package says what of its own goes into an archive. Nobody imports this room.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.archive import views

    return views.blueprint
