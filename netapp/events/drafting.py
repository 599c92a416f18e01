"""A meeting's own arithmetic: what follows from what an organiser has written. No session, no viewer.

`derive` is called after every change: it makes the instants from the local times (T1), the words
that search compares, and the calendar text that public feeds join (C1, C2).
"""

import secrets
from datetime import datetime
from typing import Any

from flask import current_app

from netapp.config import site_host
from netapp.core import clock, languages, links, localtime, text
from netapp.events import words
from netapp.events.calendars import entries as calendar
from netapp.events.models import ANSWER_DAYS, Meeting, Part, Party
from netapp.events.programme import times as programme
from netapp.groups.models import Group


def new(group: Group, *, title: str, starts_local: datetime, ends_local: datetime, **values: Any) -> Meeting:
    """A draft in this group, with its zone and language unless others are given. `derive` it before it is saved."""
    language = values.pop("language", None) or group.language
    body = values.pop("body", "")
    now = clock.now()
    defaults: dict[str, Any] = {
        "uid": uid("meeting"),
        "group_id": group.id,
        "kind": "meeting",
        "state": "draft",
        "language": language,
        "titles": {language: title},
        "bodies": {language: body} if body else {},
        "zone": group.zone,
        "starts_local": starts_local,
        "ends_local": ends_local,
        "starts_fold": 0,
        "ends_fold": 0,
        **dict.fromkeys(("place", "address", "map_url", "online_url", "contact_name", "contact_email"), ""),
        "cancel_reason": "",
        "open_to_guests": True,
        "needs_yes": False,
        "fitting_first": False,
        "hybrid": False,
        "answer_days": ANSWER_DAYS,
        "differs": False,
        "own_reminders": False,
        "asks_feedback": False,
        "shown_to": "going",
        "sequence": 0,
        "arrivals": 0,
        "created_at": now,
        "changed_at": now,
    }
    return Meeting(**{**defaults, **values})


def uid(kind: str) -> str:
    """What calendars will know a new meeting or series by (C1)."""
    return f"{kind}-{secrets.token_hex(12)}@{site_host(current_app.config['SITE_URL'])}"


def derive(meeting: Meeting) -> None:
    """Make everything that follows from the rest. Its calendar text names its address, so it comes with the number."""
    zone = meeting.zone
    meeting.starts_at = localtime.to_utc(meeting.starts_local, zone, meeting.starts_fold)
    meeting.ends_at = localtime.to_utc(meeting.ends_local, zone, meeting.ends_fold)
    meeting.opens_at = _instant(meeting.opens_local, zone)
    meeting.closes_at = _instant(meeting.closes_local, zone)
    cut_off = meeting.promotes_until_local or localtime.local_day_before(meeting.starts_local)
    meeting.promotes_until = localtime.to_utc(cut_off, zone, 0)
    meeting.is_online = bool(meeting.online_url)
    meeting.search = _search_words(meeting)
    meeting.vevent = calendar.vevent(entry(meeting)) if meeting.id and meeting.state != "draft" else ""


def entry(
    meeting: Meeting, language: str | None = None, *, with_link: bool = False, online: bool = False, rounds: int = 0
) -> calendar.Entry:
    """What a calendar is told, in this language (the meeting's own for shared feeds).

    `with_link` adds the online link, for who has signed up; `online`: its reader does not come to the place. `rounds`
    is the sign-up's own part of the sequence (C2).
    """
    language = language if language in languages.NAMES else meeting.language
    with languages.use(language):
        title_language, title = meeting.title_in(language)
        return calendar.Entry(
            uid=meeting.calendar_uid,
            recurrence_id=meeting.occurrence,
            sequence=meeting.sequence + rounds,
            created=meeting.created_at,
            changed=meeting.changed_at,
            start=meeting.starts_local,
            end=meeting.ends_local,
            zone=meeting.zone,
            start_fold=meeting.starts_fold,
            end_fold=meeting.ends_fold,
            title=title,
            url=links.absolute("events.meeting", meeting_id=meeting.id),
            language=title_language,
            description="\n\n".join(
                filter(None, (text.plain(meeting.body_in(language)[1]), programme.calendar_lines(meeting, language)))
            ),
            place=_online(meeting) if online else (_place(meeting) or _online(meeting)),
            status="CANCELLED" if meeting.state == "cancelled" else "CONFIRMED",
            categories=(words.kind(meeting.kind),),
            cancelled_prefix=words.cancelled_prefix(),
            online_url=(meeting.online_url or None) if with_link else None,
            online_label=words.join_online(),
        )


def set_parties(meeting: Meeting, hosts: list[str], partners: list[str]) -> None:
    """Name the hosts and partners, in this order; who stays keeps the link to their company."""
    known = {(party.part, party.name): party for party in meeting.parties}
    named: list[tuple[Part, str]] = [("host", name) for name in hosts]
    named += [("partner", name) for name in partners]
    meeting.parties = [
        known.get((part, name)) or Party(part=part, name=name, position=0) for part, name in dict.fromkeys(named)
    ]
    for position, party in enumerate(meeting.parties):
        party.position = position


def _place(meeting: Meeting) -> str:
    return ", ".join(filter(None, (meeting.place, meeting.address)))


def _online(meeting: Meeting) -> str:
    return words.online() if meeting.online_url else ""


def _instant(local: datetime | None, zone: str) -> datetime | None:
    return localtime.to_utc(local, zone, 0) if local else None


def _search_words(meeting: Meeting) -> str:
    said = (*meeting.titles.values(), meeting.place, meeting.address, *meeting.bodies.values())
    return text.fold("\n".join(said))[:20000]
