"""Networks and sub-groups: everything that has readers belongs to one.

A network is a group without a parent, a sub-group is a group with one. Three switches say who may
see that it exists, how one joins, and who reads what is in it (A3); membership is one state machine
whichever door a person comes through (A4).
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.groups import (  # noqa: F401
        door_views,
        letter_views,
        log_views,
        roster_views,
        running_views,
        views,
    )
    from netapp.groups.funding import views as funding_views  # noqa: F401

    return views.blueprint
