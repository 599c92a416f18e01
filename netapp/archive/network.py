"""A group's archive: one zip with what it holds, in open formats, for its organisers. Floors above add their files."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

from netapp.core import clock, log
from netapp.core.db import action
from netapp.core.errors import require
from netapp.core.viewer import Viewer, group_key
from netapp.groups import policy, queries
from netapp.groups.models import Group, Membership
from netapp.members import companies, logos
from netapp.members import queries as members
from netapp.members.models import Company

# From the viewer and the groups in the archive to (name of the file, its bytes).
Part = Callable[[Viewer, Sequence[Group]], Iterable[tuple[str, bytes]]]


def add(app: Flask, part: Part) -> None:
    """Let a floor above put files into every archive."""
    app.extensions.setdefault("archive", []).append(part)


@action
def take(viewer: Viewer, group: Group) -> bytes:
    """The zip. Of the sub-groups those that the viewer reads; who took it, and when, is logged."""
    require(policy.may_take_archive(viewer, group))
    groups = [group, *(each for each in queries.sub_groups(viewer, group.id) if policy.may_read(viewer, each))]
    # Memberships of the groups that the viewer runs; those of the others belong to them.
    rows = [row for each in groups if policy.may_organise(viewer, each) for row in queries.members(viewer, each)]
    at_work = members.companies_of(row.person_id for row in rows)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("groups.json", _json([_group(each) for each in groups]))
        archive.writestr("members.json", _json([_membership(row, at_work) for row in rows]))
        drawn = logos.contents(at_work.values())
        archive.writestr("companies.json", _json(_companies(at_work, drawn)))
        for company_id, logo in drawn.items():
            archive.writestr(_logo(company_id), logo)
        for part in current_app.extensions.get("archive", []):
            for name, data in part(viewer, groups):
                archive.writestr(name, data)
    log.write(viewer.person_id, "archive", "group", group.id, group_key(group.id))
    return content.getvalue()


def _group(group: Group) -> dict[str, Any]:
    kept = ("id", "parent_id", "name", "lead", "about", "texts", "region", "language", "zone", "website")
    switches = ("seen_by", "join_rule", "read_by", "questions", "domains")
    times = {name: _time(getattr(group, name)) for name in ("created_at", "approved_at", "closed_at")}
    return {**{name: getattr(group, name) for name in (*kept, *switches)}, **times}


def _companies(at_work: Mapping[int, Company], drawn: Mapping[int, bytes]) -> list[dict[str, Any]]:
    """Where the members work now, with what the companies say of themselves."""
    found = {company.id: company for company in at_work.values()}
    said, divisions = companies.lines(found), companies.divisions(found)
    kept = ("id", "name", "kind", "place", "latitude", "longitude", "website", "register_number", "size", "language")
    return [
        {
            **{name: getattr(company, name) for name in (*kept, "about", "texts", "is_public")},
            "confirmed_on": _time(company.confirmed_on),
            "logo": _logo(company.id) if company.id in drawn else None,
            "nace": divisions[company.id],
            **{str(about): each for about, each in said[company.id].items()},
        }
        for company in sorted(found.values(), key=lambda company: company.id)
    ]


def _logo(company_id: int) -> str:
    return f"logos/{company_id}.webp"


def _membership(row: Membership, companies: Any) -> dict[str, Any]:
    return {
        "group_id": row.group_id,
        "name": row.person.name,
        "email": row.person.email,
        "company": companies[row.person_id].name if row.person_id in companies else "",
        "role": row.role,
        "joined_at": _time(row.joined_at),
    }


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _json(value: Any) -> bytes:
    taken = {"taken_at": _time(clock.now()), "content": value}
    return json.dumps(taken, ensure_ascii=False, indent=1).encode()
