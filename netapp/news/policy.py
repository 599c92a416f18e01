"""Who may do what with articles. Pure: the viewer's roles and the article's own state, nothing read.

What is published is read by whoever reads the group; what is not, by who writes it (A1).
"""

from netapp.core.viewer import Viewer, group_key
from netapp.forums import policy as forums
from netapp.groups import policy as groups
from netapp.groups.models import Group
from netapp.news.models import Article


def may_read(viewer: Viewer, article: Article) -> bool:
    """The same as `queries.visible`."""
    if not groups.may_read(viewer, article.group):
        return False
    return article.is_published or is_writer(viewer, article)


def is_writer(viewer: Viewer, article: Article) -> bool:
    """Who moderates or organises the group; and within it who began the article, or has written it."""
    return groups.may_moderate(viewer, article.group) or _is_own(viewer, article)


def may_write(viewer: Viewer, group: Group) -> bool:
    """Begin a draft: the group's members, while it is open, and those who moderate it."""
    return is_at_work(viewer, group) and (viewer.belongs_to(group.id) or groups.may_moderate(viewer, group))


def may_edit(viewer: Viewer, article: Article) -> bool:
    """Who moderates; its writers until others read it, or its company has been asked."""
    if not (is_at_work(viewer, article.group) and may_read(viewer, article)):
        return False
    return groups.may_moderate(viewer, article.group) or (_is_own(viewer, article) and article.state == "draft")


def may_translate(viewer: Viewer, article: Article) -> bool:
    return may_edit(viewer, article)


def may_see_history(viewer: Viewer, article: Article) -> bool:
    """What it said before."""
    return may_read(viewer, article) and is_writer(viewer, article)


def may_publish(viewer: Viewer, article: Article) -> bool:
    """Publish it, ask its company, take it back: who moderates."""
    return is_at_work(viewer, article.group) and groups.may_moderate(viewer, article.group)


def may_discard(viewer: Viewer, article: Article) -> bool:
    """Only what nobody else has read goes without a trace; what was published is taken back instead."""
    return may_edit(viewer, article) and article.state == "draft" and article.published_at is None


def may_answer_for_company(viewer: Viewer, article: Article, is_contact: bool) -> bool:
    """Say yes to a case, or wish for a change: who answers for its company, from when they are asked."""
    return viewer.is_signed_in and is_contact and article.kind == "case" and article.asked_at is not None


def may_talk(viewer: Viewer, article: Article) -> bool:
    """Begin its thread: who may begin one in its group, once others read the article."""
    return article.is_published and forums.may_start(viewer, article.group)


def is_at_work(viewer: Viewer, group: Group) -> bool:
    """Reads the open group, and is not paused there."""
    reads = viewer.is_signed_in and groups.may_read(viewer, group) and groups.is_open(group)
    return reads and forums.paused_until(viewer, group.id) is None


def _is_own(viewer: Viewer, article: Article) -> bool:
    is_by = viewer.is_signed_in and viewer.person_id in {article.author_id, article.created_by}
    return is_by and group_key(article.group_id) in viewer.keys
