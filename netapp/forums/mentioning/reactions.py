"""What becomes of names in posts when who bears them goes, or is another one now."""

import re
from collections.abc import Iterator

from sqlalchemy import Text, cast, select

from netapp.core.db import session
from netapp.forums.models import Post, Revision
from netapp.members.facts import CompaniesMerged, PersonErased


def forget_named(fact: PersonErased) -> None:
    """Others have written the name, and the site knew whom it meant: it goes from there too (P1)."""
    key = f"person:{fact.person_id}"
    behind_at = re.compile(rf"(?<=@){re.escape(fact.name)}", re.IGNORECASE) if fact.name else None
    for post in _naming(key):
        post.mentions = [one for one in post.mentions or () if one != key] or None
        if behind_at is not None:
            post.body = behind_at.sub("…", post.body)
            for before in session.scalars(select(Revision).where(Revision.post_id == post.id)):
                before.body = behind_at.sub("…", before.body)


def company_merged(fact: CompaniesMerged) -> None:
    """Who is told of the one record is told of the other one."""
    gone, now = f"company:{fact.gone_id}", f"company:{fact.company_id}"
    for post in _naming(gone):
        post.mentions = list(dict.fromkeys(now if one == gone else one for one in post.mentions or ()))


def _naming(key: str) -> Iterator[Post]:
    is_named = Post.mentions.is_not(None), cast(Post.mentions, Text).contains(f'"{key}"')
    yield from session.scalars(select(Post).where(*is_named)).all()
