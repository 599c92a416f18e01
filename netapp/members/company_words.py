"""What the parts of a company are called."""

from netapp.core.languages import lazy_gettext as _l
from netapp.members.models import About, Kind, Size

KINDS: dict[Kind, object] = {
    "company": _l("Company"),
    "municipality": _l("Municipality"),
    "region": _l("Region"),
    "business_centre": _l("Business centre"),
    "university": _l("University or school"),
    "cluster": _l("Cluster or association"),
    "other": _l("Other"),
}
SIZES: dict[Size, object] = {
    "": _l("Not said"),
    "micro": _l("Fewer than 10 people"),
    "small": _l("10 to 49 people"),
    "medium": _l("50 to 249 people"),
    "large": _l("250 people or more"),
}
ABOUTS: dict[About, object] = {
    "offer": _l("Offers"),
    "seek": _l("Looking for"),
    "competence": _l("Good at"),
    "challenge": _l("Struggling with"),
    "market": _l("Works in"),
}
