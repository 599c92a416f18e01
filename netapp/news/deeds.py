"""How the log tells what was done with articles."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import session
from netapp.core.languages import lazy_gettext as _l
from netapp.core.log import Told
from netapp.news.models import Article

TOLD: Mapping[tuple[str, str], Told] = {
    ("group", "funding"): Told("group", _l("%(who)s said who pays for it")),
    ("article", "publish"): Told("articles", _l("%(who)s published %(what)s")),
    ("article", "ask"): Told("articles", _l("%(who)s asked the company about %(what)s")),
    ("article", "approve"): Told("articles", _l("%(who)s said yes to %(what)s for the company")),
    ("article", "wish"): Told("articles", _l("%(who)s wished for a change of %(what)s")),
    ("article", "take back"): Told("articles", _l("%(who)s took %(what)s back")),
    ("article", "discard"): Told("articles", _l("%(who)s threw a draft away")),
}


def titles(ids: Sequence[int]) -> Mapping[int, str]:
    """What the articles are called whose writers and readers read of these deeds."""
    rows = session.scalars(select(Article).where(Article.id.in_(ids)))
    return {article.id: article.titles[article.spoken_in(languages.current())] for article in rows}
