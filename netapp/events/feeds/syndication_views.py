"""The addresses of the feeds for feed readers. As for calendars, the key in one names the viewer (C4)."""

from flask import Response

from netapp.core import kept, languages, links, site
from netapp.core.access import public
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer
from netapp.events import queries
from netapp.events.feeds import syndication
from netapp.events.feeds.syndication import Form
from netapp.events.views import blueprint
from netapp.groups import addresses
from netapp.groups import reading as groups
from netapp.groups.models import Group


@blueprint.get("/meetings.atom", defaults={"form": "atom"})
@blueprint.get("/meetings.json", defaults={"form": "json"})
@public
@kept.feed
def site_news(form: Form) -> Response:
    """What everybody may read, in the site's language."""
    with languages.use(None):
        return syndication.answer(
            GUEST,
            form,
            name=site.current().name,
            description=_("All meetings that everybody may see."),
            home=links.absolute("home.front"),
            address=links.absolute("events.site_news", form=form),
        )


@blueprint.get("/groups/<int:group_id>/meetings.atom", defaults={"form": "atom"})
@blueprint.get("/groups/<int:group_id>/meetings.json", defaults={"form": "json"})
@public
@kept.feed
def group_news(group_id: int, form: Form) -> Response:
    """A network with its sub-groups, or one sub-group."""
    group = groups.readable(GUEST, group_id)
    kept.rests_on(group.network_id)
    return _of_group(
        GUEST, group, form, group.language, links.absolute("events.group_news", group_id=group_id, form=form)
    )


@blueprint.get("/calendar/<key>/groups/<int:group_id>.atom", defaults={"form": "atom"})
@blueprint.get("/calendar/<key>/groups/<int:group_id>.json", defaults={"form": "json"})
@public
@kept.validated
def own_group_news(key: str, group_id: int, form: Form) -> Response:
    """One group as the key's owner may read it."""
    viewer = queries.viewer_of_key(key)
    group = groups.readable(viewer, group_id)
    address = links.absolute("events.own_group_news", key=key, group_id=group_id, form=form)
    return _of_group(viewer, group, form, viewer.language or group.language, address)


def _of_group(viewer: Viewer, group: Group, form: Form, language: str, address: str) -> Response:
    with languages.use(language):
        return syndication.answer(
            viewer,
            form,
            name=group.name,
            description=_("The meetings of %(group)s.", group=group.name),
            home=addresses.absolute(group),
            address=address,
            group=group,
        )
