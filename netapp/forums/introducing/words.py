"""The two lines of a draft, as far as the site knows what to say."""

from netapp.core.languages import gettext as _
from netapp.forums.introducing.queries import Known
from netapp.forums.models import LONGEST_TITLE


def title(known: Known) -> str:
    said = _("Hello from %(name)s", name=known.name)
    if known.company:
        said = _("Hello from %(name)s, %(company)s", name=known.name, company=known.company)
    return str(said)[:LONGEST_TITLE].strip()


def draft(known: Known) -> str:
    """Who one is, and what one offers; what one looks for."""
    first = _("I am %(name)s.", name=known.name)
    if known.company:
        first = _("I am %(name)s of %(company)s.", name=known.name, company=known.company)
    if known.offers:
        first = f"{first} " + _("Happy to help with: %(what)s.", what="; ".join(known.offers))
    second = _("I look forward to meeting you.")
    if known.seeks:
        second = _("Looking for: %(what)s.", what="; ".join(known.seeks))
    return f"{first}\n\n{second}"
