"""Addresses that leave the site: in letters, feeds and structured data they begin with the site's own URL.

Never with the request's Host header, which a stranger chooses.
"""

from typing import Any

from flask import Flask, current_app
from werkzeug.routing import BaseConverter


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page, also outside a request."""
    site_url: str = current_app.config["SITE_URL"]
    # Not url_for: outside a request it wants a SERVER_NAME, and inside one it fills in what the request has.
    return site_url + current_app.url_map.bind("").build(endpoint, values)


def is_local_path(path: str | None) -> bool:
    """A path on this site and nothing else: no scheme, no host, no backslash, no control characters (I3)."""
    return bool(path) and path[0] == "/" and path[1:2] not in {"/", "\\"} and path.isprintable() and "\\" not in path  # type: ignore[index, union-attr]


class TailConverter(BaseConverter):
    """The readable end of an address, after a number: whatever it says, the number counts."""

    regex = "-[^/]*"
    part_isolating = False


def init_app(app: Flask) -> None:
    app.url_map.converters["tail"] = TailConverter
