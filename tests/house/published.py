"""Articles, with a word in all that can be read of them: one for readers, a draft, and a case that waits for a yes."""

from typing import Any

from sqlalchemy import select

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.files import shelf, shrinking
from netapp.groups.funding.models import Funder, Funding
from netapp.groups.models import Group
from netapp.members.models import Affiliation, Person
from netapp.news.approving import letters
from netapp.news.models import Article, ArticleRevision
from tests.house.companies import PNG


def fill(group: Group, word: str, author: Person, other: Person) -> dict[str, Any]:
    """By this person, begun and once changed by the other one; the numbers of what there is now."""
    one = _article(group, word, author, other)
    one.state = "published"
    draft = _article(group, f"draft {word}", author, other)
    draft.published_at = None
    case = _article(group, f"case {word}", author, other)
    mine = Affiliation.person_id == author.id, Affiliation.until.is_(None)
    case.company_id = session.scalar(select(Affiliation.company_id).where(*mine))
    case.kind, case.state, case.published_at, case.asked_at = "case", "asked", None, clock.now()
    case.approved_by, case.wish = author.id, f"Less {word}."
    session.flush()
    session.add(
        ArticleRevision(
            article_id=one.id,
            language="en",
            title=f"Before {word}",
            lead="",
            body=f"It was {word}.",
            replaced_by=other.id,
        )
    )
    paid = _paid(group, word, author)
    return {
        "article_id": one.id,
        "draft_id": draft.id,
        "case_id": case.id,
        "stamp": _picture(word, author).mark,
        **paid,
    }


def tokens(values: dict[str, Any], reader: Person) -> dict[str, str]:
    """Of the letter that asks the company."""
    return dict.fromkeys(
        ("news.approval", "news.asked_picture"), signed.token(letters.CASE, values["case_id"], reader.id)
    )


def _article(group: Group, word: str, author: Person, other: Person) -> Article:
    now = clock.now()
    one = Article(group_id=group.id, language="en", tags=[f"Tag {word}"], slugs=f" tag-{word} "[:60])
    one.titles, one.bodies = (
        {"en": f"News {word}", "da": f"Nyt {word}"},
        {"en": f"Say **{word}**.", "da": f"Sig {word}."},
    )
    one.leads, one.alts, one.credit = {"en": f"In short {word}"}, {"en": f"Shows {word}"}, f"By {word}"
    one.author_id, one.created_by, one.published_at, one.updated_at = author.id, other.id, now, now
    one.updated_line, one.file_id = f"More {word}", _picture(word, author).id
    session.add(one)
    session.flush()
    return one


def _picture(word: str, author: Person) -> Any:
    drawn = shrinking.large(bytes.fromhex(PNG))
    return shelf.keep_picture(drawn, f"{word}.png", author.id)


def _paid(group: Group, word: str, author: Person) -> dict[str, Any]:
    session.merge(Funding(group_id=group.id, statements={"en": f"Paid by {word}"}))
    file = shelf.keep_picture(shrinking.contained(bytes.fromhex(PNG)), f"{word}.png", author.id)
    funder = Funder(group_id=group.id, rank=1, name=f"Fund {word}", file_id=file.id)
    session.add(funder)
    session.flush()
    return {"funder_id": funder.id, "emblem_mark": file.mark}
