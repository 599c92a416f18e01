"""What the pages on which notes are written show: all sections, one alone, its versions; what a browser asks for."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, localtime, text
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page as meetings_page
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.notes import merging, policy, queries, words, writing
from netapp.notes.forms import PartForm, SectionForm
from netapp.notes.models import Note, Part, Section
from netapp.promises import owning


class Beside(NamedTuple):
    """What somebody has sent for a section that others have changed in the same lines."""

    number: int
    body: str


class Line(NamedTuple):
    """A section as its writers see it."""

    id: int
    heading: str
    lead: Markup
    body: str
    revision: int
    token: str
    who: str
    clashes: list[Beside]


class Version(NamedTuple):
    number: int
    who: str
    when: str
    state: str


def new_token() -> str:
    """Names what will be sent from a page, so that it counts once however often it comes."""
    return secrets.token_hex(12)


def of(viewer: Viewer, meeting_id: int, form: PartForm | None = None) -> dict[str, Any]:
    meeting, note, helps = queries.get_written(viewer, meeting_id)
    require(policy.may_write(viewer, meeting, helps))
    languages.prefer(meeting.language)
    sections = queries.sections(note) if note is not None else ()
    parts = queries.parts(note) if note is not None else ()
    return {
        **_frame(viewer, meeting),
        "note": note,
        "begins": note is None,
        "lines": lines(viewer, meeting, note, sections) if note is not None else [],
        "parts": [_part(viewer, meeting, one) for one in parts],
        "form": form or form_of(viewer, meeting),
        "may_begin": policy.may_begin(viewer, meeting),
        "may_close": policy.may_close(viewer, meeting),
    }


def form_of(viewer: Viewer, meeting: Meeting) -> PartForm:
    found = owning.offered(viewer, meeting.group, meeting.id, None)
    mine = [(f"person:{viewer.person_id}", _("I, %(name)s", name=viewer.name) if viewer.name else _("I"))]
    people = [(f"person:{one.id}", ", ".join(filter(None, (one.name, one.company)))) for one in found]
    firms = sorted({(one.company, one.company_id) for one in found if one.company_id})
    owners = [("", _("The organisers")), *mine, *(one for one in people if one[0] != mine[0][0])]
    return PartForm(owners + [(f"company:{number}", name) for name, number in firms])


def lines(viewer: Viewer, meeting: Meeting, note: Note, sections: Sequence[Section]) -> list[Line]:
    leads, who = queries.leads(viewer, meeting), queries.who_writes(note, viewer.person_id)
    beside: dict[int, list[Beside]] = {}
    for one in queries.clashes(note):
        beside.setdefault(one.section_id, []).append(Beside(one.number, one.body))
    return [
        Line(
            one.id,
            one.heading,
            text.markdown(leads.get(one.item_id or 0, "")),
            one.body,
            one.revision,
            new_token(),
            said(who.get(one.id, [])),
            beside.get(one.id, []),
        )
        for one in sections
    ]


def said(names: Sequence[str]) -> str:
    """Who writes there just now."""
    return _("%(names)s is writing here", names=", ".join(names)) if names else ""


def now(viewer: Viewer, meeting_id: int, sent: Mapping[str, str]) -> dict[str, Any]:
    """For a browser that has a page of notes open: the sections whose revision is not the one that it has."""
    meeting, note, helps = queries.get_written(viewer, meeting_id)
    require(policy.may_write(viewer, meeting, helps))
    if note is None:
        raise NotVisible
    who = queries.who_writes(note, viewer.person_id)
    return {
        "sections": {
            str(one.id): {
                "revision": one.revision,
                "who": said(who.get(one.id, [])),
                **({"body": one.body} if sent.get(str(one.id)) != str(one.revision) else {}),
            }
            for one in queries.sections(note)
        }
    }


def of_section(
    viewer: Viewer, section_id: int, form: SectionForm | None = None, saved: writing.Saved | None = None
) -> dict[str, Any]:
    """One section alone, for who writes without script; in a clash with both versions."""
    meeting, section, helps = queries.get_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    languages.prefer(meeting.language)
    if form is None:
        form = SectionForm(posted=False, heading=section.heading, body=section.body, base=section.revision)
        form.token.data = new_token()
    if saved is not None and saved.clash:
        mine = form.body.data
        form = SectionForm(
            posted=False, heading=section.heading, body=saved.both, base=saved.revision, settles=saved.sent
        )
        form.token.data = new_token()
    else:
        mine = None
    return {
        **_frame(viewer, meeting),
        "section": section,
        "lead": text.markdown(queries.leads(viewer, meeting).get(section.item_id or 0, "")),
        "form": form,
        "theirs": section.body if mine is not None else None,
        "mine": mine,
        "beside": [one for one in queries.revisions(section_id) if one[0].state == "clash"],
    }


def of_versions(viewer: Viewer, section_id: int, args: Mapping[str, str]) -> dict[str, Any]:
    """All versions of a section, and what is different between two of them."""
    meeting, section, helps = queries.get_section(viewer, section_id)
    require(policy.may_write(viewer, meeting, helps))
    languages.prefer(meeting.language)
    found = queries.revisions(section_id)
    texts = [one for one, _who in found if one.state == "text"]
    after = links.number(args.get("after")) or section.revision
    before = links.number(args.get("before"))
    if before is None:
        before = next((one.number for one in texts if one.number < after), 0)
    one, other = (queries.revision(section_id, number) for number in (before, after))
    return {
        **_frame(viewer, meeting),
        "section": section,
        "versions": [Version(each.number, who, _when(meeting, each.at), _state(each.state)) for each, who in found],
        "before": before,
        "after": after,
        "stretches": merging.compare(one.body if one else "", other.body if other else ""),
        "token": new_token(),
    }


def _when(meeting: Meeting, at: Any) -> str:
    local = localtime.to_local(at, meeting.zone)
    return _("%(day)s, %(time)s", day=languages.date_short(local), time=languages.clock_time(local))


def _state(state: str) -> str:
    said = {"clash": _("Waits beside the text"), "settled": _("Stood beside the text"), "sent": _("Merged")}
    return said.get(state, "")


def _part(viewer: Viewer, meeting: Meeting, part: Part) -> dict[str, Any]:
    due = _("By %(day)s", day=languages.date_short(part.due)) if part.due else ""
    return {"id": part.id, "kind": words.one(part.kind), "icon": words.ICONS[part.kind], "text": part.text, "due": due}


def _frame(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "title": meetings_page.title(meeting),
        "back": meetings_page.url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "writing_url": url_for("notes.writing", meeting_id=meeting.id),
        **meetings_page.of_network(viewer, meeting),
    }


def address(viewer: Viewer, section_id: int) -> str:
    """Where a section stands among the others."""
    meeting, _section, _helps = queries.get_section(viewer, section_id)
    return url_for("notes.writing", meeting_id=meeting.id, _anchor=f"row-{section_id}")
