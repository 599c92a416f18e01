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
    return (
        path is not None
        and path.startswith("/")
        and not path.startswith("//")
        and path.isprintable()
        and "\\" not in path
    )


class TailConverter(BaseConverter):
    """The readable end of an address, after a number: whatever it says, the number counts."""

    regex = "-[^/]*"
    part_isolating = False


def init_app(app: Flask) -> None:
    app.url_map.converters["tail"] = TailConverter
