"""How the log tells what was done with promises."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.promises.models import Promise

TOLD: Mapping[tuple[str, str], Told] = {
    ("promise", "make"): Told("promises", _l("%(who)s wrote down the promise “%(what)s”")),
    ("promise", "kept"): Told("promises", _l("%(who)s said that “%(what)s” is done")),
    ("promise", "later"): Told("promises", _l("%(who)s put off “%(what)s”")),
    ("promise", "dropped"): Told("promises", _l("%(who)s dropped “%(what)s”")),
    ("promise", "reopened"): Told("promises", _l("%(who)s opened “%(what)s” again")),
    ("promise", "handed"): Told("promises", _l("%(who)s handed “%(what)s” over")),
    ("promise", "reword"): Told("promises", _l("%(who)s changed the words of “%(what)s”")),
    ("promise", "undo"): Told("promises", _l("%(who)s took the last answer to “%(what)s” back")),
}


def texts(ids: Sequence[int]) -> Mapping[int, str]:
    """What was promised, to those who read of these deeds: the group's members."""
    return {row[0]: row[1] for row in session.execute(select(Promise.id, Promise.text).where(Promise.id.in_(ids)))}
