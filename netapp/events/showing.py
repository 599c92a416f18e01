"""The page of a meeting: what its statement read, said once for all to whom it says the same."""

import json
from typing import Any, NamedTuple

from flask import request, url_for
from markupsafe import Markup

from netapp.core import languages, panels, pieces, site, text
from netapp.core.forms import Form
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import drafting, page, policy, queries, schema_org, telling, words
from netapp.events.calendars import links as calendar_links
from netapp.events.feeds import syndication
from netapp.events.hybrid import page as hybrid
from netapp.events.models import Meeting
from netapp.events.people_forms import GuestForm
from netapp.events.programme import page as programme_page
from netapp.events.programme import queries as programme_queries
from netapp.events.questions import forms as question_forms
from netapp.events.questions import models as question_models
from netapp.events.reading import Read
from netapp.events.series import queries as of_series
from netapp.events.series import rules
from netapp.groups import emblems
from netapp.groups import policy as groups_policy


class Standing(NamedTuple):
    """How the viewer and the meeting stand to each other: what the sign-up card shows. `state`: of their sign-up;
    `has_tables`: they sit at tables there. `brings`: so many colleagues come along. `of_all`: they have signed up for
    the whole series.
    """

    state: str | None
    place_in_queue: int | None
    may_sign_up: bool
    is_guest: bool
    has_tables: bool = False
    brings: int = 0
    mode: str = "room"
    changes: bool = False
    gets_link: bool = False
    of_all: bool = False


class Deeds(NamedTuple):
    """What the viewer may do with the meeting now."""

    organise: bool
    edit: bool
    seat: bool
    plan: bool
    publish: bool
    cancel: bool
    record: bool
    discard: bool
    check_in: bool


class Moment(NamedTuple):
    """How far the meeting is; it settles what the page says of sign-up."""

    has_begun: bool
    is_over: bool
    sign_up_is_open: bool
    opens_later: bool


class Named(NamedTuple):
    """A participant who lets their name be shown."""

    name: str
    company: str
    picture_url: str | None = None


class Body(NamedTuple):
    """What the page says, made once for all to whom it says the same."""

    title: str
    description: str
    main: Markup
    json_ld: Markup | None


def of(viewer: Viewer, read: Read, form: Form | None = None) -> dict[str, Any]:
    """Everything that the page shows. `form` is that of who signs up, with what was wrong with it."""
    meeting = read.meeting
    form = form or _asking(viewer, read)
    network = meeting.group.parent or meeting.group
    standing = Standing(
        state=read.state,
        place_in_queue=read.place,
        may_sign_up=policy.may_sign_up(viewer, meeting),
        is_guest=not viewer.is_signed_in,
        has_tables=read.has_tables and read.state == "going",
        brings=read.brings,
        mode=read.mode,
        changes=read.changes,
        gets_link=read.state == "going" and (not meeting.hybrid or read.mode == "online"),
        of_all=meeting.series_id is not None and of_series.goes_to_all(viewer.person_id, meeting.series_id),
    )
    names_shown = policy.may_see_names(viewer, meeting, standing.state == "going")
    make = _body if form is None else _made_body
    body = make(
        read,
        standing,
        _deeds(viewer, meeting),
        Moment(meeting.has_begun, meeting.is_over, meeting.sign_up_is_open, meeting.opens_later),
        tuple(Named(name, company) for name, company in queries.shown_names(meeting)) if names_shown else None,
        languages.viewer_zone(meeting.zone),
        request.path if standing.is_guest else "",
        site.current().guest_days,
        tuple(panels.shown("meeting", meeting)),
        programme_queries.of_page(viewer, meeting, inside=_is_inside(viewer, meeting, standing)),
        programme_page.is_on(meeting),
        form,
        hybrid.ways(meeting),
    )
    return {
        "body": body,
        "title": body.title,
        "group": meeting.group,
        "feed": url_for("events.meeting_feed", meeting_id=meeting.id),
        "group_feed": url_for("events.group_feed", group_id=meeting.group_id),
        "news": syndication.KINDS,
        **page.addresses("events.meeting", meeting_id=meeting.id, tail=meeting.tail),
        "noindex": not page.is_public(meeting),
        "network": network,
        "network_url": url_for("groups.network", group_id=network.id),
        "network_emblem": emblems.drawn(network.id, read.attendances, 56),
    }


