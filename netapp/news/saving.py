"""What comes of a form that was sent: the article, a sentence at a field, or both versions side by side (X5)."""

from typing import Any

from flask import request

from netapp.core.errors import Refused
from netapp.core.viewer import Viewer
from netapp.events import page as events_page
from netapp.news import actions, queries, writing, writing_page
from netapp.news.forms import ArticleForm, TranslationForm
from netapp.news.models import Article
from netapp.news.writing import Stale


def tried(form: ArticleForm, viewer: Viewer, article_id: int, *, publishes: bool) -> Article | Stale | None:
    """The article; Stale when somebody has saved meanwhile; None with an error in the form."""
    try:
        return actions.change(
            viewer,
            article_id,
            form.draft,
            seen=form.seen.data or "",
            line=form.line.data or "",
            publishes=publishes,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except Stale as stale:
        return stale


def tried_translation(form: TranslationForm, viewer: Viewer, article_id: int, language: str) -> Article | Stale | None:
    said = None if request.form.get("do") == "take away" else form.text
    own = {"seen": form.seen.data or "", "line": form.line.data or ""}
    try:
        return actions.translate(viewer, article_id, language, said, **own)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except Stale as stale:
        return stale


def again(viewer: Viewer, article_id: int, form: ArticleForm, outcome: Stale | None) -> tuple[Article, list[Any]]:
    """The article read afresh, and in what it differs from what was typed; that is now what the writer has seen."""
    article = queries.get(viewer, article_id)
    if outcome is None:
        return article, []
    form.seen.data = writing.fingerprint(article)
    return article, writing_page.differences(article, form, request.form)


def again_in(
    viewer: Viewer, article_id: int, language: str, form: TranslationForm, outcome: Stale | None
) -> tuple[Article, list[Any]]:
    article = queries.get(viewer, article_id)
    if outcome is None:
        return article, []
    form.seen.data = writing.fingerprint_in(article, language)
    theirs = writing_page.translation_form(article, language, posted=False)
    return article, events_page.differences(form, theirs, request.form)
