"""The people whom a visitor of the demo can be, for the buttons on the sign-in page."""

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.demo import content
from netapp.members.models import Person


def offered() -> list[tuple[str, str, str, int]]:
    """(key, label, description, person's number), in the order in which one would try them; who is gone is left out."""
    mail = {role: who.email or _member(who.name).email for role, who in content.roles().items()}
    rows = session.execute(select(Person.email, Person.id).where(Person.email.in_(mail.values())))
    ids = {row[0]: row[1] for row in rows}
    return [(role, *_words(role), ids[mail[role]]) for role in content.ROLES if mail[role] in ids]


def _words(role: str) -> tuple[str, str]:
    """What the button says, and a sentence beside it."""
    zealand, resource = (network.name for network in content.networks() if network.folder in {"zealand", "resource"})
    name = content.roles()[role].name
    return {
        "newcomer": (_("Newcomer"), _("%(name)s has an account and is in no network yet.", name=name)),
        "member": (_("Member"), _("%(name)s is a member of %(group)s.", name=name, group=zealand)),
        "organiser": (_("Organiser"), _("%(name)s owns and organises %(group)s.", name=name, group=zealand)),
        "pending": (
            _("Waiting for a yes"),
            _("%(name)s has asked to join %(group)s and waits for the answer.", name=name, group=resource),
        ),
        "admin": (_("Administrator"), _("%(name)s looks after the whole site.", name=name)),
    }[role]


def _member(name: str) -> content.Person:
    return next(person for network in content.networks() for person in network.people if person.name == name)
