"""The page of an article, its picture, and the lists."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from netapp.core import kept, languages
from netapp.core.access import public
from netapp.core.viewer import PUBLIC, current
from netapp.files import answers
from netapp.groups import reading as groups
from netapp.news import list_page, page, queries, reading
from netapp.news.lists import By, Narrowed

blueprint = Blueprint("news", __name__, template_folder="templates")
Answer = str | Response


@blueprint.get("/articles/<int:article_id>", defaults={"tail": ""})
@blueprint.get("/articles/<int:article_id><tail:tail>")
@public
@kept.page
def article(article_id: int, tail: str) -> Answer:
    found = reading.read(current(), article_id)
    languages.prefer(found.article.language)
    kept.rests_on(found.article.group.network_id)
    return render_template("news/article.html", **page.of(current(), found))


@blueprint.get("/articles/<int:article_id>/picture/<stamp>")
@public
def picture(article_id: int, stamp: str) -> Answer:
    """Kept like a logo where everybody may see it; else no longer than the page on which it stands."""
    article, file = queries.picture(current(), article_id, stamp)
    response = answers.answer(file)
    if not (article.is_published and article.group.read_key == PUBLIC):
        del response.headers["Cache-Control"]
    return response


@blueprint.get("/articles", defaults={"by": "", "word": ""})
@blueprint.get("/articles/<any(year, tag, language):by>/<word>")
@public
@kept.page
def everywhere(by: By, word: str) -> Answer:
    """Of all groups that the viewer reads, or those of a year, with a tag, in a language."""
    narrowed = Narrowed.read(by, word)
    return render_template("news/list.html", **list_page.of_site(current(), narrowed, request.args.get("after")))


@blueprint.get("/groups/<int:group_id>/articles", defaults={"by": "", "word": ""})
@blueprint.get("/groups/<int:group_id>/articles/<any(year, tag, language):by>/<word>")
@public
@kept.page
def of_group(group_id: int, by: By, word: str) -> Answer:
    group = groups.readable(current(), group_id)
    kept.rests_on(group.network_id)
    narrowed = Narrowed.read(by, word)
    return render_template(
        "news/list.html", **list_page.of_group(current(), group, narrowed, request.args.get("after"))
    )
