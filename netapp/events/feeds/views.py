"""The addresses of the feeds. A calendar program can't sign in: the key in a personal address names the viewer (C4)."""

from flask import Response

from netapp.core import kept, languages, links, site
from netapp.core.access import public
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer, current
from netapp.events import page, queries
from netapp.events.calendars import entries as calendar
from netapp.events.feeds import calendars
from netapp.events.views import blueprint
from netapp.groups import reading as groups
from netapp.groups.models import Group


@blueprint.get("/meetings.ics")
@public
@kept.feed
def site_feed() -> Response:
    """Everything that everybody may read. The viewer is a guest whoever asks: the address can be passed on."""
    with languages.use(None):
        return calendars.answer(
            calendars.read(
                GUEST,
                name=site.current().name,
                description=_("All meetings that everybody may see."),
                url=links.absolute("home.front"),
            )
        )


@blueprint.get("/groups/<int:group_id>/meetings.ics")
@public
@kept.feed
def group_feed(group_id: int) -> Response:
    """A network with its sub-groups, or one sub-group."""
    group = groups.readable(GUEST, group_id)
    kept.rests_on(group.network_id)
    return _of_group(GUEST, group, group.language)


@blueprint.get("/meetings/<int:meeting_id>.ics")
@public
@kept.feed
def meeting_feed(meeting_id: int) -> Response:
    """One meeting as a file, or to subscribe to: what everybody may read; for who is signed in, what they may read."""
    found = queries.get_published(current(), meeting_id)
    kept.rests_on(found.group.network_id)
    content = calendar.download(found.vevent, found.zone)
    return calendars.file_answer(content, found, private=not page.is_public(found))


@blueprint.get("/calendar/<key>/mine.ics")
@public
@kept.validated
def personal_feed(key: str) -> Response:
    """The meetings that the key's owner goes to."""
    viewer = queries.viewer_of_key(key)
    with languages.use(viewer.language):
        return calendars.answer(
            calendars.personal(
                viewer,
                name=_("My meetings"),
                description=_("The meetings in which you have a seat."),
                url=links.absolute("home.me"),
            ),
            private=True,
        )


@blueprint.get("/calendar/<key>/all.ics")
@public
@kept.validated
def own_feed(key: str) -> Response:
    """All that the key's owner may read, secret groups of theirs too."""
    viewer = queries.viewer_of_key(key)
    with languages.use(viewer.language):
        return calendars.answer(
            calendars.read(
                viewer,
                name=site.current().name,
                description=_("All meetings that you may see."),
                url=links.absolute("home.front"),
            ),
            private=True,
        )


@blueprint.get("/calendar/<key>/groups/<int:group_id>.ics")
@public
@kept.validated
def own_group_feed(key: str, group_id: int) -> Response:
    """One group as the key's owner may read it."""
    viewer = queries.viewer_of_key(key)
    group = groups.readable(viewer, group_id)
    return _of_group(viewer, group, viewer.language or group.language, private=True)


def _of_group(viewer: Viewer, group: Group, language: str, *, private: bool = False) -> Response:
    with languages.use(language):
        said = _("The meetings of %(group)s.", group=group.name)
        home = links.absolute("groups.network", group_id=group.network_id)
        feed = calendars.read(viewer, name=group.name, description=said, url=home, group=group)
        return calendars.answer(feed, private=private)
