"""What people carry away, and bring: a person's take-out, a network's archive, and an archive read back.

It owns no tables: each package says what of its own goes into archives (core/archives.py). Nobody imports this room.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.archive import views

    return views.blueprint
