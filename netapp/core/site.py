"""The site itself: its name, who may create networks, and what its legal pages say. One row."""

from typing import NamedTuple

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from netapp.config import is_loopback, site_host
from netapp.core import changes, db, viewer
from netapp.core.db import Base
from netapp.core.prepared import Prepared

# Any of these says that the visitor came through somebody else's machine, whatever address we see.
_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"})


class Site(Base):
    """What an administrator sets in the browser. `guest_days`: how long guests' data are kept after a meeting."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(80), default="netapp")
    networks_by_members: Mapped[bool] = mapped_column(default=False)
    guest_days: Mapped[int] = mapped_column(default=90)
    imprint: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)


class Settings(NamedTuple):
    """What the row says; the defaults while nobody has saved one."""

    name: str = "netapp"
    networks_by_members: bool = False
    guest_days: int = 90
    imprint: str = ""
    contact: str = ""
    is_demo: bool = False


_ROW = Prepared(select(*(getattr(Site, name) for name in Settings._fields)).where(Site.id == 1))


class Remembered:
    """What the row said when something was last committed (see changes.py); it changes about never, and all ask."""

    def __init__(self) -> None:
        self._known: tuple[int, Settings] | None = None

    def get(self, epoch: int) -> Settings | None:
        known = self._known
        return known[1] if known is not None and known[0] == epoch else None

    def keep(self, epoch: int, settings: Settings) -> None:
        self._known = (epoch, settings)


def init_app(app: Flask) -> None:
    app.extensions["site"] = Remembered()


def current() -> Settings:
    """Read once a request at most. A deed and an administrator, who alone changes it, see it as it is."""
    if not has_request_context():
        return _read()
    if "site" not in g:
        g.site = _remembered() if db.is_looking() and not viewer.current().is_admin else _read()
    settings: Settings = g.site
    return settings


def is_open_demo() -> bool:
    """A demo that only this machine can reach: there, and nowhere else, all doors may be shown open."""
    return bool(current_app.config["NETAPP"].is_loopback) and current().is_demo and _is_asked_from_here()


def _is_asked_from_here() -> bool:
    """Nobody stands between: no proxy that passes strangers on, no name that was made to lead to 127.0.0.1."""
    if not has_request_context():
        return True
    is_direct = _FORWARDED.isdisjoint(name.lower() for name, _value in request.headers)
    return is_direct and is_loopback(request.remote_addr or "") and is_loopback(site_host(f"//{request.host}"))


def _remembered() -> Settings:
    remembered: Remembered = current_app.extensions["site"]
    epoch = changes.epoch()
    settings = remembered.get(epoch)
    if settings is None:
        # By a connection of its own: what this request reads may be of a moment before that epoch.
        with db.db.engine.connect() as connection:
            found = connection.execute(_ROW.statement).one_or_none()
        settings = Settings(*found) if found else Settings()
        remembered.keep(epoch, settings)
    return settings


def _read() -> Settings:
    found = _ROW.rows()
    return Settings(*found[0]) if found else Settings()
