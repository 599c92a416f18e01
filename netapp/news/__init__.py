"""What networks tell the world: articles of three kinds (news, cases of companies, lessons), each in some languages.

The nouns: an article with its texts and what they said before (models), the dates that its text names (dates), a
company's yes to a case (approving), what readers find by year, tag and language (lists). What is said about it is a
thread (talking).
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.news import feeds_views, views, writing_views  # noqa: F401
    from netapp.news.approving import views as approving_views  # noqa: F401

    return views.blueprint
