"""One's own page and settings, put together from what the rooms know of one."""

from typing import Any

from flask import url_for

from netapp.core import languages, links, site
from netapp.core.languages import gettext as _
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
from netapp.members.models import Person


def page(viewer: Viewer, form: WelcomeForm | None = None) -> dict[str, Any]:
    """What is mine: meetings, what waits for me, the calendar."""
    person, own = people.me(viewer), queries.own(viewer)
    answers = {one.id: "going" for one in own.going} | {one.id: "waiting" for one in own.waiting}
    shown = {one.id: one for one in (*own.going, *own.waiting, *own.drafts, *own.unrecorded)}
    lines = {line.id: line for line in rows.rows(list(shown.values()), answers=answers)}
    companies = people.companies_of(request.person_id for request in own.requests)
    return {
        "person": person,
        "welcome": form or _questions(viewer, person),
        "going": [lines[meeting.id] for meeting in own.going],
        "waiting": [lines[meeting.id] for meeting in own.waiting],
        "drafts": [lines[meeting.id] for meeting in own.drafts],
        "unrecorded": [(lines[one.id], url_for("events.record", meeting_id=one.id)) for one in own.unrecorded],
        "requests": [(request, companies.get(request.person_id), request.group) for request in own.requests],
        "group_url": addresses.of,
        **calendars(person.calendar_key),
    }


def calendars(key: str) -> dict[str, panels.Subscription]:
    """The two calendars of one's own: where one has a seat, and all that one may see."""
    return {
        "own_feed": panels.subscription(links.absolute("events.personal_feed", key=key), _("My meetings")),
        "all_feed": panels.subscription(links.absolute("events.own_feed", key=key), site.current().name),
    }


def welcome_form(viewer: Viewer) -> WelcomeForm:
    """The questions of a first visit, with what is known already."""
    company = people.company_of(viewer.person_id or 0)
    language = viewer.language or languages.current()
    return WelcomeForm(name=viewer.name, language=language, company=company.name if company else "")


def _questions(viewer: Viewer, person: Person) -> WelcomeForm | None:
    """Nothing is asked of who has answered, or has put it off, or is known already."""
    if person.welcomed_at is not None:
        return None
    form = welcome_form(viewer)
    return None if form.name.data and form.company.data and person.language else form


def settings_forms(viewer: Viewer) -> tuple[PersonForm, CompanyForm]:
    """Who one is, and where one works."""
    person, company = people.me(viewer), people.company_of(viewer.person_id or 0)
    if company is None:
        return PersonForm(obj=person), CompanyForm()
    at = CompanyForm(company_name=company.name, company_place=company.place, company_website=company.website)
    return PersonForm(obj=person), at


def erasure(viewer: Viewer) -> dict[str, Any]:
    """What goes and what stays, said before it is done."""
    person = people.me(viewer)
    is_last = person.is_admin and len(people.administrators()) < 2
    return {"person": person, "may": members_policy.may_erase(viewer, person) and not is_last, "is_last": is_last}


def outbox_state(viewer: Viewer) -> list[tuple[str, str]]:
    """For administrators: how many letters are in which state."""
    counts = mail.counts(viewer)
    return [(str(mail_words.STATES[state][0]), languages.number(number)) for state, number in counts.items() if number]
