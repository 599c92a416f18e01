"""How the log tells what was done about people and companies."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.members.models import Company

TOLD: Mapping[tuple[str, str], Told] = {
    ("person", "take out"): Told("files", _l("%(whom)s took their own data along")),
    ("person", "erase"): Told("erasures", _l("Somebody was erased")),
    ("company", "accept colleague"): Told("companies", _l("%(who)s said that %(whom)s works at %(what)s")),
    ("company", "decline colleague"): Told("companies", _l("%(who)s said that %(whom)s does not work at %(what)s")),
    ("company", "make contact"): Told("companies", _l("%(who)s made %(whom)s a contact of %(what)s")),
    ("company", "end contact"): Told("companies", _l("%(who)s made %(whom)s a plain colleague at %(what)s")),
    ("company", "remove colleague"): Told("companies", _l("%(who)s said that %(whom)s has left %(what)s")),
    ("company", "leave company"): Told("companies", _l("%(who)s left %(what)s")),
    ("company", "ask to merge"): Told("companies", _l("%(who)s asked to make %(what)s and another company one")),
    ("company", "decline to merge"): Told("companies", _l("%(who)s said that %(what)s stays a company of its own")),
    ("company", "merge companies"): Told("companies", _l("%(who)s made %(what)s and another company one")),
    ("company", "show company"): Told("companies", _l("%(who)s showed %(what)s in the public directory")),
    ("company", "hide company"): Told("companies", _l("%(who)s took %(what)s out of the public directory")),
}


def company_names(ids: Sequence[int]) -> Mapping[int, str]:
    """Of companies that everybody may know; the others are told of by number."""
    rows = session.execute(select(Company.id, Company.name, Company.is_public).where(Company.id.in_(ids)))
    return {number: name if is_public else _("company %(number)s", number=number) for number, name, is_public in rows}
