"""One's own page and settings, put together from what the rooms know of one."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from netapp.core import languages, links, site
from netapp.core.viewer import Viewer
from netapp.events import panels, rows
from netapp.groups import addresses
from netapp.home import queries
from netapp.home.forms import WelcomeForm
from netapp.mail import queries as mail
from netapp.mail import words as mail_words
from netapp.members import policy as members_policy
from netapp.members import queries as people
from netapp.members.forms import CompanyForm, PersonForm


def page(viewer: Viewer, form: WelcomeForm | None = None) -> dict[str, Any]:
    """What is mine: meetings, what waits for me, the calendar."""
    person, own = people.me(viewer), queries.own(viewer)
    lines = {
        line.id: line for line in rows.rows([*own.going, *own.waiting, *own.drafts, *own.unrecorded], viewer.person_id)
    }
    companies = people.companies_of(request.person_id for request in own.requests)
    return {
        "person": person,
        "welcome": None if person.welcomed_at else form or welcome_form(viewer),
        "going": [lines[meeting.id] for meeting in own.going],
        "waiting": [lines[meeting.id] for meeting in own.waiting],
        "drafts": [lines[meeting.id] for meeting in own.drafts],
        "unrecorded": [(lines[one.id], url_for("events.record", meeting_id=one.id)) for one in own.unrecorded],
        "requests": [(request, companies.get(request.person_id), request.group) for request in own.requests],
        "group_url": addresses.of,
        **calendars(person.calendar_key),
    }


def calendars(key: str) -> dict[str, dict[str, str]]:
    """The two calendars of one's own: where one has a seat, and all that one may see."""
    return {
        "own_feed": panels.subscription(links.absolute("events.personal_feed", key=key), _("My meetings")),
        "all_feed": panels.subscription(links.absolute("events.own_feed", key=key), site.current().name),
    }


def welcome_form(viewer: Viewer) -> WelcomeForm:
    """The questions of a first visit, with what is known already."""
    company = people.company_of(viewer.person_id or 0)
    return WelcomeForm(name=viewer.name, language=viewer.language or "en", company=company.name if company else "")


def settings_forms(viewer: Viewer) -> tuple[PersonForm, CompanyForm]:
    """Who one is, and where one works."""
    person, company = people.me(viewer), people.company_of(viewer.person_id or 0)
    values = {"company_name": company.name, "company_place": company.place, "company_website": company.website}
    return PersonForm(obj=person), CompanyForm(**(values if company else {}))


def erasure(viewer: Viewer) -> dict[str, Any]:
    """What goes and what stays, said before it is done."""
    person = people.me(viewer)
    is_last = person.is_admin and len(people.administrators()) < 2
    return {"person": person, "may": members_policy.may_erase(viewer, person) and not is_last, "is_last": is_last}


def outbox_state(viewer: Viewer) -> list[tuple[str, str]]:
    """For administrators: how many letters are in which state."""
    counts = mail.counts(viewer)
    return [(str(mail_words.STATES[state][0]), languages.number(number)) for state, number in counts.items() if number]
