"""The addresses of the feeds. A feed reader can't sign in: the key in an address names the viewer, as for calendars."""

from typing import Any

from flask import Response
from markupsafe import Markup

from netapp.core import kept, languages, links, syndication, text
from netapp.core.access import public
from netapp.core.languages import gettext as _
from netapp.core.syndication import LONG_AGO, Feed, Item
from netapp.core.viewer import GUEST, Viewer
from netapp.forums import addresses, words
from netapp.forums import queries as forums
from netapp.forums.attaching import shown
from netapp.forums.feeds import queries
from netapp.forums.views import blueprint
from netapp.groups import reading as groups
from netapp.groups import records
from netapp.groups.models import Group


@blueprint.get("/groups/<int:group_id>/threads.atom")
@public
@kept.feed
def feed(group_id: int) -> Response:
    """What everybody may read, whoever asks: the address can be passed on."""
    group = groups.readable(GUEST, group_id)
    kept.rests_on(group.network_id)
    return _answer(GUEST, group, group.language, links.absolute("forums.feed", group_id=group_id))


@blueprint.get("/feeds/<key>/groups/<int:group_id>/threads.atom")
@public
@kept.validated
def own_feed(key: str, group_id: int) -> Response:
    """What the key's owner may read there."""
    viewer = records.viewer_of_key(key)
    group = groups.readable(viewer, group_id)
    address = links.absolute("forums.own_feed", key=key, group_id=group_id)
    return _answer(viewer, group, group.language, address)


def _answer(viewer: Viewer, group: Group, language: str, address: str) -> Response:
    with languages.use(language):
        is_quiet = forums.forum(group.id).titles_only
        items = [_item(row, group.name, is_quiet) for row in queries.newest(viewer, group.id)]
        told = Feed(
            title=_("Discussions of %(group)s", group=group.name),
            description=_("What members of %(group)s ask and tell each other.", group=group.name),
            home=links.absolute("forums.threads", group_id=group.id),
            address=address,
            language=language,
            items=items,
            updated=max((item.updated for item in items), default=LONG_AGO),
        )
        return syndication.answer(told, "atom", private=not viewer.is_guest)


def _item(row: Any, group: str, is_quiet: bool) -> Item:
    """An entry for each post; where the group's letters say nothing but titles, so does its feed."""
    number, title, language, kind, position, body, published, edited, files, writer = row
    return Item(
        id=syndication.tag(f"post-{number}", published),
        url=addresses.absolute_of_post(number),
        title=title if position == 1 else _("Re: %(title)s", title=title),
        language=language,
        summary=text.excerpt(body) if not is_quiet else title,
        html=_html(body, files) if not is_quiet else Markup("<p>{}</p>").format(title),
        published=published,
        updated=edited or published,
        kind=words.kind(kind),
        author=writer or group,
    )


def _html(body: str, files: str) -> Markup:
    """Files by name and link: whoever opens one is asked as for the post."""
    kept = shown.kept(shown.read(files))
    each = (Markup('<li><a href="{}">{}</a></li>').format(one.absolute_url, one.name) for one in kept)
    return text.markdown(body) + (Markup("<ul>{}</ul>").format(Markup("").join(each)) if kept else "")
