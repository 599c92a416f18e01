"""The page of an article: what its statement read, said once for all to whom it says the same."""

import json
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask import request, url_for
from markupsafe import Markup

from netapp.core import languages, pieces, text
from netapp.core.languages import gettext as _
from netapp.core.viewer import GUEST, Viewer, group_key
from netapp.forums import addresses as forums
from netapp.groups import addresses as groups_addresses
from netapp.groups import emblems
from netapp.groups import page as groups_page
from netapp.groups.funding import page as funding
from netapp.members import addresses as members_addresses
from netapp.news import addresses, lists, looking, policy, schema_org, words
from netapp.news.looking import Hint
from netapp.news.models import Article
from netapp.news.reading import Read

# A picture stands within so many pixels.
WIDEST, HIGHEST = 880, 620


class Deeds(NamedTuple):
    """What the viewer may do with the article."""

    edit: bool = False
    publish: bool = False
    discard: bool = False
    history: bool = False
    talk: bool = False
    is_inside: bool = False
    is_guest: bool = True


class Body(NamedTuple):
    """What the page says, made once for all to whom it says the same."""

    title: str
    language: str
    description: str
    main: Markup
    json_ld: Markup | None
    graph: tuple[tuple[str, str], ...]


def of(viewer: Viewer, read: Read) -> dict[str, Any]:
    article = read.article
    hints: tuple[Hint, ...] = ()
    deeds = deeds_of(viewer, article)
    if deeds.edit and not article.is_published:
        hints = looking.hints(viewer, article.group, _all_in(article, article.language), article.meeting_id)
    body = _body(read, deeds, languages.viewer_zone(article.group.zone), hints)
    network = article.group.parent or article.group
    return {
        "body": body,
        "group": article.group,
        "network": network,
        "network_url": groups_addresses.of(network),
        "network_emblem": emblems.drawn(network.id, read.held, 40),
        "noindex": not is_public(article),
        **_addresses(article),
    }


def frame(viewer: Viewer, article: Article) -> dict[str, Any]:
    """What the other pages about it need."""
    return {**groups_page.frame(viewer, article.group), "article": article, "back": addresses.of(article)}


def is_public(article: Article) -> bool:
    """Everybody may read it: search engines too."""
    return article.is_published and article.group.read_key in GUEST.keys


def deeds_of(viewer: Viewer, article: Article) -> Deeds:
    if viewer.is_guest:
        return Deeds()
    return Deeds(
        edit=policy.may_edit(viewer, article),
        publish=policy.may_publish(viewer, article),
        discard=policy.may_discard(viewer, article),
        history=policy.may_see_history(viewer, article),
        talk=policy.may_talk(viewer, article),
        is_inside=group_key(article.group_id) in viewer.keys,
        is_guest=False,
    )


def _addresses(article: Article) -> dict[str, Any]:
    """Its own address, and that in each language in which it is written, whatever tail was asked for."""
    bare = addresses.absolute(article)
    by_language = {code: f"{bare}?lang={code}" for code in article.languages}
    canonical = by_language.get(request.args.get("lang", ""), bare)
    return {"canonical": canonical, "alternates": [*by_language.items(), ("x-default", bare)]}


@pieces.remembered
def _body(read: Read, deeds: Deeds, zone: str, hints: tuple[Hint, ...]) -> Body:
    """Of nothing but this; the zone is the viewer's, where they have one."""
    article, beside = read.article, read.beside
    language = article.spoken_in(languages.current())
    title, said = article.titles[language], article.bodies.get(language, "")
    description = article.leads.get(language) or text.excerpt(said)
    is_open = is_public(article)
    main = pieces.part(
        "news/_article.html",
        article=article,
        group=article.group,
        deeds=deeds,
        lang=languages.current(),
        language=language,
        spoken=languages.called(language),
        others=_others(article, language),
        crumbs=crumbs(article),
        kind=words.kind(article.kind),
        title=title,
        lead=article.leads.get(language, ""),
        body=text.markdown(said),
        **_byline(read, zone, is_guest=deeds.is_guest),
        picture=_picture(read, language),
        tags=[
            (tag, url_for("news.of_group", group_id=article.group_id, by="tag", word=lists.slug(tag)))
            for tag in article.tags
        ],
        meeting=_meeting(read),
        company=_company(read, deeds),
        thread=_thread(read),
        share=_share(addresses.absolute(article), title) if is_open else (),
        url=addresses.absolute(article),
        funding=funding.block(read.paid, language, article.group.language),
        translations=[(code, languages.called(code), code in article.titles) for code in _missing_first(article)],
        hints=hints,
    )
    return Body(
        title=title,
        language=language,
        description=description,
        main=main,
        json_ld=schema_org.article(article, language, beside) if is_open else None,
        graph=_graph(read, language) if is_open else (),
    )


