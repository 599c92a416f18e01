"""The thread of an article: beginning it, and how its page shows what it is about; see forums/ties.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import languages
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import actions as forums
from netapp.forums import queries as threads
from netapp.forums.actions import Opening
from netapp.forums.models import Thread
from netapp.forums.ties import Shown, Tie
from netapp.groups import revisions
from netapp.news import addresses, policy, queries, words
from netapp.news.models import Article

_A: Any = Article.__table__.c


@action
def start(viewer: Viewer, article_id: int, opening: Opening) -> Thread:
    """Begin it in the article's group. Where somebody was faster, what was written answers in their thread."""
    article = queries.get_locked(viewer, article_id)
    require(policy.may_talk(viewer, article))
    if article.thread_id is not None and threads.seen_among(viewer, [article.thread_id]):
        forums.reply(viewer, article.thread_id, opening.body)
        return threads.get(viewer, article.thread_id)
    thread = forums.start(viewer, article.group_id, opening)
    article.thread_id = thread.id
    revisions.touch(article.group_id)
    return thread


def _of_thread(thread_id: Any) -> Any:
    return select(_A.id).where(_A.thread_id == thread_id).correlate_except(Article.__table__)


def _shown(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Shown]:
    found = session.scalars(queries.articles(viewer).where(Article.id.in_(ids)))
    return {article.id: _told(article) for article in found}


def _told(article: Article) -> Shown:
    language = article.spoken_in(languages.current())
    return Shown(
        about=_("About the article"),
        became="",
        title=article.titles[language],
        language=language,
        when=words.short_day(article.published_at, article.group.zone) if article.published_at else "",
        url=addresses.of(article),
        icon="newspaper",
    )


ARTICLE = Tie("article", _of_thread, None, _shown, lambda _viewer, _thread: None)
