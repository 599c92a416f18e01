"""The forms of articles and their pages: the text, a translation beside it, what was said before, a thread about it."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import request, url_for

from netapp.config import LANGUAGES
from netapp.core import languages, links, text
from netapp.core.errors import NotVisible, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import page as events_page
from netapp.events import queries as meetings
from netapp.events.models import Meeting
from netapp.forums import queries as forums
from netapp.forums import words as forum_words
from netapp.forums import writing_page as threads
from netapp.forums.forms import ThreadForm
from netapp.forums.models import LONGEST_TITLE
from netapp.groups import page as groups_page
from netapp.groups.models import Group
from netapp.news import addresses, drafting, looking, page, policy, queries, words, writing
from netapp.news.forms import ArticleForm, TranslationForm
from netapp.news.models import Article
from netapp.notes import queries as notes


def of_new(viewer: Viewer, args: Mapping[str, str]) -> tuple[Group, Meeting | None, ArticleForm]:
    """An empty form, or one drafted from a meeting (`?meeting=7`); in the group that is named, else in the first one
    in which the viewer writes.
    """
    number = links.number(args.get("meeting"))
    meeting = meetings.get_meeting(viewer, number) if number else None
    asked = meeting.group_id if meeting else links.number(args.get("group"))
    known = queries.writable(viewer)
    group = next((one for one in known if one.id == asked), None if asked else next(iter(known), None))
    if group is None:
        raise NotVisible
    languages.prefer(group.language)  # first, since the form's words are chosen when it is made
    note = notes.published(viewer, meeting.id) if meeting else None
    values = drafting.first_values(meeting, note) if meeting else {"language": group.language}
    return group, meeting, _form(group, author=viewer.name, **values)


def of_edit(viewer: Viewer, article_id: int) -> tuple[Article, ArticleForm]:
    article = queries.get(viewer, article_id)
    require(policy.may_edit(viewer, article))
    languages.prefer(article.group.language)
    return article, edit_form(article)


def edit_form(article: Article, *, posted: bool = True) -> ArticleForm:
    """With what is saved; `posted` False: that alone, to compare it with what was typed."""
    own = writing.text_in(article, article.language)
    return _form(
        article.group,
        posted=posted,
        kind=article.kind,
        language=article.language,
        author=writing.author_of(article),
        company=str(article.company_id or ""),
        tags=article.tags,
        credit=article.credit,
        seen=writing.fingerprint(article),
        **vars(own),
    )


def _form(group: Group, *, posted: bool = True, **values: Any) -> ArticleForm:
    return ArticleForm(forums.forum(group.id).tags, queries.companies_in(group.id), posted=posted, **values)


def of_form(
    viewer: Viewer, form: ArticleForm, group: Group, article: Article | None = None, meeting: Meeting | None = None
) -> dict[str, Any]:
    """Everything that the form's page shows; with a preview when it was asked for."""
    is_preview = request.form.get("do") == "preview" and form.validate()
    meeting_id = meeting.id if meeting else article.meeting_id if article else None
    said = "\n".join(field.data or "" for field in (form.title, form.lead, form.body))
    return {
        **groups_page.frame(viewer, group),
        "form": form,
        "article": article,
        "meeting": (events_page.title(meeting), events_page.url(meeting)) if meeting else None,
        "hints": words.HINTS,
        "has_companies": len(form.company.choices or ()) > 1,
        "preview": text.markdown(form.body.data or "") if is_preview else None,
        "slips": looking.hints(viewer, group, said, meeting_id),
        "look_url": url_for("news.look", group_id=group.id, meeting=meeting_id),
        "others": [
            (one.name, url_for("news.new", group=one.id)) for one in queries.writable(viewer) if one.id != group.id
        ]
        if article is None and meeting is None
        else [],
        "may_publish": policy.may_publish(viewer, article) if article else _may_publish(viewer, group),
        "picture": _picture(article),
        "back": addresses.of(article) if article else addresses.of_group(group.id),
    }


