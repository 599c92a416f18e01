"""Where companies are shown, each with a readable tail."""

from flask import url_for

from netapp.core import links, text


def of(company_id: int, name: str) -> str:
    """The path of the company's page."""
    return url_for("members.company", company_id=company_id, tail=text.tail(name))


def absolute(company_id: int, name: str) -> str:
    """The full address, for letters and search engines."""
    return links.absolute("members.company", company_id=company_id, tail=text.tail(name))
