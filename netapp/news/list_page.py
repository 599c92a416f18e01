"""The pages that list articles: a group's, and the site's."""

import json
from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, pieces
from netapp.core.languages import gettext as _
from netapp.core.paging import Page
from netapp.core.viewer import PUBLIC, Viewer
from netapp.groups import page as groups_page
from netapp.groups.models import Group
from netapp.news import addresses, lists, policy, queries, words
from netapp.news.lists import Narrowed, Part, Row
from netapp.news.models import Article


def of_group(viewer: Viewer, group: Group, narrowed: Narrowed, after: str | None) -> dict[str, Any]:
    languages.prefer(group.language)  # first, since it settles the language in which the rest is said
    part, known = lists.of_group(viewer, group, narrowed, after), lists.known(viewer, group.id, group.network_id)
    is_public, may_write = group.read_key == PUBLIC, policy.may_write(viewer, group)
    zone = languages.viewer_zone(group.zone)
    return {
        **groups_page.frame(viewer, group, known.held),
        **_shared(part, narrowed, after, zone, is_public, "news.of_group", group_id=group.id),
        "heading": words.articles(),
        "title": _("Articles of %(group)s", group=group.name),
        "offered": _offered(narrowed, "news.of_group", known.years, known.tags, group_id=group.id),
        "feeds": _feeds(viewer, group),
        "write_url": url_for("news.new", group=group.id) if may_write else None,
        "drafts": [_draft(one) for one in queries.drafts(viewer, group.id)] if viewer.is_signed_in else [],
    }


def of_site(viewer: Viewer, narrowed: Narrowed, after: str | None) -> dict[str, Any]:
    part, zone = lists.of_site(viewer, narrowed, after), languages.viewer_zone(lists.SITE_ZONE)
    return {
        **_shared(part, narrowed, after, zone, True, "news.everywhere", with_group=True),
        "heading": words.articles(),
        "title": words.articles(),
        "offered": _offered(narrowed, "news.everywhere", tuple(lists.years(viewer)), ()),
        "feeds": [url_for("news.feed", form=form) for form in ("atom", "json")],
        "write_url": None,
        "drafts": [],
    }


def row(one: Row, zone: str, with_group: bool = False) -> Markup:
    return _row(one, zone, with_group)


@pieces.remembered
def _row(one: Row, zone: str, with_group: bool) -> Markup:
    language, title, lead = one.said_in(languages.current())
    return pieces.part(
        "news/_row.html",
        url=url_for("news.article", article_id=one.id, tail=one.tail),
        title=title,
        lead=lead,
        language=language,
        spoken=languages.called(language),
        lang=languages.current(),
        kind=words.kind(one.kind),
        day=words.short_day(one.published_at, zone),
        iso=one.published_at.date().isoformat(),
        tags=json.loads(one.tags),
        group=one.group if with_group else "",
    )


def _shared(
    part: Part,
    narrowed: Narrowed,
    after: str | None,
    zone: str,
    is_public: bool,
    endpoint: str,
    *,
    with_group: bool = False,
    **own: Any,
) -> dict[str, Any]:
    here = url_for(endpoint, **own, **narrowed.args)
    listed = links.absolute(endpoint, **own, **(narrowed.args or {"by": "", "word": ""}))
    is_plain = is_public and after is None
    return {
        "rows": [row(one, zone, with_group) for one in part.rows],
        "page": Page(
            part.rows,
            next_url=f"{here}?after={part.goes_on}" if part.goes_on else None,
            previous_url=here if after else None,
        ),
        "all_url": url_for(endpoint, **own),
        "is_narrowed": bool(narrowed.by),
        "noindex": not is_plain,
        "canonical": listed if is_plain else "",
        "alternates": [(code, f"{listed}?lang={code}") for code in languages.NAMES] if is_plain else (),
    }


def _offered(
    narrowed: Narrowed, endpoint: str, years: tuple[int, ...], tags: tuple[str, ...], **own: Any
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What the list can be narrowed to: (what it is, (text, address, whether it is narrowed to that))."""

    def link(said: str, by: lists.By, word: str) -> tuple[str, str, bool]:
        return said, url_for(endpoint, **own, by=by, word=word), narrowed == Narrowed(by, word)

    everything = (_("All"), url_for(endpoint, **own), not narrowed.by)
    found = [(_("Year"), [everything, *(link(str(year), "year", str(year)) for year in years)])]
    with_slug = [(tag, lists.slug(tag)) for tag in tags if lists.slug(tag)]
    if with_slug:
        found.append((_("Tag"), [link(tag, "tag", word) for tag, word in with_slug]))
    found.append((_("Language"), [link(name, "language", code) for code, name in languages.NAMES.items()]))
    return found


def _feeds(viewer: Viewer, group: Group) -> list[str]:
    """With the viewer's key they tell of what only members read, else of what everybody does."""
    if group.read_key == PUBLIC:
        return [url_for("news.group_feed", group_id=group.id, form=form) for form in ("atom", "json")]
    if viewer.calendar_key:
        own: dict[str, Any] = {"key": viewer.calendar_key, "group_id": group.id}
        return [url_for("news.own_feed", form=form, **own) for form in ("atom", "json")]
    return []


def _draft(article: Article) -> tuple[str, str, str, bool]:
    """(title, language, address, whether its company is asked)."""
    return article.title, article.language, addresses.of(article), article.state == "asked"
