"""What networks tell the world: articles of three kinds (news, cases of companies, lessons), each in some languages.

The nouns: an article with its texts and what they said before (models), the dates that its text names (dates), the
company's yes to a case (approving), what readers find by year, tag and language (lists). What is talked about it is a
thread (talking).
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.news import approving_views, feeds_views, list_views, views, writing_views

    assert all((approving_views, feeds_views, list_views, writing_views)), "their routes stand in the same blueprint"
    return views.blueprint
