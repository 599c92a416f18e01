"""What who answers for a company does with a case that waits for it."""

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.forums.asking import queries as asking
from netapp.groups import revisions
from netapp.news import actions, notices, policy, writing
from netapp.news.approving import queries
from netapp.news.models import Article


@action
def approve(viewer: Viewer, article_id: int, *, seen: str) -> Article:
    """Say yes to what the page showed (`seen`); others read it from now on. Twice is harmless."""
    article = queries.get_locked(article_id)
    require(policy.may_answer_for_company(viewer, article, asking.is_contact(viewer.person_id, article.company_id)))
    if article.is_published:
        return article
    _look_whether_asked(article)
    if seen != writing.fingerprint_of_all(article):
        raise Refused(_("The text has changed meanwhile. This is what it says now."))
    article.approved_at, article.approved_by = clock.now(), viewer.person_id
    log.write(viewer.person_id, "approve", "article", article.id, group_key(article.group_id))
    actions.open_to_readers(article)
    notices.answered(article)
    return article


@action
def wish(viewer: Viewer, article_id: int, line: str) -> Article:
    """Say what should be different: it is a draft again, and its writers are told."""
    article = queries.get_locked(article_id)
    require(policy.may_answer_for_company(viewer, article, asking.is_contact(viewer.person_id, article.company_id)))
    if article.state == "draft" and article.wish == line:
        return article
    _look_whether_asked(article)
    article.state, article.wish, article.changed_at = "draft", line, clock.now()
    log.write(viewer.person_id, "wish", "article", article.id, group_key(article.group_id))
    session.flush()
    notices.answered(article)
    revisions.touch(article.group_id)
    return article


def _look_whether_asked(article: Article) -> None:
    if article.state != "asked":
        raise Refused(_("This is not asked any more. You get a letter when it is."))
