"""Addresses that leave the site: in letters, feeds and structured data they begin with the site's own URL.

Never with the request's Host header, which a stranger chooses.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.routing import BaseConverter, IntegerConverter


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page, also outside a request."""
    site_url: str = current_app.config["SITE_URL"]
    # Not url_for: outside a request it wants a SERVER_NAME, and inside one it fills in what the request has.
    return site_url + current_app.url_map.bind("").build(endpoint, values)


def is_local_path(path: str | None) -> bool:
    """A path on this site and nothing else: no scheme, no host, no backslash, no control characters (I3)."""
    return (
        path is not None
        and path.startswith("/")
        and not path.startswith("//")
        and path.isprintable()
        and "\\" not in path
    )


def number(value: str | None) -> int | None:
    """The number of a row, as an address writes it; None for anything else. `isdigit` alone takes ² for one."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def host_of(url: str) -> tuple[str, str]:
    """(scheme, host with port) of an address that a stranger wrote; both empty where it can't be read."""
    try:
        return urlsplit(url)[:2]
    except ValueError:
        return "", ""


class NumberConverter(IntegerConverter):
    """A row's number. Longer ones than a database can hold are no address, and Python refuses 5,000 digits."""

    regex = "[0-9]{1,9}"


class PartConverter(BaseConverter):
    """A key or a token. No NUL: PostgreSQL takes none, not even to compare."""

    regex = "[^/\\0]+"
    part_isolating = True


class TailConverter(BaseConverter):
    """The readable end of an address, after a number: whatever it says, the number counts."""

    regex = "-[^/]*"
    part_isolating = False


def init_app(app: Flask) -> None:
    app.url_map.converters.update(int=NumberConverter, default=PartConverter, tail=TailConverter)