def _asking(viewer: Viewer, read: Read) -> Any:
    """The form of a meeting that asks questions, with what the viewer has answered; None for any other."""
    asked = question_models.asked(read.meeting.questions)
    if not asked or read.meeting.state != "published":
        return None
    if not viewer.is_signed_in:
        return question_forms.of(read.meeting, asked, base=question_forms.GuestAsking, posted=False)
    said = json.loads(read.answers) if read.answers else None
    base = question_forms.MemberAsking
    return question_forms.of(read.meeting, asked, said, base=base, but=viewer.person_id, posted=False)


def _is_inside(viewer: Viewer, meeting: Meeting, standing: Standing) -> bool:
    return policy.may_see_inside(viewer, meeting, standing.state == "going")


def _deeds(viewer: Viewer, meeting: Meeting) -> Deeds:
    return Deeds(
        organise=groups_policy.may_organise(viewer, meeting.group),
        edit=policy.may_edit(viewer, meeting),
        seat=policy.may_seat(viewer, meeting),
        plan=policy.may_plan(viewer, meeting),
        publish=policy.may_publish(viewer, meeting),
        cancel=policy.may_cancel(viewer, meeting),
        record=policy.may_record(viewer, meeting),
        discard=policy.may_discard(viewer, meeting),
        check_in=policy.may_open_doors(viewer, meeting),
    )


def _made_body(
    read: Read,
    standing: Standing,
    deeds: Deeds,
    moment: Moment,
    names: tuple[Named, ...] | None,
    _zone: str,
    way_back: str,
    guest_days: int,
    lent: tuple[Markup, ...],
    planned: programme_queries.Rows,
    on: tuple[int, ...],
    form: Form | None = None,
    ways: tuple[hybrid.WayOf, ...] = (),
) -> Body:
    """Of nothing but this; the zone is the viewer's, where they have one."""
    meeting, (taken, waiting) = read.meeting, read.counted
    is_online = meeting.hybrid and standing.gets_link
    entry = drafting.entry(meeting, languages.current(), with_link=standing.gets_link, online=is_online)
    said, items = _said(meeting), programme_page.shown(meeting, planned, on)
    shown = said | {
        "taken": taken,
        "waiting": waiting,
        "left": None if meeting.seats is None else max(0, meeting.seats - taken),
        "ways": ways,
        "standing": standing,
        "deeds": deeds,
        "moment": moment,
        "names": names,
        "companies": read.companies,
        "form": form or GuestForm(posted=False),
        "google": calendar_links.google_link(entry),
        "outlook": calendar_links.outlook_link(entry),
        "way_back": way_back,
        "guest_days": guest_days,
        "lent": lent,
        "is_public": page.is_public(meeting),
        "days": programme_page.days(items, meeting),
        "clocks": programme_page.clocks,
        "instant": programme_page.instant,
        "kind_word": programme_page.kind_word,
        "icons": programme_page.ICONS,
        "way": programme_page.way(meeting, planned),
        "series_rhythm": rules.in_words(rules.parsed(meeting.rule)) if meeting.rule else None,
        "rides": planned.rides == "1" and (standing.state == "going" or deeds.organise),
    }
    where_and_when = _("%(when)s. %(where)s.", when=said["when"], where=said["where"])
    return Body(
        title=said["title"],
        description=f"{where_and_when} {text.excerpt(meeting.body_in(languages.current())[1])}",
        main=pieces.part("events/_meeting.html", **shown),
        json_ld=schema_org.event(meeting, taken, items, ways) if page.is_public(meeting) else None,
    )


_body = pieces.remembered(_made_body)


def _said(meeting: Meeting) -> dict[str, Any]:
    """What the meeting itself says, whoever reads it."""
    title_language, title = meeting.title_in(languages.current())
    body_language, body = meeting.body_in(languages.current())
    return {
        "meeting": meeting,
        "network": meeting.group.parent or meeting.group,
        "title": title,
        "title_language": title_language,
        "body": text.markdown(body),
        "body_language": body_language,
        "kind": words.kind(meeting.kind),
        "where": telling.where(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "zone": telling.zone_name(meeting.zone),
        "own_clock": telling.own_clock(meeting),
        "map_link": telling.map_link(meeting),
        "feed": url_for("events.meeting_feed", meeting_id=meeting.id),
    }
