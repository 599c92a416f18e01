"""What the pages of a meeting show, put together from the queries; and the small print of its form."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import request, url_for
from markupsafe import Markup

from netapp.core import languages, links, panels, pieces, site, text
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, Viewer
from netapp.events import (
    actions,
    calendar_links,
    drafting,
    policy,
    queries,
    scheduling,
    schema_org,
    seats,
    telling,
    words,
)
from netapp.events.forms import GuestForm, MeetingForm, typed
from netapp.events.models import Meeting
from netapp.events.reading import Read
from netapp.groups import emblems
from netapp.groups import policy as groups_policy
from netapp.groups import queries as groups


class Standing(NamedTuple):
    """How the viewer and the meeting stand to each other: what the sign-up card shows. `state`: of their sign-up."""

    state: str | None
    place_in_queue: int | None
    may_sign_up: bool
    is_guest: bool


class Deeds(NamedTuple):
    """What the viewer may do with the meeting now."""

    organise: bool
    edit: bool
    publish: bool
    cancel: bool
    record: bool
    discard: bool


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


def of(viewer: Viewer, read: Read, form: GuestForm | None = None) -> dict[str, Any]:
    """Everything that the page shows. `form` is a guest's, with what was wrong with it."""
    meeting = read.meeting
    network = meeting.group.parent or meeting.group
    standing = Standing(
        state=read.state,
        place_in_queue=read.place,
        may_sign_up=policy.may_sign_up(viewer, meeting),
        is_guest=not viewer.is_signed_in,
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
        form,
    )
    return {
        "body": body,
        "title": body.title,
        "group": meeting.group,
        "feed": url_for("events.meeting_feed", meeting_id=meeting.id),
        "group_feed": url_for("events.group_feed", group_id=meeting.group_id),
        **_addresses(meeting),
        "noindex": not is_public(meeting),
        "network": network,
        "network_url": url_for("groups.network", group_id=network.id),
        "network_emblem": emblems.drawn(network.id, read.attendances, 56),
    }


def _deeds(viewer: Viewer, meeting: Meeting) -> Deeds:
    return Deeds(
        organise=groups_policy.may_organise(viewer, meeting.group),
        edit=policy.may_edit(viewer, meeting),
        publish=policy.may_publish(viewer, meeting),
        cancel=policy.may_cancel(viewer, meeting),
        record=policy.may_record(viewer, meeting),
        discard=policy.may_discard(viewer, meeting),
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
    form: GuestForm | None = None,
) -> Body:
    """Of nothing but this; the zone is the viewer's, where they have one."""
    meeting, (taken, waiting) = read.meeting, read.counted
    title_language, title_text = meeting.title_in(languages.current())
    body_language, body = meeting.body_in(languages.current())
    entry = drafting.entry(meeting, languages.current(), with_link=standing.state == "going")
    when, where = telling.when(meeting.starts_local, meeting.ends_local), telling.where(meeting)
    shown = {
        "meeting": meeting,
        "network": meeting.group.parent or meeting.group,
        "title": title_text,
        "title_language": title_language,
        "body": text.markdown(body),
        "body_language": body_language,
        "kind": words.kind(meeting.kind),
        "where": where,
        "when": when,
        "zone": telling.zone_name(meeting.zone),
        "own_clock": telling.own_clock(meeting),
        "map_link": telling.map_link(meeting),
        "taken": taken,
        "waiting": waiting,
        "left": None if meeting.seats is None else max(0, meeting.seats - taken),
        "standing": standing,
        "deeds": deeds,
        "moment": moment,
        "names": names,
        "companies": read.companies,
        "form": form or GuestForm(posted=False),
        "feed": url_for("events.meeting_feed", meeting_id=meeting.id),
        "google": calendar_links.google_link(entry),
        "outlook": calendar_links.outlook_link(entry),
        "way_back": way_back,
        "guest_days": guest_days,
        "lent": lent,
    }
    said = _("%(when)s. %(where)s.", when=when, where=where)
    return Body(
        title=title_text,
        description=f"{said} {text.excerpt(body)}",
        main=pieces.part("events/_meeting.html", **shown),
        json_ld=schema_org.event(meeting, taken) if is_public(meeting) else None,
    )


_body = pieces.remembered(_made_body)


def _addresses(meeting: Meeting) -> dict[str, Any]:
    """The page's own address and those in each language, for search engines, whatever tail was asked for."""
    bare = links.absolute("events.meeting", meeting_id=meeting.id, tail=meeting.tail)
    by_language = {code: f"{bare}?lang={code}" for code in languages.NAMES}
    return {
        "canonical": by_language.get(request.args.get("lang", ""), bare),
        "alternates": [*by_language.items(), ("x-default", bare)],
    }


def of_network(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """Whose page it is: the frame shows the network's name and emblem."""
    network = meeting.group.parent or meeting.group
    return {
        "network": network,
        "network_url": url_for("groups.network", group_id=network.id),
        "network_emblem": emblems.one(viewer, network.id, 56),
    }


def is_public(meeting: Meeting) -> bool:
    """Everybody may read it: search engines too."""
    return meeting.is_public_state and meeting.group.read_key in GUEST.keys


def url(meeting: Meeting) -> str:
    return url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail)


