"""Where companies and people are shown, each with a readable tail."""

from flask import url_for

from netapp.core import links, text


def of(company_id: int, name: str) -> str:
    """The path of the company's page."""
    return url_for("members.company", company_id=company_id, tail=text.tail(name))


def absolute(company_id: int, name: str) -> str:
    """The full address, for letters and search engines."""
    return links.absolute("members.company", company_id=company_id, tail=text.tail(name))


def of_person(person_id: int, name: str) -> str:
    """The path of a person's page."""
    return url_for("members.person", person_id=person_id, tail=text.tail(name))


def absolute_of_person(person_id: int, name: str) -> str:
    return links.absolute("members.person", person_id=person_id, tail=text.tail(name))
