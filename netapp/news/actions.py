"""What is done with articles: write, translate, publish, change, take back, throw away."""

from datetime import timedelta

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import queries as meetings
from netapp.files import shelf
from netapp.groups import queries as groups
from netapp.groups import revisions
from netapp.members import companies
from netapp.news import notices, policy, queries, writing
from netapp.news.models import Article
from netapp.news.writing import Draft, Stale, Text

# So long a company is left in peace.
AGAIN = timedelta(hours=1)


@action
def write(
    viewer: Viewer, group_id: int, draft: Draft, *, meeting_id: int | None = None, publishes: bool = False
) -> Article:
    """A draft that nobody but its writers sees, unless it `publishes` too, in one deed: what can't be published leaves
    no draft behind for each time it was tried. `meeting_id`: the meeting of the group that it tells of.
    """
    group = groups.get_readable(viewer, group_id)
    require(policy.may_write(viewer, group))
    now = clock.now()
    article = Article(group_id=group.id, group=group, language=draft.language, created_by=viewer.person_id)
    article.created_at = article.changed_at = now
    article.titles, article.leads, article.bodies, article.alts, article.state = {}, {}, {}, {}, "draft"
    article.author_name = ""
    if meeting_id is not None:
        meeting = meetings.get_meeting(viewer, meeting_id)
        require(meeting.group_id == group.id)
        article.meeting_id = meeting.id
    writing.put(viewer, article, draft)
    session.add(article)
    session.flush()
    return publish(viewer, article.id) if publishes else article


@action
def change(
    viewer: Viewer, article_id: int, draft: Draft, *, seen: str, line: str = "", publishes: bool = False
) -> Article:
    """Write the draft into the article. Stale when somebody has saved since the form was shown (`seen`, X5).

    Of what is published the revision is kept, and where `line` says what changed, readers are told; without one it was
    a slip of the pen. A case that says something else is its company's to look at again.
    """
    article = queries.get_locked(viewer, article_id)
    require(policy.may_edit(viewer, article))
    if seen != writing.fingerprint(article):
        raise Stale
    language, was, all_before = article.language, writing.text_in(article, article.language), _all_of(article)
    writing.put(viewer, article, draft)
    _settle(viewer, article, language, was, line, all_before)
    return publish(viewer, article.id) if publishes else article


@action
def translate(
    viewer: Viewer, article_id: int, language: str, text: Text | None, *, seen: str, line: str = ""
) -> Article:
    """What it says in another language; None takes that away. As `change`."""
    article = queries.get_locked(viewer, article_id)
    require(policy.may_translate(viewer, article))
    if language == article.language:
        raise Refused(_("This is its own language."))
    if seen != writing.fingerprint_in(article, language):
        raise Stale
    was, all_before = writing.text_in(article, language), _all_of(article)
    writing.put_text(article, language, text)
    _settle(viewer, article, language, was, line, all_before)
    return article


@action
def publish(viewer: Viewer, article_id: int) -> Article:
    """Let others read it; a case that its company has not said yes to asks it first. Twice is harmless."""
    article = queries.get_locked(viewer, article_id)
    require(policy.may_publish(viewer, article))
    if article.is_published:
        return article
    _look_whether_whole(article)
    if article.kind == "case":
        if article.state == "asked" and article.asked_at and clock.now() < article.asked_at + AGAIN:
            raise Refused(_("The company was asked less than an hour ago."))
        _ask(article)
    else:
        open_to_readers(article)
    log.write(viewer.person_id, "ask" if article.state == "asked" else "publish", *_told(article))
    return article


@action
def take_back(viewer: Viewer, article_id: int) -> Article:
    """A draft again: nobody but its writers reads it. Its address and its day stay for when it comes back."""
    article = queries.get_locked(viewer, article_id)
    require(policy.may_publish(viewer, article))
    if article.state == "draft":
        return article
    article.state, article.changed_at, article.approved_at, article.approved_by = "draft", clock.now(), None, None
    log.write(viewer.person_id, "take back", *_told(article))
    session.flush()
    revisions.touch(article.group_id)
    return article


@action
def discard(viewer: Viewer, article_id: int) -> int:
    """Throw a draft away that nobody else has read; returns its group's number."""
    article = queries.get_locked(viewer, article_id)
    require(policy.may_discard(viewer, article))
    log.write(viewer.person_id, "discard", *_told(article))
    group_id, file_id = article.group_id, article.file_id
    session.delete(article)
    shelf.drop(file_id)
    return group_id


def open_to_readers(article: Article) -> None:
    """Joins the deed, which holds the article."""
    now = clock.now()
    article.state, article.changed_at, article.wish = "published", now, ""
    article.published_at = article.published_at or now
    session.flush()
    revisions.touch(article.group_id)


def _ask(article: Article, *, later: bool = False) -> None:
    """Write to those who answer for the company; asked again, they get another letter. `later`: the text may change
    again.
    """
    people = [one for one in companies.contacts(article.company_id or 0) if one.email]
    if not people:
        raise Refused(_("Nobody answers for the company here yet, and so nobody can say yes."), "company")
    article.state, article.asked_at, article.changed_at, article.wish = "asked", clock.now(), clock.now(), ""
    article.approved_at = article.approved_by = None
    session.flush()
    notices.asked(article, people, later=later)
    revisions.touch(article.group_id)


def _look_whether_whole(article: Article) -> None:
    """What a draft may still lack."""
    if not article.bodies.get(article.language):
        raise Refused(_("Write the text first."), "body")
    if article.file_id is not None and not article.alts.get(article.language):
        raise Refused(_("Say what the picture shows, for those who don’t see it."), "alt")
    if article.kind == "case" and article.company_id is None:
        raise Refused(_("Choose the company that the case is about."), "company")
    if article.author_id is None and not article.author_name:
        raise Refused(_("Who has written it?"), "author")


def _settle(viewer: Viewer, article: Article, language: str, was: Text, line: str, all_before: str) -> None:
    """What follows from other words: a revision, a line for readers, a company that looks again."""
    now = clock.now()
    article.changed_at = now
    is_other = not writing.is_same(was, writing.text_in(article, language))
    if is_other:
        writing.remember(viewer, article, language, was, line)
    if article.state != "draft":
        _look_whether_whole(article)
    if article.is_published and is_other and line:
        article.updated_at, article.updated_line = now, line
    if article.state != "draft" and article.kind == "case" and all_before != _all_of(article):
        _ask(article, later=True)
    session.flush()
    revisions.touch(article.group_id)


def _all_of(article: Article) -> str:
    return f"{article.kind} {writing.fingerprint_of_all(article)}"


def _told(article: Article) -> tuple[str, int, str]:
    return "article", article.id, group_key(article.group_id)
