"""What is known of a file; its content lies in the storage, under its digest."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base


class File(Base):
    """One file of one owner, who points to it. Two of equal content are two rows and one content.

    `digest` is SHA-256 in hexadecimal, `size` in bytes, `width` and `height` in pixels, of pictures only. `is_light`:
    drawn in light colours on nothing, so it needs a dark ground. `name` is what its sender called it, tidied.
    """

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    is_light: Mapped[bool] = mapped_column(default=False, server_default=false())
    name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    @property
    def mark(self) -> str:
        """Stands in its address, so that the address changes with the content."""
        return mark(self.digest)


def mark(digest: str) -> str:
    """So much of a digest that nobody guesses it."""
    return digest[:20]
