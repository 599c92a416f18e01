"""The letter with the link to one's own data. Whoever reads the address is let in, for a day."""

from datetime import UTC, datetime, timedelta

from netapp.core import clock, languages, links, signed
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import Viewer
from netapp.events import queries as events
from netapp.members import queries as people
from netapp.members.models import Person

DATA = "your data"
GOOD_FOR = timedelta(days=1)


def asked(token: str) -> tuple[Viewer, bool]:
    """From the letter: its reader with their rights, and whether the link is still good.

    NotVisible once the address is somebody else's, or nobody's.
    """
    person_id, email, written = signed.values(DATA, token)
    person = session.get(Person, person_id)
    if person is None or person.email != email:
        raise NotVisible
    languages.prefer(person.language or languages.current())
    return events.viewer_of(person), clock.now() < datetime.fromtimestamp(written, UTC) + GOOD_FOR


def good(token: str) -> Viewer:
    """The same for who takes it out: a link that is too old opens nothing."""
    viewer, is_good = asked(token)
    if not is_good:
        raise NotVisible
    return viewer


def _your_data(order: Order) -> Written | None:
    person = people.person_by_email(order.address)
    if person is None:
        return None
    token = signed.token(DATA, person.id, person.email, int(clock.now().timestamp()))
    return Written(
        context={"url": links.absolute("archive.mine", token=token)},
        reason=_("You get this because somebody asked for the data that is kept about this address."),
    )


LETTERS = (Letter("your_data", _your_data, opens_door=True),)
