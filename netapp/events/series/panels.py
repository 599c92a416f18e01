"""What series lend to pages of lower floors."""

from markupsafe import Markup, escape

from netapp.core import languages
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST
from netapp.events.series import answers, queries
from netapp.events.series.models import Series
from netapp.members import queries as people


def stop(address: str, series_id: int) -> Markup | None:
    """For the page that stops letters: whose, for who may see it."""
    series = _known_to(address, series_id)
    if series is None:
        return None
    return escape(_("These are reminders of %(title)s.", title=series.title_in(languages.current())[1]))


def _known_to(address: str, series_id: int) -> Series | None:
    person = people.person_by_email(address)
    try:
        return answers.series_for(person, series_id) if person else queries.get_series(GUEST, series_id)
    except NotVisible:
        return None
