"""One's own page and settings, put together from what the rooms know of one."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, limits, links, pieces, site
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import panels, rows
from netapp.home import queries
from netapp.home.forms import WelcomeForm
from netapp.mail import queries as mail
from netapp.mail import words as mail_words
from netapp.members import policy as members_policy
from netapp.members import queries as people
from netapp.members.forms import CompanyForm, PersonForm

# Stands where a key will be.
_SOMEBODY = "-the-key-of-whoever-asks-"


def page(viewer: Viewer, form: WelcomeForm | None = None) -> dict[str, Any]:
    """What is mine: meetings, what waits for me, the calendar."""
    own = queries.own(viewer)
    states = {"going": own.going, "waiting": own.waiting, "requested": own.requested}
    answers = {one.id: state for state, meetings in states.items() for one in meetings}
    shown = {one.id: one for one in (*own.going, *own.waiting, *own.requested, *own.drafts, *own.unrecorded)}
    lines = {line.id: line for line in rows.rows(list(shown.values()), answers=answers, counts=own.counts)}
    companies = people.companies_of(request.person_id for request in own.requests)
    return {
        "welcome": form or _questions(viewer),
        "requests": [(request, companies.get(request.person_id), request.group) for request in own.requests],
        "meetings": _meetings(
            tuple(lines[meeting.id] for meeting in own.going),
            tuple(lines[meeting.id] for meeting in own.waiting),
            tuple(lines[meeting.id] for meeting in own.requested),
            tuple(lines[meeting.id] for meeting in own.drafts),
            tuple(lines[meeting.id] for meeting in own.unrecorded),
        ),
        "calendar": _calendar(viewer.calendar_key, site.current().name),
    }


def _meetings(
    going: tuple[rows.Row, ...],
    waiting: tuple[rows.Row, ...],
    requested: tuple[rows.Row, ...],
    drafts: tuple[rows.Row, ...],
    unrecorded: tuple[rows.Row, ...],
) -> Markup:
    return pieces.part(
        "home/_my_meetings.html",
        going=going,
        waiting=waiting,
        requested=requested,
        drafts=drafts,
        unrecorded=[(line, url_for("notes.close", meeting_id=line.id)) for line in unrecorded],
    )


def _calendar(key: str, site_name: str) -> Markup:
    """Made once for all: a key is of letters that stay what they are in addresses and in HTML."""
    return _calendar_of_somebody(site_name).replace(_SOMEBODY, key)


@pieces.remembered
def _calendar_of_somebody(site_name: str) -> Markup:
    return pieces.part("home/_my_calendar.html", **calendars(_SOMEBODY, site_name))


def calendars(key: str, site_name: str) -> dict[str, panels.Subscription]:
    """The two calendars of one's own: where one has a seat, and all that one may see."""
    return {
        "own_feed": panels.subscription(links.absolute("events.personal_feed", key=key), _("My meetings")),
        "all_feed": panels.subscription(links.absolute("events.own_feed", key=key), site_name),
    }


def welcome_form(viewer: Viewer) -> WelcomeForm:
    """The questions of a first visit, with what is known already."""
    company = people.company_of(viewer.person_id or 0)
    language = viewer.language or languages.current()
    return WelcomeForm(name=viewer.name, language=language, company=company.name if company else "")


def _questions(viewer: Viewer) -> WelcomeForm | None:
    """Nothing is asked of who has answered, or has put it off, or is known already."""
    if viewer.is_welcomed:
        return None
    form = welcome_form(viewer)
    return None if form.name.data and form.company.data and viewer.language else form


def settings_forms(viewer: Viewer) -> tuple[PersonForm, CompanyForm]:
    """Who one is, and where one works."""
    person, company = people.me(viewer), people.company_of(viewer.person_id or 0)
    if company is None:
        return PersonForm(obj=person), CompanyForm()
    at = CompanyForm(company_name=company.name, company_place=company.place, company_website=company.website)
    return PersonForm(obj=person), at


def spend(viewer: Viewer) -> None:
    """Settings are saved a few times a day at most: naming a company may write to its contacts."""
    limits.spend("settings", str(viewer.person_id), 40, limits.DAY)


def erasure(viewer: Viewer) -> dict[str, Any]:
    """What goes and what stays, said before it is done."""
    person = people.me(viewer)
    is_last = person.is_admin and len(people.administrators()) < 2
    return {"person": person, "may": members_policy.may_erase(viewer, person) and not is_last, "is_last": is_last}


def outbox_state(viewer: Viewer) -> list[tuple[str, str]]:
    """For administrators: how many letters are in which state."""
    counts = mail.counts(viewer)
    return [(str(mail_words.STATES[state][0]), languages.number(number)) for state, number in counts.items() if number]
