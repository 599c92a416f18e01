"""The newest articles for feed readers. As for calendars, the key in an address names the viewer (C4)."""

from flask import Response
from markupsafe import Markup

from netapp.core import kept, languages, links, site, syndication, text
from netapp.core.access import public
from netapp.core.languages import gettext as _
from netapp.core.syndication import LONG_AGO, Feed, Form, Item
from netapp.core.viewer import GUEST, Viewer
from netapp.groups import reading as groups
from netapp.groups import records
from netapp.groups.models import Group
from netapp.news import lists, words
from netapp.news.lists import Row
from netapp.news.views import blueprint

MOST = 30


@blueprint.get("/articles.<any(atom, json):form>")
@public
@kept.feed
def feed(form: Form) -> Response:
    """What everybody may read, in the site's language."""
    with languages.use(None):
        name, home = site.current().name, links.absolute("news.everywhere", by="", word="")
        said = _("All articles that everybody may read."), home, links.absolute("news.feed", form=form)
        return _answer(GUEST, form, name, *said, lists.latest(GUEST, None, MOST))


@blueprint.get("/groups/<int:group_id>/articles.<any(atom, json):form>")
@public
@kept.feed
def group_feed(group_id: int, form: Form) -> Response:
    group = groups.readable(GUEST, group_id)
    kept.rests_on(group.network_id)
    return _of_group(GUEST, group, form, links.absolute("news.group_feed", group_id=group_id, form=form))


@blueprint.get("/feeds/<key>/groups/<int:group_id>/articles.<any(atom, json):form>")
@public
@kept.validated
def own_feed(key: str, group_id: int, form: Form) -> Response:
    """What the key's owner may read there."""
    viewer = records.viewer_of_key(key)
    group = groups.readable(viewer, group_id)
    return _of_group(viewer, group, form, links.absolute("news.own_feed", key=key, group_id=group_id, form=form))


def _of_group(viewer: Viewer, group: Group, form: Form, address: str) -> Response:
    with languages.use(group.language):
        home = links.absolute("news.of_group", group_id=group.id, by="", word="")
        title = _("Articles of %(group)s", group=group.name)
        return _answer(viewer, form, title, group.lead, home, address, lists.latest(viewer, group.id, MOST))


def _answer(
    viewer: Viewer, form: Form, name: str, said: str, home: str, address: str, rows: tuple[Row, ...]
) -> Response:
    more = lists.more(rows)
    items = [_item(one, *more[one.id]) for one in rows]
    updated = max((item.updated for item in items), default=LONG_AGO)
    told = Feed(name, said, home, address, languages.current(), items, updated)
    return syndication.answer(told, form, private=not viewer.is_guest)


def _item(one: Row, bodies: dict[str, str], author: str) -> Item:
    """In the feed's language where it is written in it, else in its own."""
    language, title, lead = one.said_in(languages.current())
    html = text.markdown(bodies.get(language, ""))
    return Item(
        id=syndication.tag(f"article-{one.id}", one.published_at),
        url=links.absolute("news.article", article_id=one.id, tail=one.tail),
        title=title,
        language=language,
        summary=lead or text.excerpt(bodies.get(language, "")),
        html=Markup("<p><strong>{}</strong></p>\n{}").format(lead, html) if lead else html,
        published=one.published_at,
        updated=one.updated_at or one.published_at,
        kind=words.kind(one.kind),
        author=author or one.group,
    )
