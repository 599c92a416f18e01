"""People and companies.

A person is whoever has written to us or been written to: a member, an organiser, a guest who came
once. There are no passwords and no separate accounts. People belong to companies by dated
affiliations; nobody signs in as a company.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.members import company_views, merging_views, profile_views, views  # noqa: F401

    return views.blueprint
