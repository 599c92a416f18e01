"""Records that look like one company: the same name, website or number in the business register."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from netapp.core import links, text
from netapp.core.db import session
from netapp.core.viewer import ORGANISING, Viewer
from netapp.members import companies, policy
from netapp.members.models import Affiliation, Company

# Whose pages stand at such an address share nothing but the address.
_EVERYBODYS = frozenset({"facebook.com", "linkedin.com", "instagram.com", "sites.google.com", "youtube.com", "x.com"})
# Legal forms, as they are written when folded: they come and go in what people type.
_FORM = re.compile(r"[\s,.]+(aps|a/s|as|i/s|ivs|p/s|ab|hb|oy|oyj|ky|ry|asa|ltd|gmbh|ou|uab|sia|ehf|hf|sp/f|p/f)\.?$")
_MOST = 5


def of(viewer: Viewer, company: Company, place: Affiliation | None) -> Sequence[Company]:
    """Those which the viewer sees and may merge it with; nobody for who may merge nothing, without a question.

    `place`: the viewer's own in it.
    """
    if not (viewer.is_admin or viewer.groups_of(ORGANISING) or policy.may_tend(viewer, place)):
        return []
    stem, host = _stem(company.folded), _host(company.website)
    alike: list[ColumnElement[bool]] = [Company.folded.like(text.pattern(stem)[1:], escape="/")]
    if host:
        alike.append(func.lower(Company.website).like(text.pattern(host), escape="/"))
    if company.register_number:
        alike.append(Company.register_number == company.register_number)
    chosen = select(Company).where(Company.id != company.id, companies.visible(viewer), or_(*alike))
    found = [one for one in session.scalars(chosen.order_by(Company.id).limit(50)) if _is_alike(company, one)]
    return [one for one in found[:_MOST] if _may_merge(viewer, company, one, place)]


def _is_alike(one: Company, other: Company) -> bool:
    has_number = bool(one.register_number) and one.register_number == other.register_number
    has_host = bool(_host(one.website)) and _host(one.website) == _host(other.website)
    return has_number or has_host or _stem(one.folded) == _stem(other.folded)


def _stem(folded: str) -> str:
    """The name without its legal form, as long as something is left."""
    return _FORM.sub("", folded) or folded


def _host(website: str) -> str:
    host = links.host_of(website)[1].lower().partition(":")[0].removeprefix("www.")
    return "" if host in _EVERYBODYS else host


def _may_merge(viewer: Viewer, one: Company, other: Company, place: Affiliation | None) -> bool:
    places = [place, companies.place_of(viewer.person_id, other.id)]
    return policy.may_merge(viewer, places, leads_both=companies.leads_both(viewer, one.id, other.id))
