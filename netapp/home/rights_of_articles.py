"""Who may do what with articles, for the page that says it."""

from netapp.core.languages import lazy_gettext as _l
from netapp.home.rights_table import NETWORK, OTHER, SELF, Deed, network
from netapp.news import policy as news
from netapp.news.models import Article, State


def _article(state: State = "published", by: int = OTHER) -> Article:
    article = Article(group_id=NETWORK, kind="news", state=state, author_id=by, created_by=by)
    article.group = network()
    return article


DEEDS = (
    Deed("news.may_write", _l("Begin an article"), lambda who: news.may_write(who, network())),
    Deed("news.may_read", _l("Read another’s draft"), lambda who: news.may_read(who, _article("draft"))),
    Deed("news.may_edit", _l("Edit one’s own draft"), lambda who: news.may_edit(who, _article("draft", SELF))),
    Deed("news.may_edit", _l("Edit what is published"), lambda who: news.may_edit(who, _article(by=SELF))),
    Deed(
        "news.may_see_history", _l("See what an article said before"), lambda who: news.may_see_history(who, _article())
    ),
    Deed("news.may_publish", _l("Publish it, and take it back"), lambda who: news.may_publish(who, _article("draft"))),
    Deed("news.may_talk", _l("Begin to talk about it"), lambda who: news.may_talk(who, _article())),
)
