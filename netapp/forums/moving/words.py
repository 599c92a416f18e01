"""Who loses sight of a thread, and who gains it."""

from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.forums.moving.queries import Change


def said(change: Change) -> list[tuple[str, str]]:
    """(kind, sentence) each; the kind is that of a flash."""
    if change.was_public and change.is_public:
        return [("", _("Everybody can read it, as before."))]
    if change.is_public:
        return [("wait", _("Everybody will be able to read it, search engines included."))]
    if change.was_public:
        will = ngettext(
            "Everybody can read this now. Only %(num)s person will.",
            "Everybody can read this now. Only %(num)s people will.",
            change.readers,
        )
        return [("wait", will)]
    found = []
    if change.loses:
        lose = ngettext(
            "%(num)s person who reads this now will not any more.",
            "%(num)s people who read this now will not any more.",
            change.loses,
        )
        found.append(("wait", lose))
    if change.gains:
        gain = ngettext("%(num)s more person will read it.", "%(num)s more people will read it.", change.gains)
        found.append(("wait", gain))
    return found or [("", _("The same people read it as before."))]
