"""Addresses that leave the site: in letters, feeds and structured data they begin with the site's own URL.

Never with the request's Host header, which a stranger chooses.
"""

from typing import Any

from flask import current_app


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page, also outside a request."""
    site_url: str = current_app.config["SITE_URL"]
    # Not url_for: outside a request it wants a SERVER_NAME, and inside one it fills in what the request has.
    return site_url + current_app.url_map.bind("").build(endpoint, values)


def is_local_path(path: str | None) -> bool:
    """A path on this site and nothing else: no scheme, no host, no backslash, no control characters (I3)."""
    return bool(path) and path[0] == "/" and path[1:2] not in {"/", "\\"} and path.isprintable() and "\\" not in path  # type: ignore[index, union-attr]
