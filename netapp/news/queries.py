"""Reads of articles. `visible` is the WHERE clause of all that shows one (A1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from netapp.core import text
from netapp.core.db import locked, session
from netapp.core.errors import NotVisible
from netapp.core.viewer import MODERATING, PUBLIC, Viewer
from netapp.files.models import File
from netapp.groups import queries as groups
from netapp.groups.models import Group, Membership
from netapp.members.models import Affiliation, Company, Person
from netapp.news import policy
from netapp.news.models import Article, ArticleRevision

A: Any = Article.__table__.c
G: Any = Group.__table__.c
_BOUND: tuple[Any, ...] = (
    bindparam("keys", expanding=True),
    bindparam("moderated", expanding=True),
    bindparam("inside", expanding=True),
    bindparam("viewer", type_=A.author_id.type),
)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The one definition of which articles a viewer may see; for statements that join Article and Group.

    The group's readers see what is published; what is not, who moderates the group, and who writes it.
    """
    found = rights(viewer)
    return _visible(found["keys"], found["moderated"], found["inside"], found["viewer"])


def bound(is_guest: bool = False) -> ColumnElement[bool]:
    """The same for a statement that is built once: `rights` fills it for each viewer; a guest's asks for less."""
    # As an expression: SQLite would take the key's index, and find all that is public first.
    read_key = func.coalesce(G.read_key, "")
    if is_guest:
        return _visible_to_guests(read_key)
    keys, moderated, inside, person = _BOUND
    return _visible(keys, moderated, inside, person, read_key)


def rights(viewer: Viewer) -> dict[str, Any]:
    """The viewer's keys, the groups that they moderate or are in, and their number; no list is empty."""
    moderated = [*viewer.groups_of(MODERATING), *viewer.entered]
    return {
        "keys": sorted(viewer.keys),
        "moderated": moderated or groups.NO_GROUP,
        "inside": [*viewer.roles, *viewer.entered] or groups.NO_GROUP,
        "viewer": viewer.person_id or 0,
    }


def _visible_to_guests(read_key: Any) -> ColumnElement[bool]:
    return and_(read_key == PUBLIC, A.state == "published")


def _visible(keys: Any, moderated: Any, inside: Any, person: Any, read_key: Any = G.read_key) -> ColumnElement[bool]:
    own = and_(A.group_id.in_(inside), or_(A.author_id == person, A.created_by == person))
    writes = or_(G.id.in_(moderated), G.parent_id.in_(moderated), own)
    return and_(read_key.in_(keys), or_(A.state == "published", writes))


def articles(viewer: Viewer) -> Select[Article]:
    """All that the viewer may see, with their group; to be narrowed and ordered."""
    loaded = contains_eager(Article.group).joinedload(Group.parent)
    return select(Article).join(Article.group).where(visible(viewer)).options(loaded)


def get(viewer: Viewer, article_id: int) -> Article:
    chosen = articles(viewer).where(Article.id == article_id)
    found = session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    return found


def get_locked(viewer: Viewer, article_id: int) -> Article:
    """The same, holding the article's lock: the first of every deed that changes it."""
    locked(Article, article_id)
    return get(viewer, article_id)


def known(article_id: int) -> Article | None:
    """Whoever may see it: for letters, and for who answers for its company."""
    loaded = contains_eager(Article.group).joinedload(Group.parent)
    chosen = select(Article).join(Article.group).where(Article.id == article_id).options(loaded)
    return session.scalar(chosen.execution_options(populate_existing=True))


def drafts(viewer: Viewer, group_id: int) -> Sequence[Article]:
    """What is not published yet and the viewer writes, the latest changed first."""
    chosen = articles(viewer).where(Article.group_id == group_id, Article.state != "published")
    return session.scalars(chosen.order_by(Article.changed_at.desc(), Article.id.desc()).limit(20)).all()


def revisions(article_id: int) -> Sequence[ArticleRevision]:
    """What its texts said before, the latest first."""
    chosen = select(ArticleRevision).where(ArticleRevision.article_id == article_id)
    return session.scalars(chosen.order_by(ArticleRevision.id.desc()).limit(100)).all()


def picture(viewer: Viewer, article_id: int, mark: str) -> tuple[Article, File]:
    """For whoever sees the article; NotVisible also for the address of one that has been replaced."""
    return with_picture(get(viewer, article_id), mark)


def with_picture(article: Article, mark: str) -> tuple[Article, File]:
    file = session.get(File, article.file_id) if article.file_id else None
    if file is None or file.mark != mark:
        raise NotVisible
    return article, file


def needed() -> Select[int | None]:
    """The files that articles name."""
    return select(Article.file_id).where(Article.file_id.is_not(None))


def writable(viewer: Viewer) -> Sequence[Group]:
    """The groups in which the viewer may begin an article, networks before their sub-groups."""
    mine = [*viewer.roles, *viewer.entered] or groups.NO_GROUP
    moderated = [*viewer.groups_of(MODERATING), *viewer.entered] or groups.NO_GROUP
    is_mine = or_(Group.id.in_(mine), Group.parent_id.in_(moderated))
    order = func.coalesce(Group.parent_id, Group.id), Group.parent_id.is_not(None), Group.name
    found = session.scalars(select(Group).where(is_mine, Group.closed_at.is_(None)).order_by(*order))
    return [group for group in found if policy.may_write(viewer, group)]


def member_named(group_id: int, name: str) -> int | None:
    """The one member of the group who is called so; None where there is none, or more than one."""
    chosen = select(Person.id).join(Membership, Membership.person_id == Person.id)
    chosen = chosen.where(Membership.group_id == group_id, Membership.state == "active", Person.name == name)
    found = session.scalars(chosen.limit(2)).all() if name else []
    return found[0] if len(found) == 1 else None


def name_of(person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def companies_in(group_id: int) -> Sequence[tuple[int, str]]:
    """(number, name) of the companies of the group's people that somebody answers for, by name."""
    at_work = select(Affiliation.company_id).join(Membership, Membership.person_id == Affiliation.person_id)
    at_work = at_work.where(Membership.group_id == group_id, Membership.state == "active", Affiliation.until.is_(None))
    contact = Affiliation.role == "contact", Affiliation.until.is_(None)
    answered = select(Affiliation.company_id).where(*contact)
    chosen = select(Company.id, Company.name).where(Company.id.in_(at_work), Company.id.in_(answered))
    return sorted(((row[0], row[1]) for row in session.execute(chosen)), key=lambda row: (text.fold(row[1]), row[0]))


def read_keys(article_ids: Sequence[int]) -> Mapping[int, str]:
    """Who may read of each, as an audience key: for the letters about them. What is not published: nobody."""
    rows = session.execute(
        select(Article.id, Group.read_key)
        .join(Group, Group.id == Article.group_id)
        .where(Article.id.in_(article_ids), Article.state == "published")
    )
    return {row[0]: row[1] for row in rows}


def digest_of(file_id: int) -> str | None:
    return session.scalar(select(File.digest).where(File.id == file_id))
