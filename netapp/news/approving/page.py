"""What the page behind the letter to a company shows: the case as others would read it, and one button."""

from typing import Any

from flask import request, url_for

from netapp.core import languages, signed, text
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.events import answering
from netapp.files.models import mark
from netapp.forums.asking import queries as asking
from netapp.groups import records
from netapp.news import addresses, policy, queries, writing
from netapp.news.approving import letters
from netapp.news.approving import queries as approving
from netapp.news.forms import WishForm
from netapp.news.models import Article


def asked(token: str) -> tuple[Viewer, Article]:
    """Whom the letter's link names, and which case; NotVisible for who does not answer for its company any more."""
    article_id, person_id = signed.values(letters.CASE, token)
    person, article = answering.person(person_id), approving.get(int(article_id))
    viewer = records.as_viewer(person)
    if not policy.may_answer_for_company(viewer, article, asking.is_contact(person.id, article.company_id)):
        raise NotVisible
    languages.prefer(person.language or article.language)
    return viewer, article


def of_letter(viewer: Viewer, article: Article, token: str) -> tuple[WishForm, dict[str, Any]]:
    """What its writers change after the company was heard is theirs alone until it is asked again."""
    is_asked = article.state == "asked"
    about = {
        "article": article,
        "group": article.group,
        "company": asking.name_of(article.company_id),
        "token": token,
        "is_asked": is_asked,
        "wishes": (request.form or request.args).get("do") == "change",
        "seen": writing.fingerprint_of_all(article),
        "texts": _texts(article) if is_asked else [],
        "picture": _picture(article, token) if is_asked else None,
        "author": writing.author_of(article) or article.group.name,
        "url": addresses.of(article) if article.is_published and policy.may_read(viewer, article) else "",
    }
    return WishForm(), about


def afresh(viewer: Viewer, article_id: int, token: str, refused: WishForm) -> tuple[WishForm, dict[str, Any]]:
    """The same after a refusal, with its sentence."""
    form, about = of_letter(viewer, approving.get(article_id), token)
    form.form_errors.extend(refused.form_errors)
    return form, about


def shown(article: Article) -> Article:
    """For its picture: NotVisible when it is not asked about now."""
    if article.state != "asked":
        raise NotVisible
    return article


def _texts(article: Article) -> list[dict[str, Any]]:
    """Each language in which it is written, the main one first."""
    return [
        {
            "language": code,
            "spoken": languages.called(code),
            "title": article.titles[code],
            "lead": article.leads.get(code, ""),
            "body": text.markdown(article.bodies.get(code, "")),
        }
        for code in article.languages
    ]


def _picture(article: Article, token: str) -> tuple[str, str] | None:
    """(its address, what it shows)."""
    digest = queries.digest_of(article.file_id) if article.file_id else None
    if not digest:
        return None
    return url_for("news.asked_picture", token=token, stamp=mark(digest)), article.alts.get(article.language, "")
