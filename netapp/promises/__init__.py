"""Promises: what somebody said that they would do, who, and by when; and what became of it.

A promise is made at a meeting, of a post or in the notes, and belongs to a person, a company, or the organisers. It is
open, kept or dropped; what was answered stands in rows. Mail is the main door: each letter has its buttons.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.promises import views

    return views.blueprint