def _may_publish(viewer: Viewer, group: Group) -> bool:
    return policy.may_publish(viewer, Article(group=group, group_id=group.id, state="draft"))


def _picture(article: Article | None) -> str:
    file_id = article.file_id if article else None
    digest = queries.digest_of(file_id) if file_id else None
    return addresses.picture(article.id, digest) if article and digest else ""


def differences(article: Article, form: ArticleForm, sent: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what you typed) for each field in which the two differ (X5)."""
    return events_page.differences(form, edit_form(article, posted=False), sent)


def of_translation(viewer: Viewer, article_id: int, language: str) -> tuple[Article, TranslationForm]:
    """NotVisible for a language that we don't speak, and for the article's own."""
    article = queries.get(viewer, article_id)
    if language not in LANGUAGES or language == article.language:
        raise NotVisible
    require(policy.may_translate(viewer, article))
    languages.prefer(article.group.language)
    return article, translation_form(article, language)


def translation_form(article: Article, language: str, *, posted: bool = True) -> TranslationForm:
    seen = writing.fingerprint_in(article, language)
    return TranslationForm(posted=posted, seen=seen, **vars(writing.text_in(article, language)))


def beside(viewer: Viewer, article: Article, language: str, form: TranslationForm) -> dict[str, Any]:
    """The source on the left, the translation on the right."""
    own = writing.text_in(article, article.language)
    is_preview = request.form.get("do") == "preview" and form.validate()
    return {
        **page.frame(viewer, article),
        "form": form,
        "language": language,
        "language_word": languages.called(language),
        "source_word": languages.called(article.language),
        "source": own,
        "source_body": text.markdown(own.body),
        "preview": text.markdown(form.body.data or "") if is_preview else None,
        "is_there": language in article.titles,
        "has_picture": article.file_id is not None,
    }


class Version(NamedTuple):
    """What a text said until somebody saved it anew, and what was changed then: lines, each with what became of it."""

    number: int
    when: str
    language: str
    language_word: str
    who: str
    line: str
    lines: Sequence[tuple[str, str]]


def of_history(viewer: Viewer, article_id: int) -> dict[str, Any]:
    """Each version compared with the one that came after it."""
    article = queries.get(viewer, article_id)
    require(policy.may_see_history(viewer, article))
    after = {code: _whole(writing.text_in(article, code)) for code in languages.NAMES}
    zone, found = languages.viewer_zone(article.group.zone), []
    for one in queries.revisions(article.id):
        was = _whole(writing.Text(title=one.title, lead=one.lead, body=one.body))
        when = forum_words.when(one.replaced_at, zone)
        who = queries.name_of(one.replaced_by) or _("Former member")
        spoken = languages.called(one.language)
        found.append(Version(one.id, when, one.language, spoken, who, one.line, compared(was, after[one.language])))
        after[one.language] = was
    return {**page.frame(viewer, article), "versions": found, "title": article.title}


def compared(was: str, now: str) -> list[tuple[str, str]]:
    """(sign, line): "-" for what went, "+" for what came, " " for what stands beside it."""
    old, new = was.splitlines(), now.splitlines()
    found: list[tuple[str, str]] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1):
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                found += [(" ", line) for line in old[i1:i2]]
            else:
                found += [("-", line) for line in old[i1:i2]] + [("+", line) for line in new[j1:j2]]
    return found


def _whole(said: writing.Text) -> str:
    return "\n".join((said.title, said.lead, said.body))


def of_thread(viewer: Viewer, article_id: int) -> tuple[ThreadForm, dict[str, Any]]:
    """The form of a new thread about it, called as it is."""
    article = queries.get(viewer, article_id)
    require(policy.may_talk(viewer, article))
    group = threads.startable(viewer, article.group_id)
    form = threads.thread_form(viewer, group, title=article.title[:LONGEST_TITLE])
    about = threads.of_form(viewer, group, form)
    return form, about | {"about": (article.title, addresses.of(article))}
