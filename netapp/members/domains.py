"""Which mail domain is a company's own: whoever reads mail there works there, without anybody's yes (A4)."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.members.models import Affiliation, Person

# Where anybody gets an address. The list can't be whole: a domain at which people of two companies have their
# addresses is nobody's own, either.
FREE = frozenset(Path(__file__).with_name("free_mail.txt").read_text(encoding="ascii").split())

# Free mail in many countries, under the same name in each.
FAMILIES = frozenset(
    {"hotmail", "outlook", "live", "yahoo", "ymail", "gmx", "msn", "aol", "yandex", "googlemail", "gmail"}
)


def of(address: str | None) -> str:
    """The domain of an address, in lower case; nothing for none."""
    return (address or "").rpartition("@")[2].lower()


def is_free(domain: str) -> bool:
    """Whether anybody gets an address there."""
    return domain in FREE or domain.partition(".")[0] in FAMILIES


def is_own(company_id: int, address: str | None) -> bool:
    """Whether the address stands at a whole domain at which a contact of the company has a confirmed one.

    Never at a free-mail domain, nor at one at which somebody of another company has theirs.
    """
    domain = of(address)
    if not domain or is_free(domain):
        return False
    at: Any = func.substr(Person.email, func.length(Person.email) - len(domain), len(domain) + 1) == "@" + domain
    chosen = (
        select(Affiliation.company_id, Affiliation.role)
        .join(Person, Person.id == Affiliation.person_id)
        .where(at, Person.email_confirmed_at.is_not(None), Affiliation.until.is_(None))
    )
    found = {(row[0], row[1]) for row in session.execute(chosen)}
    return (company_id, "contact") in found and {number for number, _role in found} == {company_id}