def title(meeting: Meeting) -> str:
    return meeting.title_in(languages.current())[1]


def first_values(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """What a new meeting's form holds at first: the group's language and zone, or all of an earlier meeting."""
    if number := links.number(args.get("from")):
        earlier = queries.get_meeting(viewer, number)
        # Whoever merely reads it must not find in the form what the page keeps for those who have a seat.
        require(groups_policy.may_organise(viewer, earlier.group))
        copied = typed(earlier)
        for name in (
            "starts_date",
            "ends_date",
            "opens_date",
            "closes_date",
            "promotes_until_date",
            "starts_fold",
            "ends_fold",
        ):
            copied[name] = None
        return copied
    mine = groups.organised(viewer)
    asked = links.number(args.get("group"))
    group = next((group for group in mine if group.id == asked), mine[0] if mine else None)
    require(group is not None)
    assert group is not None
    return {
        "group_id": group.id,
        "language": group.language,
        "zone": group.zone,
        "open_to_guests": group.read_key in GUEST.keys,
    }


def editable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, found))
    return found


def cancellable(viewer: Viewer, meeting_id: int) -> Meeting:
    """Also one that is cancelled already: a button pressed twice leads to the page that says so."""
    found = queries.get_meeting(viewer, meeting_id)
    is_done = found.state == "cancelled" and policy.may_schedule(viewer, found.group)
    require(is_done or policy.may_cancel(viewer, found))
    return found


def recordable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_record(viewer, found))
    return found


def managed(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, found))
    return found


def list_of(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """The organiser's list, and why nobody moves up when people wait (S4)."""
    taken, waiting = seats.count(meeting)
    return {
        "meeting": meeting,
        "title": title(meeting),
        "people": queries.participants(meeting),
        "taken": taken,
        "waiting": waiting,
        "why_waiting": _why_waiting(meeting, taken) if waiting else None,
        "manages": policy.may_manage_sign_ups(viewer, meeting),
        "seat_free": meeting.seats is None or taken < meeting.seats,
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "state_word": words.sign_up_state,
        **of_network(viewer, meeting),
    }


def _why_waiting(meeting: Meeting, taken: int) -> str:
    if meeting.seats is not None and taken >= meeting.seats:
        return _("All seats are taken. When one gets free, the first in the queue gets it at once.")
    if not meeting.promotes:
        return _(
            "Free seats are not given by themselves any more, since the cut-off has passed. You can give them by hand."
        )
    return _("A seat is free; the queue moves up with the next change.")


def tried(
    form: MeetingForm, deed: Callable[..., Meeting], *args: Any, **kwargs: Any
) -> Meeting | actions.NeedsYes | actions.Stale | None:
    """Do it with the form's draft: the meeting, or the question to answer first, or None and an error in the form."""
    try:
        return deed(*args, form.draft(), **kwargs)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except (actions.NeedsYes, actions.Stale) as question:
        return question


def who_is_told(form: MeetingForm, viewer: Viewer) -> str | None:
    """One sentence: how many people publishing would write to (they are the chosen group's)."""
    offered = {choice[0] for choice in form.group_id.choices or ()}
    try:
        group = groups.get_readable(viewer, form.group_id.data if form.group_id.data in offered else 0)
    except NotVisible:
        return None
    number = queries.number_to_tell(group)
    return ngettext("%(num)s person in %(group)s", "%(num)s people in %(group)s", number, group=group.name)


def preview(form: MeetingForm, found: Meeting | None) -> dict[str, Any] | None:
    """The page as it would read, from what is typed; None when a time can't be used, which the form then says."""
    try:
        draft = scheduling.settled(form.draft())
    except Refused as refusal:
        form.refuse(refusal)
        return None
    return {
        "title": draft.titles[draft.language],
        "body": text.markdown(draft.bodies.get(draft.language, "")),
        "language": draft.language,
        "kind": words.kind(draft.kind),
        "when": telling.when(draft.starts_local, draft.ends_local),
        "zone": telling.zone_name(draft.zone),
        "place": ", ".join(filter(None, (draft.place, draft.address))),
        "is_online": bool(draft.online_url),
        "hosts": draft.hosts,
        "seats": draft.seats,
    }


def differences(mine: MeetingForm, theirs: MeetingForm, sent: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what you typed) for each field in which the two differ (X5)."""
    found = []
    for name, field in theirs._fields.items():
        if name in {"seen", "tell"} or name not in sent:
            continue
        saved, typed_now = _shown(field), _shown(mine[name])
        if saved != typed_now:
            found.append((str(field.label.text), saved, typed_now))
    return found


def _shown(field: Any) -> str:
    choices = dict(field.choices) if getattr(field, "choices", None) else {}
    value = field.data
    return str(choices.get(value, "" if value is None else value))
