"""Timed work: what was sent for a post that was never sent itself."""

from datetime import timedelta

from sqlalchemy import delete, exists

from netapp.core import clock
from netapp.core.db import changed, transaction
from netapp.forums.attaching.models import PostFile
from netapp.forums.models import Draft

KEPT = timedelta(days=1)


def forget_files() -> int:
    """Forget files of no post and no draft after a day; returns how many. Their contents are swept then."""
    is_begun = exists().where(Draft.person_id == PostFile.person_id, Draft.place == PostFile.place)
    old = PostFile.post_id.is_(None), PostFile.added_at < clock.now() - KEPT, ~is_begun
    with transaction():
        return changed(delete(PostFile).where(*old).execution_options(synchronize_session=False))
