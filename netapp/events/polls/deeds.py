"""How the log tells what was done with date polls."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import session
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.events.polls.models import Poll

TOLD: Mapping[tuple[str, str], Told] = {
    ("poll", "choose"): Told("meetings", _l("%(who)s chose the date of %(what)s")),
    ("poll", "drop"): Told("meetings", _l("%(who)s ended the poll about %(what)s without a date")),
}


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the polls are called whose readers read of these deeds."""
    rows = session.scalars(select(Poll).where(Poll.id.in_(ids)))
    return {poll.id: poll.title_in(languages.current())[1] for poll in rows}
