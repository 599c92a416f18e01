"""What people change on their own page, and administrators on the page of the site."""

from netapp.core import changes, clock, log, site
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.home import policy, queries
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.members.models import Person, new_key


@action
def welcome(viewer: Viewer, name: str, company: str, language: str) -> None:
    """The answers of a first visit; what was left empty stays as it is, and nothing is asked again."""
    require(policy.may_change_own(viewer))
    person = people.me(viewer)
    members.edit_person(
        viewer,
        person,
        name=name or person.name,
        language=language or person.language or "",
        zone=person.zone or "",
        show_name=person.show_name,
    )
    if company:
        members.edit_company(viewer, person, name=company, place="", website="")
    person.welcomed_at = person.welcomed_at or clock.now()


@action
def skip_welcome(viewer: Viewer) -> None:
    """Not now, and not again."""
    require(policy.may_change_own(viewer))
    person = people.me(viewer)
    person.welcomed_at = person.welcomed_at or clock.now()


@action
def save_person(
    viewer: Viewer, person_values: dict[str, object], company_values: dict[str, str], digest_day: int
) -> None:
    """One's own settings, and where one works."""
    require(policy.may_change_own(viewer))
    person = people.me(viewer)
    members.edit_person(viewer, person, **person_values)  # type: ignore[arg-type]
    members.choose_digest_day(viewer, person, digest_day)
    members.edit_company(viewer, person, **company_values)


@action
def renew_calendar_key(viewer: Viewer) -> None:
    """The addresses of one's own calendars change; the old ones are dead at once (C4)."""
    require(policy.may_change_own(viewer))
    people.me(viewer).calendar_key = new_key()
    log.write(viewer.person_id, "renew calendar key", "person", viewer.person_id, "admin")


@action
def change_site(
    viewer: Viewer, *, name: str, contact: str, imprint: str, guest_days: int, networks_by_members: bool
) -> None:
    """What the site says of itself, and two of its rules."""
    require(policy.may_run_site(viewer))
    row = session.get(site.Site, 1) or site.Site(id=1, **site.current()._asdict())
    session.add(row)
    before = {"guest_days": row.guest_days, "networks_by_members": row.networks_by_members}
    row.name, row.contact, row.imprint = name, contact, imprint
    row.guest_days, row.networks_by_members = guest_days, networks_by_members
    changes.note()
    after = {"guest_days": guest_days, "networks_by_members": networks_by_members}
    log.write(viewer.person_id, "change site", "site", 1, "admin", before=before, after=after)


@action
def make_administrator(viewer: Viewer, email: str) -> Person:
    """Somebody who is known here by a confirmed address runs the site, too."""
    require(policy.may_run_site(viewer))
    person = people.person_by_email(email)
    if person is None or person.email_confirmed_at is None:
        raise Refused(_("Nobody has signed in with this address yet."), "email")
    if not person.is_admin:
        person.is_admin = True
        log.write(viewer.person_id, "become administrator", "person", person.id, "admin")
    return person


@action
def unmake_administrator(viewer: Viewer, person_id: int) -> None:
    """Back to what everybody is; the site keeps at least one who can sign in."""
    require(policy.may_run_site(viewer))
    left = [person for person in queries.locked_administrators() if person.id != person_id]
    if not left:
        raise Refused(_("The site would be left without an administrator."))
    person = session.get(Person, person_id)
    if person is not None and person.is_admin:
        person.is_admin = False
        log.write(viewer.person_id, "end administrator", "person", person.id, "admin")
