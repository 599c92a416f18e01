"""The forms of discussions and their pages: a new thread, a post's text once more, a title, what was said before."""

from collections.abc import Mapping
from typing import Any

from netapp.core import languages, links, text
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.forums import addresses, drafting, policy, queries, words
from netapp.forums.asking import queries as asking
from netapp.forums.attaching import queries as attaching
from netapp.forums.attaching import shown
from netapp.forums.attaching.sent import Attached
from netapp.forums.forms import EditForm, ThreadForm, TitleForm
from netapp.forums.models import KINDS, Kind
from netapp.groups import page as groups_page
from netapp.groups import reading as groups_reading
from netapp.groups.models import Group
from netapp.members import addresses as members_addresses
from netapp.members import companies
from netapp.members.models import Company


def asked_company(viewer: Viewer, group: Group, args: Mapping[str, str]) -> Company | None:
    """The company of the group that the new thread is about (`?company=3`); NotVisible for any other."""
    number = links.number(args.get("company"))
    if number is None:
        return None
    found = companies.get(viewer, number)
    if not asking.is_in_group(found.id, group.id):
        raise NotVisible
    return found


def thread_form(viewer: Viewer, group: Group, kind: str = "", title: str = "") -> ThreadForm:
    """A new thread's form, with what the viewer has begun to write; else with this title."""
    forum = queries.forum(group.id)
    begun = attaching.begun(viewer, drafting.at_group(group.id))
    kinds = kinds_for(viewer, group)
    return ThreadForm(
        kinds,
        forum.tags,
        wider=words.wider(group),
        zone=group.zone,
        kind=kind if kind in kinds else "discussion",
        title=begun.title or title,
        body=begun.body,
        for_all=not forum.for_members,
    ).with_files(Attached(lambda: begun.files))


def kinds_for(viewer: Viewer, group: Group) -> list[Kind]:
    return [kind for kind in KINDS if policy.may_start(viewer, group, kind)]


def of_form(viewer: Viewer, group: Group, form: ThreadForm, company: Company | None = None) -> dict[str, Any]:
    """`company`: which it is about."""
    return {
        "about": (company.name, members_addresses.of(company.id, company.name)) if company else None,
        **groups_page.frame(viewer, group),
        "form": form,
        "hints": words.hints(),
        "preview": text.markdown(form.body.data or ""),
        "audience": group.read_key,
        "may_announce": policy.may_start(viewer, group, "announcement"),
        "told": queries.count_told(group.id),
        "threads_url": addresses.of_group(group.id),
    }


def startable(viewer: Viewer, group_id: int) -> Group:
    """The group, for who may begin a thread in it."""
    group = groups_reading.readable(viewer, group_id)
    languages.prefer(group.language)  # first, since the form's words are chosen when it is made
    require(policy.may_start(viewer, group))
    return group


def of_edit(viewer: Viewer, post_id: int) -> tuple[EditForm, dict[str, Any]]:
    found = queries.get_post(viewer, post_id)
    require(policy.may_edit(viewer, found))
    files = (*attaching.of_posts([found.id])[found.id], *attaching.begun(viewer, drafting.at_post(found.id)).files)
    form = EditForm(body=found.body).with_files(Attached(lambda: shown.kept(files)))
    about = {**groups_page.frame(viewer, found.thread.group), "post": found, "thread": found.thread}
    return form, about | {"back": addresses.of_post(found.id), "preview": text.markdown(form.body.data or "")}


def of_title(viewer: Viewer, thread_id: int) -> tuple[TitleForm, dict[str, Any]]:
    found = queries.get(viewer, thread_id)
    require(policy.may_retitle(viewer, found))
    form = TitleForm(queries.forum(found.group_id).tags, title=found.title, tags=found.tags)
    return form, {**groups_page.frame(viewer, found.group), "thread": found, "back": addresses.of(found)}


def of_history(viewer: Viewer, post_id: int) -> dict[str, Any]:
    """What a post said before."""
    found, before = queries.revisions(viewer, post_id)
    zone = languages.viewer_zone(found.thread.group.zone)
    versions = [(words.when(one.replaced_at, zone), text.markdown(one.body)) for one in before]
    return {
        **groups_page.frame(viewer, found.thread.group),
        "post": found,
        "thread": found.thread,
        "now": text.markdown(found.body),
        "versions": versions,
        "back": addresses.of_post(found.id),
    }