def crumbs(article: Article) -> list[tuple[str, str]]:
    group = article.group
    return [(group.name, groups_addresses.of(group)), (words.articles(), addresses.of_group(group.id))]


def _all_in(article: Article, language: str) -> str:
    texts = (article.titles, article.leads, article.bodies)
    return "\n".join(by_language.get(language, "") for by_language in texts)


def _missing_first(article: Article) -> list[str]:
    return sorted((code for code in languages.NAMES if code != article.language), key=lambda c: c in article.titles)


def _others(article: Article, language: str) -> list[tuple[str, str, str]]:
    """(code, its own name, address) of the other languages in which it can be read."""
    here = addresses.of(article)
    return [(code, languages.NAMES[code], f"{here}?lang={code}") for code in article.languages if code != language]


def _byline(read: Read, zone: str, *, is_guest: bool) -> dict[str, Any]:
    """Who shows their name to nobody writes for the network."""
    article = read.article
    name = read.beside.author
    leads = name and article.author_id and not is_guest
    return {
        "author": name or article.group.name,
        "author_url": members_addresses.of_person(article.author_id, name) if leads and article.author_id else "",
        "published": words.day(article.published_at, zone) if article.published_at else "",
        "published_iso": article.published_at.date().isoformat() if article.published_at else "",
        "updated": words.day(article.updated_at, zone) if article.updated_at else "",
        "updated_iso": article.updated_at.date().isoformat() if article.updated_at else "",
    }


def _picture(read: Read, language: str) -> dict[str, Any] | None:
    article, beside = read.article, read.beside
    if not beside.digest:
        return None
    width, height = beside.width or 1, beside.height or 1
    scale = min(1, WIDEST / width, HIGHEST / height)
    spoken = language if article.alts.get(language) else article.language
    return {
        "url": addresses.picture(article.id, beside.digest),
        "alt": article.alts.get(spoken, ""),
        "alt_language": spoken,
        "width": max(1, round(width * scale)),
        "height": max(1, round(height * scale)),
    }


def _meeting(read: Read) -> tuple[str, str, str, str] | None:
    """(title, its language, its day, its address)."""
    beside = read.beside
    if beside.meeting_titles is None or beside.meeting_starts is None:
        return None
    titles: dict[str, str] = json.loads(beside.meeting_titles)
    main = beside.meeting_language or ""
    language = languages.current() if languages.current() in titles else main
    url = url_for("events.meeting", meeting_id=read.article.meeting_id, tail=text.tail(titles[main]))
    return titles[language], language, languages.date_short(beside.meeting_starts), url


def _company(read: Read, deeds: Deeds) -> tuple[str, str] | None:
    """(its name, its address for who is in the group, since its page is not everybody's)."""
    company_id, name = read.article.company_id, read.beside.company
    if company_id is None or not name:
        return None
    return name, members_addresses.of(company_id, name) if deeds.is_inside else ""


def _thread(read: Read) -> tuple[int, str] | None:
    """(how many posts, the address)."""
    thread_id, posts = read.article.thread_id, read.beside.posts
    if thread_id is None or posts is None:
        return None
    return posts, forums.named(thread_id, read.beside.thread_title or "")


def _share(url: str, title: str) -> list[tuple[str, str]]:
    """Plain addresses: nothing is loaded from there, and nobody there hears of who has read this (P3)."""
    mail = f"mailto:?subject={quote(title)}&body={quote(url)}"
    return [
        ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": url})),
        ("Facebook", "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url})),
        ("X", "https://x.com/intent/post?" + urlencode({"url": url, "text": title})),
        (_("E-mail"), mail),
    ]


def _graph(read: Read, language: str) -> tuple[tuple[str, str], ...]:
    """What Open Graph says of an article beside what it says of each page."""
    article, beside = read.article, read.beside
    said = [("og:type", "article")]
    if article.published_at:
        said.append(("article:published_time", f"{article.published_at:%Y-%m-%dT%H:%M:%SZ}"))
        said.append(("article:modified_time", f"{article.updated_at or article.published_at:%Y-%m-%dT%H:%M:%SZ}"))
    said += [("article:tag", tag) for tag in article.tags]
    if beside.digest:
        alt = article.alts.get(language) or article.alts.get(article.language, "")
        said.append(("og:image", addresses.absolute_picture(article.id, beside.digest)))
        said += [("og:image:width", str(beside.width)), ("og:image:height", str(beside.height)), ("og:image:alt", alt)]
    return tuple(said)
